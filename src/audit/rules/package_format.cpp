#include "audit/rule.h"

namespace elfgate::audit {

extern const Rule package_format_rule;

namespace {

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  if (!audit.facts()) return;
  for (const auto& problem : audit.facts()->problems) {
    if (problem.kind != model::Problem::Kind::note) continue;
    auto finding = new_finding(package_format_rule, audit, problem.path, problem.rule);
    auto error = problem.error;
    error.subject.clear();
    finding.message = base::to_text(error);
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule package_format_rule{"package-format", model::Severity::info,
                               "the package is readable, and its installer drops, refuses or changes something in it", check};

}  // namespace elfgate::audit
