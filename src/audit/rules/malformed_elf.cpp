#include "audit/rule.h"

namespace elfgate::audit {

extern const Rule malformed_elf_rule;

namespace {

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  if (!audit.facts()) return;
  for (const auto& problem : audit.facts()->problems) {
    if (problem.kind != model::Problem::Kind::malformed_elf) continue;
    auto finding = new_finding(malformed_elf_rule, audit, problem.path, base::name_of(problem.error.code));
    auto error = problem.error;
    error.subject.clear();
    finding.message = base::to_text(error);
    finding.fix.push_back("rebuild " + audit.package().origin + ", or drop the file if it is a test fixture");
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule malformed_elf_rule{"malformed-elf", model::Severity::warning, "a file begins as ELF and cannot be read", check};

}  // namespace elfgate::audit
