#include <algorithm>

#include "audit/rule.h"
#include "base/vpath.h"

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

// Whether a dependency alone would bring PATH to where every loader looks.
bool is_in_default_directory(const World& world, std::string_view path) {
  const auto& dirs = world.usual_loader.settings.system_dirs;
  return std::find(dirs.begin(), dirs.end(), base::dirname(path)) != dirs.end();
}

void add_providers(model::Finding& finding, const PackageAudit& audit, const std::string& soname) {
  const auto& world = audit.world;
  for (const auto id : world.index->with_soname(soname)) {
    const auto file = world.index->file(id);
    finding.providers.push_back(world.index->package(file.package).name + ": " + file.fact->path);
    if (!finding.fix.empty()) continue;
    finding.fix.push_back(
        is_in_default_directory(world, file.fact->path)
            ? "add `" + dependency_word(world, file.package, soname) + "` to the dependencies of " + audit.package().name
            : "rebuild " + audit.package().origin + " with RUNPATH " + std::string(base::dirname(file.fact->path)) +
                  ", and depend on " + world.index->package(file.package).name);
  }
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
    for (const auto& soname : failure.sonames) add_providers(finding, audit, soname);
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule dlopen_missing_rule{"dlopen-missing", model::Severity::warning,
                               "nothing in the closure satisfies an entry of .note.dlopen", check};

}  // namespace elfgate::audit
