#include "audit/attempt.h"
#include "audit/rule.h"
#include "base/vpath.h"

namespace elfgate::audit {

extern const Rule missing_interpreter_rule;

namespace {

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  const auto& world = audit.world;
  if (audit.examination.uncertain) return;
  for (const auto& failure : audit.examination.interpreters) {
    auto finding = new_finding(missing_interpreter_rule, audit, failure.path, failure.interp);
    finding.message = failure.why;
    finding.affects = {1, 1, {}};
    std::string owner;
    for (const auto& place : world.index->with_name(base::basename(failure.interp))) {
      const auto& name = world.index->package(place.located.package).name;
      finding.providers.push_back(name + ": " + std::string(place.path));
      if (owner.empty() && exists_with(world, audit.id(), place.located.package, failure.interp)) owner = name;
    }
    // where the closure failed, an interpreter that one more package would bring is what the package system complains of
    if (audit.examination.partial && !owner.empty()) continue;
    if (!owner.empty())
      finding.fix.push_back("add `" + owner + "` to the dependencies of " + audit.package().name);
    else if (!finding.providers.empty())
      finding.fix.push_back("rebuild " + audit.package().origin + " with the interpreter's real path, see the providers");
    else
      finding.fix.push_back("rebuild " + audit.package().origin + " for " + world.index->arch() +
                            ", or package the interpreter");
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule missing_interpreter_rule{"missing-interpreter", model::Severity::error,
                                    "PT_INTERP is not in the closure, of another architecture, or not loadable", check};

}  // namespace elfgate::audit
