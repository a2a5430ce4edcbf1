// One .deb file: its own control part is all the index there is.
#include "repo/deb/package.h"
#include "repo/host_files.h"
#include "repo/listing.h"

namespace elfgate::repo {

namespace {

bool recognise(const std::string& source) {
  return kind_of(source) == HostKind::file && (source.ends_with(".deb") || source.ends_with(".udeb")) &&
         first_bytes(source, 8) == "!<arch>\n";
}

base::Result<Listing> open(const std::string& source, const OpenOptions& options) {
  ELFGATE_TRY_ASSIGN(auto package, describe_deb(source));
  Listing listing;
  listing.format = "deb_file";
  listing.system = model::PackageSystem::deb;
  settle(listing, {{std::move(package), ""}}, options);
  return listing;
}

}  // namespace

extern const Format deb_file_format;
const Format deb_file_format = {"deb_file", "one .deb file", 31, recognise, open, read_deb};

}  // namespace elfgate::repo
