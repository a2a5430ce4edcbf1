#include <algorithm>

#include "audit/rule.h"

namespace elfgate::audit {

extern const Rule uninstallable_package_rule;

namespace {

using model::ClosureFailure;

std::string message(const model::Closure& closure, const std::string& name) {
  switch (closure.failure) {
    case ClosureFailure::no_such_package: return "nothing provides it";
    case ClosureFailure::virtual_only:
      return "its providers have neither version nor priority: one has to be asked for by name";
    case ClosureFailure::breaks: return "no selected package satisfies this constraint";
    case ClosureFailure::conflicts: return "two packages of the closure own this name: " + short_list(closure.candidates);
    case ClosureFailure::uninstallable: return "the index entry of " + name + " makes it uninstallable";
    case ClosureFailure::none: break;
  }
  return {};
}

void add_fixes(const PackageAudit& audit, const std::string& name, model::Finding& finding) {
  const auto& closure = audit.examination.closure;
  switch (closure.failure) {
    case ClosureFailure::no_such_package: finding.fix.push_back("package " + name + ", or drop the dependency on it"); break;
    case ClosureFailure::virtual_only:
      finding.fix.push_back("depend on one of " + short_list(closure.candidates, 5) +
                            " by name, or give one a provider_priority");
      break;
    case ClosureFailure::breaks: finding.fix.push_back("rebuild or relax what asks for " + name); break;
    case ClosureFailure::conflicts: finding.fix.push_back("let one of them stop providing " + name + " with a version"); break;
    case ClosureFailure::uninstallable: finding.fix.push_back("correct its architecture and dependency texts"); break;
    case ClosureFailure::none: break;
  }
}

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  const auto& closure = audit.examination.closure;
  if (closure.ok()) return;
  const std::string name = closure.chain.empty() ? audit.package().name : closure.chain.back();
  const auto bare = name.substr(0, name.find_first_of(" <>=~("));
  if (audit.world.unlisted.contains(bare)) return;  // what could not be read may well provide it
  auto finding = new_finding(uninstallable_package_rule, audit, "", name);
  finding.message = message(closure, name);
  if (closure.chain.size() > 1) {
    std::string chain;
    for (const auto& link : closure.chain) chain += (chain.empty() ? "" : " -> ") + link;
    finding.notes.push_back("asked for through " + chain);
  }
  finding.notes.push_back(std::string("class: ") + model::name_of(closure.failure));
  add_fixes(audit, name, finding);
  out.push_back(std::move(finding));
}

}  // namespace

const Rule uninstallable_package_rule{"uninstallable-package", model::Severity::error,
                                      "the package system itself cannot install it", check};

}  // namespace elfgate::audit
