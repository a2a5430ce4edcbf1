// A directory of .deb files without an index, in any layout: an apt cache, a pool, a build's output.
#include "repo/deb/package.h"
#include "repo/loose.h"

namespace elfgate::repo {

namespace {

constexpr LooseKind k_kind = {"deb_directory", model::PackageSystem::deb, ".deb", describe_deb};

bool recognise(const std::string& source) {
  return holds_loose_packages(source, k_kind);
}

base::Result<Listing> open(const std::string& source, const OpenOptions& options) {
  return list_loose_packages(source, k_kind, options);
}

}  // namespace

extern const Format deb_directory_format;
const Format deb_directory_format = {"deb_directory", "a directory of .deb files", 41, recognise, open, read_deb};

}  // namespace elfgate::repo
