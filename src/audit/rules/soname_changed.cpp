#include <set>

#include "audit/rule.h"

namespace elfgate::audit {

extern const Rule soname_changed_rule;

namespace {

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  const auto& world = audit.world;
  for (const auto& [edge, cause] : audit.edges) {
    if (cause.kind != CauseKind::soname_changed) continue;
    auto finding = new_finding(soname_changed_rule, audit, world.index->file(edge->object).fact->path, edge->needed);
    std::set<std::string> names;
    std::set<std::string> owners;
    for (const auto& place : cause.places) {
      finding.providers.push_back(describe(world, place));
      names.insert(place.name);
      owners.insert(world.index->package(place.package).name);
    }
    finding.message =
        "only " + short_list({names.begin(), names.end()}) + " is there, in " + short_list({owners.begin(), owners.end()});
    add_contexts(finding, audit, *edge);
    finding.fix.push_back("rebuild " + audit.package().origin + " against the new version");
    finding.fix.push_back("or keep a package with " + edge->needed + " until it is rebuilt");
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule soname_changed_rule{"soname-changed", model::Severity::error,
                               "only another version of the same library exists: its users must be rebuilt", check};

}  // namespace elfgate::audit
