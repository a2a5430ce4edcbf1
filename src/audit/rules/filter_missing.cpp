#include "audit/rule.h"

namespace elfgate::audit {

extern const Rule filter_missing_rule;

namespace {

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  for (const auto& [edge, cause] : audit.edges) {
    if (cause.kind != CauseKind::filter_missing) continue;
    auto finding = new_finding(filter_missing_rule, audit, audit.world.index->file(edge->object).fact->path, edge->needed);
    finding.message = "it is a filter for this library, and no package of this architecture has it";
    add_contexts(finding, audit, *edge);
    finding.fix.push_back("package the library, or rebuild " + audit.package().origin + " without the filter");
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule filter_missing_rule{"filter-missing", model::Severity::error, "the target of a DT_FILTER is nowhere", check};

}  // namespace elfgate::audit
