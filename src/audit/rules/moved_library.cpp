#include <algorithm>

#include "audit/rule.h"
#include "base/vpath.h"

namespace elfgate::audit {

extern const Rule moved_library_rule;

namespace {

// What mends a library that is in the wrong place, most likely first.
void add_fixes(const PackageAudit& audit, const MissingEdge& edge, const Place& place, model::Finding& finding) {
  const auto& owner = audit.world.index->package(place.package).name;
  const std::string name(base::basename(edge.needed));
  const std::string dir(base::dirname(place.path));
  if (!place.in_closure) finding.fix.push_back("add `" + owner + "` to the dependencies of " + audit.package().name + ", and");
  if (base::basename(place.path) != name) {
    finding.fix.push_back("ship a link " + base::join(dir, name) + " -> " + std::string(base::basename(place.path)) + " in " +
                          owner);
    return;
  }
  if (edge.needed.find('/') != std::string::npos) {
    finding.fix.push_back("rebuild " + audit.package().origin + ": the needed name is a path, nothing else is searched");
    return;
  }
  finding.fix.push_back("rebuild " + audit.package().origin + " with RUNPATH " + dir);
  finding.fix.push_back("or let " + owner + " ship a link to it in a default directory");
  if (!audit.world.habits->profile.musl) finding.fix.push_back("or list " + dir + " in a file of /etc/ld.so.conf.d");
}

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  const auto& world = audit.world;
  for (const auto& [edge, cause] : audit.edges) {
    if (cause.kind != CauseKind::moved_library) continue;
    auto finding = new_finding(moved_library_rule, audit, world.index->file(edge->object).fact->path, edge->needed);
    for (const auto& place : cause.places) finding.providers.push_back(describe(world, place));
    auto best = std::find_if(cause.places.begin(), cause.places.end(), [](const auto& p) { return p.in_closure; });
    if (best == cause.places.end()) best = cause.places.begin();
    const std::string owner = best->package == audit.id() ? "this package" : world.index->package(best->package).name;
    finding.message = owner + " has it at " + best->path + ", where the loader does not look" +
                      (best->in_closure ? "" : "; it is not in the closure either");
    if (base::basename(best->path) != base::basename(edge->needed))
      finding.notes.push_back("that file has this soname under another name, and no link leads to it");
    add_contexts(finding, audit, *edge);
    add_fixes(audit, *edge, *best, finding);
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule moved_library_rule{"moved-library", model::Severity::error,
                              "the library is in the repository, but not where the loader looks", check};

}  // namespace elfgate::audit
