#include "audit/rule.h"

namespace elfgate::audit {

extern const Rule only_after_ldconfig_rule;

namespace {

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  for (const auto& edge : audit.examination.conditional) {
    const auto object = audit.world.index->file(edge.object);
    if (edge.kind != ConditionalEdge::Kind::ldconfig_link || object.package != audit.id()) continue;
    auto finding = new_finding(only_after_ldconfig_rule, audit, object.fact->path, edge.needed);
    finding.message = "found through " + edge.link + " -> " + edge.target + ", a link that no package ships and ldconfig makes";
    finding.fix.push_back("ship the link in the package of " + edge.target);
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule only_after_ldconfig_rule{"only-after-ldconfig", model::Severity::warning,
                                    "the library is found only through a link that ldconfig makes", check};

}  // namespace elfgate::audit
