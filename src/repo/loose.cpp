#include "repo/loose.h"

#include "repo/host_files.h"
#include "repo/listing.h"
#include "repo/rootfs/recognise.h"

namespace elfgate::repo {

namespace {

constexpr unsigned k_depth = 8;  ///< pool/main/libx/libxml2, distribution/release/repository/architecture, and some more
constexpr unsigned k_depth_to_recognise = 2;

}  // namespace

bool holds_loose_packages(const std::string& source, const LooseKind& kind) {
  return kind_of(source) == HostKind::directory && !is_root_tree(source) &&
         holds_file(source, kind.suffix, k_depth_to_recognise);
}

Listing list_loose_packages(const std::string& source, const LooseKind& kind, const OpenOptions& options) {
  Listing listing;
  listing.format = kind.format;
  listing.system = kind.system;
  const auto found = find_files(source, kind.suffix, k_depth);
  for (const auto& error : found.errors) listing.problems.push_back({"unreadable-package", "", "", "", error});
  std::vector<Listed> packages;
  for (const auto& path : found.paths) {
    auto package = kind.describe(path);
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

}  // namespace elfgate::repo
