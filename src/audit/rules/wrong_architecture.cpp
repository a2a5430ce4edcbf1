#include "audit/rule.h"

namespace elfgate::audit {

extern const Rule wrong_architecture_rule;

namespace {

// The package of the file at a canonical path, where the repository has one.
std::string owner_of(const World& world, const std::string& path) {
  for (const auto& located : world.index->at(path)) return world.index->package(located.package).name;
  return {};
}

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  const auto& world = audit.world;
  for (const auto& [edge, cause] : audit.edges) {
    if (cause.kind != CauseKind::wrong_architecture) continue;
    const auto& asks = *world.index->file(edge->object).fact;
    auto finding = new_finding(wrong_architecture_rule, audit, asks.path, edge->needed);
    const auto owner = owner_of(world, cause.refused_path);
    finding.message = cause.refused_path + (owner.empty() ? "" : " of " + owner) + " is not for " +
                      machine_name(asks.elf.machine) + ": " + model::reason_of(cause.refusal);
    if (!owner.empty()) finding.providers.push_back(owner + ": " + cause.refused_path);
    add_contexts(finding, audit, *edge);
    finding.fix.push_back("rebuild " + (owner.empty() ? "the package of that file" : owner) + " for " + world.index->arch());
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule wrong_architecture_rule{"wrong-architecture", model::Severity::error,
                                   "the only candidates on the search path are of another class or machine", check};

}  // namespace elfgate::audit
