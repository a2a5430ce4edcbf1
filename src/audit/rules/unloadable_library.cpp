#include "audit/rule.h"

namespace elfgate::audit {

extern const Rule unloadable_library_rule;

namespace {

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  const auto& world = audit.world;
  for (const auto& [edge, cause] : audit.edges) {
    if (cause.kind != CauseKind::unloadable_library) continue;
    auto finding = new_finding(unloadable_library_rule, audit, world.index->file(edge->object).fact->path, edge->needed);
    std::string owner;
    for (const auto& located : world.index->at(cause.refused_path)) owner = world.index->package(located.package).name;
    finding.message = "the loader stops at " + cause.refused_path + (owner.empty() ? "" : " of " + owner) + ": " +
                      model::reason_of(cause.refusal);
    if (!owner.empty()) finding.providers.push_back(owner + ": " + cause.refused_path);
    add_contexts(finding, audit, *edge);
    finding.notes.push_back("a good file in a later directory does not help: this candidate ends the search (R7.1)");
    finding.fix.push_back("remove or replace " + cause.refused_path);
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule unloadable_library_rule{"unloadable-library", model::Severity::error,
                                   "the candidate that the loader takes is refused by it, and the load fails", check};

}  // namespace elfgate::audit
