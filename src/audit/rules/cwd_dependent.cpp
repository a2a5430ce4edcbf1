#include "audit/rule.h"

namespace elfgate::audit {

extern const Rule cwd_dependent_rule;

namespace {

// R1.8: a needed name with a slash is opened as it is; without a leading slash, from the working directory of the process.
void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  if (!audit.facts()) return;
  for (const auto& file : audit.facts()->files)
    for (const auto& edge : file.elf.edges) {
      if (edge.name.find('/') == std::string::npos || edge.name.front() == '/' || edge.name.starts_with("$")) continue;
      auto finding = new_finding(cwd_dependent_rule, audit, file.path, edge.name);
      finding.message = "a relative path is opened from the working directory of the process";
      finding.fix.push_back("rebuild " + audit.package().origin + " with a soname instead of a path");
      out.push_back(std::move(finding));
    }
}

}  // namespace

const Rule cwd_dependent_rule{"cwd-dependent", model::Severity::warning, "a needed name is a relative path", check};

}  // namespace elfgate::audit
