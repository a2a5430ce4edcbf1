#include "audit/rule.h"

namespace elfgate::audit {

extern const Rule arch_gap_rule;

namespace {

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  const auto& world = audit.world;
  for (const auto& [edge, cause] : audit.edges) {
    if (cause.kind != CauseKind::arch_gap) continue;
    auto finding = new_finding(arch_gap_rule, audit, world.index->file(edge->object).fact->path, edge->needed);
    finding.providers = cause.other_arches;
    const auto& first = cause.other_arches.front();
    finding.message = "no package of " + world.index->arch() + " has it; " + first.substr(0, first.find(':')) + " has";
    add_contexts(finding, audit, *edge);
    finding.fix.push_back("build the package that has it for " + world.index->arch() + " as well");
    finding.fix.push_back("or rebuild " + audit.package().origin + " for " + world.index->arch() + " without it");
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule arch_gap_rule{"arch-gap", model::Severity::error, "the library exists on another architecture only", check};

}  // namespace elfgate::audit
