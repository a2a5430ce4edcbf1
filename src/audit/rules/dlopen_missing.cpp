#include "audit/rule.h"

namespace elfgate::audit {

extern const Rule dlopen_missing_rule;

namespace {

model::Severity severity_of(model::DlopenPriority priority) {
  switch (priority) {
    case model::DlopenPriority::required: return model::Severity::error;
    case model::DlopenPriority::recommended: return model::Severity::warning;
    case model::DlopenPriority::suggested: return model::Severity::info;
  }
  return model::Severity::warning;
}

const char* word_of(model::DlopenPriority priority) {
  switch (priority) {
    case model::DlopenPriority::required: return "requires";
    case model::DlopenPriority::recommended: return "recommends";
    case model::DlopenPriority::suggested: return "suggests";
  }
  return "recommends";
}

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  if (audit.examination.partial || audit.examination.uncertain) return;
  const auto& world = audit.world;
  for (const auto& failure : audit.examination.dlopens) {
    auto finding =
        new_finding(dlopen_missing_rule, audit, world.index->file(failure.object).fact->path, failure.sonames.front());
    finding.severity = severity_of(failure.priority);
    finding.message = std::string("it ") + word_of(failure.priority) + " " + short_list(failure.sonames, 8) +
                      (failure.feature.empty() ? "" : " for " + failure.feature) + " at run time, and the closure has " +
                      (failure.sonames.size() == 1 ? "it" : "none of them") + (failure.sonames.size() == 1 ? " not" : "");
    for (const auto& soname : failure.sonames)
      for (const auto id : world.index->with_soname(soname)) {
        const auto file = world.index->file(id);
        finding.providers.push_back(world.index->package(file.package).name + ": " + file.fact->path);
        if (finding.fix.empty())
          finding.fix.push_back("add `" + dependency_word(world, file.package, soname) + "` to the dependencies of " +
                                audit.package().name);
      }
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule dlopen_missing_rule{"dlopen-missing", model::Severity::warning,
                               "nothing in the closure satisfies an entry of .note.dlopen", check};

}  // namespace elfgate::audit
