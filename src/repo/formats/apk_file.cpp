// One .apk file (or several layered by the caller): its own control part is all the index there is.
#include "repo/apk/package.h"
#include "repo/host_files.h"
#include "repo/listing.h"

namespace elfgate::repo {

namespace {

bool recognise(const std::string& source) {
  return source.ends_with(".apk") && kind_of(source) == HostKind::file;
}

base::Result<Listing> open(const std::string& source, const OpenOptions& options) {
  ELFGATE_TRY_ASSIGN(auto package, describe_apk(source));
  Listing listing;
  listing.format = "apk_file";
  listing.system = model::PackageSystem::apk;
  settle(listing, {{std::move(package), ""}}, options);
  return listing;
}

}  // namespace

extern const Format apk_file_format;
const Format apk_file_format = {"apk_file", "one .apk file", 30, recognise, open, read_apk};

}  // namespace elfgate::repo
