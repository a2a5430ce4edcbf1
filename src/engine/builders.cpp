#include "engine/builders.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace elfgate::engine {
namespace {

using Key = std::pair<std::string_view, std::string_view>;

// One flag a package: another architecture has no such version of it.
std::vector<char> missing_elsewhere(const model::PackageList& packages, const std::vector<model::PackageList>& others) {
  std::vector<std::set<Key>> known;
  for (const auto& other : others) {
    auto& keys = known.emplace_back();
    for (const auto& ref : other) keys.emplace(ref.name, ref.version);
  }
  std::vector<char> missing;
  for (const auto& ref : packages) {
    const Key key(ref.name, ref.version);
    missing.push_back(std::all_of(known.begin(), known.end(), [&](const auto& keys) { return keys.contains(key); }) ? 0 : 1);
  }
  return missing;
}

}  // namespace

base::Result<std::unique_ptr<closure::ClosureEngine>> engine_for(model::PackageSystem system, const std::string& builder,
                                                                 const model::PackageList& packages, const std::string& arch,
                                                                 const std::vector<model::PackageList>& others) {
  if (system == model::PackageSystem::deb) return closure::make_deb_engine(packages, arch);
  if (system == model::PackageSystem::none) return closure::make_flat_engine(packages, arch);
  if (builder == "apko") return closure::make_apko_engine(packages, arch, missing_elsewhere(packages, others));
  if (builder.empty() || builder == "apk") return closure::make_apk_engine(packages, arch);
  return base::fail(base::ErrorCode::usage, builder, "no such builder; it is apk or apko");
}

}  // namespace elfgate::engine
