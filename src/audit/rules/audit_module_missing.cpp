#include "audit/rule.h"
#include "base/vpath.h"

namespace elfgate::audit {

extern const Rule audit_module_missing_rule;

namespace {

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  if (audit.examination.partial || audit.examination.uncertain) return;
  for (const auto& failure : audit.examination.audit_modules) {
    const auto& path = audit.world.index->file(failure.program).fact->path;
    auto finding = new_finding(audit_module_missing_rule, audit, path, failure.name);
    finding.message =
        "its DT_AUDIT or DT_DEPAUDIT names this module, which is not found: every start complains and goes on without it";
    suggest_providers(finding, audit, std::string(base::basename(failure.name)));
    if (finding.fix.empty()) finding.fix.push_back("package the module, or rebuild " + audit.package().origin + " without it");
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule audit_module_missing_rule{"audit-module-missing", model::Severity::warning,
                                     "a program names an audit module that its loader does not find", check};

}  // namespace elfgate::audit
