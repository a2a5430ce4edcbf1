#include "audit/rule.h"

namespace elfgate::audit {

extern const Rule cpu_level_dependent_rule;

namespace {

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  for (const auto& edge : audit.examination.conditional) {
    const auto object = audit.world.index->file(edge.object);
    if (edge.kind != ConditionalEdge::Kind::cpu_level || object.package != audit.id()) continue;
    auto finding = new_finding(cpu_level_dependent_rule, audit, object.fact->path, edge.needed);
    finding.message = edge.target;
    finding.fix.push_back("build the copies in glibc-hwcaps from the same source, and ship one for the baseline");
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule cpu_level_dependent_rule{"cpu-level-dependent", model::Severity::warning,
                                    "found or not, or another version set, depending on the CPU level", check};

}  // namespace elfgate::audit
