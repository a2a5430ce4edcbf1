// A directory of .deb files without an index, in any layout (an apt cache, a build's output). The index is made from the
// packages: each one's control part says what a Packages stanza would.
#include "repo/deb/package.h"
#include "repo/host_files.h"
#include "repo/listing.h"

namespace elfgate::repo {

namespace {

constexpr unsigned k_depth = 8;  ///< pool/main/libx/libxml2 and some more
constexpr unsigned k_depth_to_recognise = 2;

bool recognise(const std::string& source) {
  return kind_of(source) == HostKind::directory && holds_file(source, ".deb", k_depth_to_recognise);
}

base::Result<Listing> open(const std::string& source, const OpenOptions& options) {
  ELFGATE_TRY_ASSIGN(const auto paths, find_files(source, ".deb", k_depth));
  Listing listing;
  listing.format = "deb_directory";
  listing.system = model::PackageSystem::deb;
  std::vector<Listed> packages;
  for (const auto& path : paths) {
    auto package = describe_deb(path);
    if (!package) {
      listing.problems.push_back({"unreadable-package", "", path.substr(path.rfind('/') + 1), "", package.error()});
      continue;
    }
    package->order = static_cast<std::uint32_t>(packages.size());
    packages.push_back({std::move(*package), ""});
  }
  settle(listing, std::move(packages), options);
  return listing;
}

}  // namespace

extern const Format deb_directory_format;
const Format deb_directory_format = {"deb_directory", "a directory of .deb files", 41, recognise, open, read_deb};

}  // namespace elfgate::repo
