#include <map>

#include "audit/provides.h"
#include "audit/rule.h"

namespace elfgate::audit {

extern const Rule self_provide_rule;

namespace {

// D14: apk can never install a package that provides its own name, or one name twice where one of them has a version.
void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  const auto& package = audit.package();
  if (package.system != model::PackageSystem::apk) return;
  std::map<std::string, std::pair<int, bool>> times;  // name -> how often, any with version
  for (const auto& item : package.relations.provides) {
    auto& [count, versioned] = times[name_of_item(item)];
    ++count;
    versioned = versioned || item.find_first_of("<>=~") != std::string::npos;  // D4
  }
  for (const auto& [name, seen] : times) {
    const bool itself = name == package.name;
    if (!itself && !(seen.first > 1 && seen.second)) continue;
    auto finding = new_finding(self_provide_rule, audit, "", name);
    finding.message = itself ? "it provides its own name, so apk can never install it (D14)"
                             : "it provides this name twice, so apk can never install it (D14)";
    finding.fix.push_back(itself ? "drop the provide: every package provides its own name" : "keep one of the provides");
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule self_provide_rule{"self-provide", model::Severity::error, "a package provides its own name, or one name twice",
                             check};

}  // namespace elfgate::audit
