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
  for (const auto& failure : audit.examination.dlopens) {
    const auto& path = audit.world.index->file(failure.object).fact->path;
    auto finding = new_finding(dlopen_missing_rule, audit, path, failure.sonames.front());
    finding.severity = severity_of(failure.priority);
    finding.message = std::string("it ") + word_of(failure.priority) + " " + short_list(failure.sonames, 8) +
                      (failure.feature.empty() ? "" : " for " + failure.feature) + " at run time, and " +
                      (failure.sonames.size() == 1 ? "it is not found" : "none of them is found");
    for (const auto& soname : failure.sonames) suggest_providers(finding, audit, soname);
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule dlopen_missing_rule{"dlopen-missing", model::Severity::warning,
                               "nothing in the closure satisfies an entry of .note.dlopen", check};

}  // namespace elfgate::audit
