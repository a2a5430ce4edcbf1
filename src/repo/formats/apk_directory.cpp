// A directory of .apk files without an index, flat or by architecture.
#include "repo/apk/package.h"
#include "repo/loose.h"

namespace elfgate::repo {

namespace {

constexpr LooseKind k_kind = {"apk_directory", model::PackageSystem::apk, ".apk", describe_apk};

bool recognise(const std::string& source) {
  return holds_loose_packages(source, k_kind);
}

base::Result<Listing> open(const std::string& source, const OpenOptions& options) {
  return list_loose_packages(source, k_kind, options);
}

}  // namespace

extern const Format apk_directory_format;
const Format apk_directory_format = {"apk_directory", "a directory of .apk files", 40, recognise, open, read_apk};

}  // namespace elfgate::repo
