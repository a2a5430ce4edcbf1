#include "audit/rule.h"

namespace elfgate::audit {

extern const Rule missing_package_rule;

namespace {

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  if (!audit.facts()) return;
  for (const auto& problem : audit.facts()->problems) {
    if (problem.kind != model::Problem::Kind::unreadable || problem.error.code != base::ErrorCode::not_found) continue;
    auto finding = new_finding(missing_package_rule, audit, "", audit.package().name);
    finding.message = "the index lists it, and there is no such file beside the index";
    finding.incomplete = true;
    finding.fix.push_back("publish the package, or take it out of the index");
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule missing_package_rule{"missing-package", model::Severity::error, "the index lists the package, and it is not there",
                                check};

}  // namespace elfgate::audit
