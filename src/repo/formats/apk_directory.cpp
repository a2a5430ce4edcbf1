// A directory of .apk files without an index, flat or by architecture. The index is made from the packages: each one's
// control part says what an index record would. In file name order, because that is the only order there is (I11).
#include "repo/apk/package.h"
#include "repo/host_files.h"
#include "repo/listing.h"

namespace elfgate::repo {

namespace {

constexpr unsigned k_depth = 6;  ///< enough for any layout by distribution, release, repository, architecture
constexpr unsigned k_depth_to_recognise = 2;

bool recognise(const std::string& source) {
  return kind_of(source) == HostKind::directory && holds_file(source, ".apk", k_depth_to_recognise);
}

base::Result<Listing> open(const std::string& source, const OpenOptions& options) {
  ELFGATE_TRY_ASSIGN(const auto paths, find_files(source, ".apk", k_depth));
  Listing listing;
  listing.format = "apk_directory";
  listing.system = model::PackageSystem::apk;
  std::vector<Listed> packages;
  for (const auto& path : paths) {
    auto package = describe_apk(path);
    if (!package) {
      listing.problems.push_back(
          {"unreadable-package", "", std::string(path.substr(path.rfind('/') + 1)), "", package.error()});
      continue;
    }
    package->order = static_cast<std::uint32_t>(packages.size());
    packages.push_back({std::move(*package), ""});
  }
  settle(listing, std::move(packages), options);
  return listing;
}

}  // namespace

extern const Format apk_directory_format;
const Format apk_directory_format = {"apk_directory", "a directory of .apk files", 40, recognise, open, read_apk};

}  // namespace elfgate::repo
