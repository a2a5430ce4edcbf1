#include "repo/listing.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace elfgate::repo {

namespace {

constexpr const char* k_noarch = "noarch";

std::string guess_profile(const Listing& listing) {
  if (listing.system == model::PackageSystem::deb) return "debian";
  if (listing.system != model::PackageSystem::apk) return "";
  bool alpine = false;
  for (const auto& package : listing.packages) {
    if (package.name.starts_with("wolfi-") || package.name.starts_with("chainguard-")) return "wolfi";
    alpine |= package.name == "alpine-baselayout" || package.name == "musl";
  }
  for (const auto& [index, key] : listing.signatures)
    if (key.find("wolfi") != std::string::npos || key.find("chainguard") != std::string::npos) return "wolfi";
  return alpine ? "alpine" : "";
}

/// Gives noarch packages that not every index lists to the architectures that do; merges the others.
std::vector<Listed> settle_noarch(std::vector<Listed> packages, const std::set<std::string>& indexes) {
  using Key = std::tuple<std::string, std::string, std::string>;
  const auto key_of = [](const model::PackageRef& package) { return Key(package.name, package.version, package.identity); };
  std::map<Key, std::set<std::string>> listed_in;
  for (const auto& [package, arch] : packages)
    if (package->arch == k_noarch && !arch.empty()) listed_in[key_of(*package)].insert(arch);
  std::set<Key> merged;
  std::vector<Listed> settled;
  settled.reserve(packages.size());
  for (auto& listed : packages) {
    auto& package = *listed.package;
    if (package.arch == k_noarch && !listed.index_arch.empty() && listed.index_arch != k_noarch) {
      const auto key = key_of(package);
      if (listed_in[key].size() < indexes.size())
        package.arch = listed.index_arch;
      else if (!merged.insert(key).second)
        continue;
    }
    settled.push_back(std::move(listed));
  }
  return settled;
}

/// One build that several indexes or directories hold is one package; the first of the sort order stays.
void drop_copies(std::vector<model::SharedPackage>& packages) {
  const auto same = [](const auto& a, const auto& b) {
    return !a->identity.empty() && a->arch == b->arch && a->name == b->name && a->version == b->version &&
           a->identity == b->identity;
  };
  packages.erase(std::unique(packages.begin(), packages.end(), same), packages.end());
}

}  // namespace

bool is_wanted(const std::string& arch, const OpenOptions& options) {
  return options.arches.empty() || arch == k_noarch ||
         std::find(options.arches.begin(), options.arches.end(), arch) != options.arches.end();
}

void settle(Listing& listing, std::vector<Listed> packages, const OpenOptions& options) {
  std::set<std::string> arches, indexes;
  for (const auto& listed : packages)
    if (!listed.index_arch.empty() && listed.index_arch != k_noarch) indexes.insert(listed.index_arch);
  std::vector<model::SharedPackage> settled;
  settled.reserve(packages.size());
  for (auto& listed : settle_noarch(std::move(packages), indexes)) {
    auto& package = *listed.package;
    if (!is_wanted(package.arch, options)) continue;
    if (package.arch != k_noarch) arches.insert(package.arch);
    package.layer = options.layer;
    settled.push_back(std::move(listed.package));
  }
  for (const auto& arch : indexes)
    if (is_wanted(arch, options)) arches.insert(arch);
  listing.arches.assign(arches.begin(), arches.end());
  std::sort(settled.begin(), settled.end(), [](const auto& a, const auto& b) { return a->key() < b->key(); });
  drop_copies(settled);
  listing.packages = model::PackageList(std::move(settled));
  listing.profile = guess_profile(listing);
}

}  // namespace elfgate::repo
