#include "audit/rule.h"

namespace elfgate::audit {

extern const Rule found_by_chance_rule;

namespace {

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  if (audit.package().system != model::PackageSystem::apk) return;
  const auto& world = audit.world;
  for (const auto& edge : audit.examination.conditional) {
    if (edge.kind != ConditionalEdge::Kind::by_chance) continue;
    const auto& owner = world.index->package(edge.maker).name;
    auto finding = new_finding(found_by_chance_rule, audit, world.index->file(edge.object).fact->path, edge.needed);
    finding.message = owner + " has it and is there only through the base world or install_if";
    finding.providers.push_back(owner + ": " + edge.link);
    finding.fix.push_back("add `" + dependency_word(world, edge.maker, edge.needed) + "` to the dependencies of " +
                          audit.package().name);
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule found_by_chance_rule{"found-by-chance", model::Severity::warning,
                                "resolved only because a package outside of the declared dependencies is present", check};

}  // namespace elfgate::audit
