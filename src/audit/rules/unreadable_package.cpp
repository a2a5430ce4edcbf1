#include "audit/rule.h"

namespace elfgate::audit {

extern const Rule unreadable_package_rule;

namespace {

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  if (!audit.facts()) return;
  for (const auto& problem : audit.facts()->problems) {
    if (problem.kind != model::Problem::Kind::unreadable || problem.error.code == base::ErrorCode::not_found) continue;
    auto finding = new_finding(unreadable_package_rule, audit, "", base::name_of(problem.error.code));
    auto error = problem.error;
    error.subject.clear();
    finding.message = base::to_text(error);
    if (!problem.path.empty()) finding.notes.push_back("while reading " + problem.path);
    finding.incomplete = true;
    finding.fix.push_back("publish the package again; nothing of it was used");
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule unreadable_package_rule{"unreadable-package", model::Severity::error,
                                   "the package could not be read to its end: what it holds is unknown", check};

}  // namespace elfgate::audit
