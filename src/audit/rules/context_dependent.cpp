#include "audit/rule.h"

namespace elfgate::audit {

extern const Rule context_dependent_rule;

namespace {

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  for (const auto& dependent : audit.verdicts.context_dependent[to_index(audit.id())]) {
    const auto& path = audit.world.index->file(dependent.object).fact->path;
    for (const auto& needed : dependent.needed) {
      auto finding = new_finding(context_dependent_rule, audit, path, needed);
      finding.message = dependent.where.empty() ? "not found alone, found in all " + std::to_string(dependent.contexts) +
                                                      " programs that load this library"
                                                : "not found alone, found in its host: " + dependent.where;
      out.push_back(std::move(finding));
    }
  }
}

}  // namespace

const Rule context_dependent_rule{"context-dependent", model::Severity::info,
                                  "a library is incomplete alone, and complete wherever it is really loaded", check};

}  // namespace elfgate::audit
