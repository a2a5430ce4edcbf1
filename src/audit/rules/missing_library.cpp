#include "audit/rule.h"

#include "base/vpath.h"

namespace elfgate::audit {

extern const Rule missing_library_rule;

namespace {

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  for (const auto& [edge, cause] : audit.edges) {
    if (cause.kind != CauseKind::missing_library) continue;
    const auto& path = audit.world.index->file(edge->object).fact->path;
    auto finding = new_finding(missing_library_rule, audit, path, edge->needed);
    finding.message = "no package of this architecture provides it";
    add_contexts(finding, audit, *edge);
    const auto name = std::string(base::basename(edge->needed));
    if (!cause.unversioned.empty()) {
      finding.notes.push_back(cause.unversioned + " is there without a version in its name");
      finding.fix.push_back("ship a link " + name + " beside " + cause.unversioned + ", if it is the same library");
    }
    finding.fix.push_back("package the library, or rebuild " + audit.package().origin + " without it");
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule missing_library_rule{
    "missing-library", model::Severity::error,
    "a needed library is found in no real loading context, and no package of this architecture has it", check};

}  // namespace elfgate::audit
