#include "audit/provider_choice.h"

#include <optional>

#include "audit/provides.h"
#include "closure/version.h"

namespace elfgate::audit {

namespace {

using model::PackageRef;

// The version that PACKAGE gives to NAME; empty when it gives none, nothing when it does not give the name.
std::optional<std::string> version_given(const PackageRef& package, const std::string& name) {
  if (package.name == name) return package.version;
  for (const auto& item : package.relations.provides)
    if (name_of_item(item) == name) {
      const auto version = item.find_first_not_of("<>=~", name.size());
      return version == std::string::npos ? std::string() : item.substr(version);
    }
  return std::nullopt;
}

std::string against(const std::string& what, const std::string& a, const std::string& b) {
  return what + " (" + a + " against " + b + ")";
}

std::string of_apk(const PackageRef& taken, const PackageRef& other, const std::string& name) {
  const auto given = version_given(taken, name).value_or("");
  const auto rival = version_given(other, name).value_or("");
  const auto priority = taken.relations.provider_priority;
  const auto rival_priority = other.relations.provider_priority;
  if (rival.empty() && rival_priority == 0 && (!given.empty() || priority > 0))
    return "the other is never taken by itself: its provide has neither version nor priority (D6)";
  if (!given.empty() && rival.empty()) return "its provide has a version, the other's has none";
  if (!given.empty() && closure::compare_apk_versions(given, rival) > 0)
    return against(taken.name == name ? "its version is higher" : "its provide has the higher version", given, rival);
  if (taken.name == other.name && closure::compare_apk_versions(taken.version, other.version) > 0)
    return against("it is the higher version of the package", taken.version, other.version);
  if (priority > rival_priority)
    return against("its provider_priority is higher", std::to_string(priority), std::to_string(rival_priority));
  if (taken.layer < other.layer) return "its source stands before the other's";
  if (taken.layer == other.layer && taken.order < other.order)
    return "nothing else tells them apart, and it stands first in the index";
  return "the comparison of several candidates ends there (S10)";
}

}  // namespace

std::string why_preferred(const PackageRef& taken, const PackageRef& other, const std::string& name) {
  if (taken.system == model::PackageSystem::apk) return of_apk(taken, other, name);
  if (taken.name == name && other.name != name) return "it bears the name itself";
  if (taken.name == other.name) return against("it is the higher version of the package", taken.version, other.version);
  return "it stands first in the index";
}

}  // namespace elfgate::audit
