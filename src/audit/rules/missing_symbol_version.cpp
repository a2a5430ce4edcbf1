#include <algorithm>
#include <set>

#include "audit/rule.h"

namespace elfgate::audit {

extern const Rule missing_symbol_version_rule;

namespace {

using Kind = model::VersionProblem::Kind;

std::string message(const PackageAudit& audit, const VersionFailure& failure) {
  const auto& world = audit.world;
  std::string provider = failure.file;
  if (failure.provider != FileId::none) {
    const auto file = world.index->file(failure.provider);
    provider = file.fact->path + " of " + world.index->package(file.package).name;
  }
  switch (failure.kind) {
    case Kind::no_provider: return "nothing loaded is called " + failure.file + ": the loader stops with an assertion (R9.2)";
    case Kind::relr: return "it uses DT_RELR without needing GLIBC_ABI_DT_RELR: the loader refuses it (R9.6)";
    case Kind::bad_revision: return provider + " has a version record of an unknown revision";
    default: return provider + " does not define it";
  }
}

bool defines(const model::ElfFacts& elf, const std::string& version) {
  return std::any_of(elf.defined_versions.begin(), elf.defined_versions.end(),
                     [&](const auto& defined) { return defined.name == version; });
}

// R9.2: what counts is the object that is loaded, even where another file would do.
void add_others_that_define_it(model::Finding& finding, const World& world, const VersionFailure& failure) {
  if (failure.kind != Kind::missing) return;
  for (const auto id : world.index->with_soname(failure.file)) {
    const auto file = world.index->file(id);
    if (id != failure.provider && defines(file.fact->elf, failure.version))
      finding.notes.push_back(file.fact->path + " of " + world.index->package(file.package).name +
                              " defines it, and is not the one that is loaded");
  }
}

void add_fixes(model::Finding& finding, const PackageAudit& audit, const VersionFailure& failure) {
  const auto& world = audit.world;
  const auto& origin = audit.package().origin;
  if (failure.kind == Kind::relr) {
    finding.fix.push_back("rebuild " + origin + " with a linker that announces packed relocations, or without them");
  } else if (failure.provider == FileId::none) {
    finding.fix.push_back("rebuild " + origin + " so that it needs " + failure.file + " itself");
  } else if (const auto provider = world.index->file(failure.provider); provider.package == audit.id()) {
    finding.fix.push_back("replace " + provider.fact->path + " by a copy that defines " + failure.version);
  } else {
    const auto& owner = world.index->package(provider.package);
    finding.fix.push_back("rebuild " + origin + " against " + owner.name + " " + owner.version);
    finding.fix.push_back("or depend on a version of " + owner.name + " that defines " + failure.version);
  }
}

std::string subject_of(const VersionFailure& failure) {
  if (failure.kind == Kind::relr) return failure.version;
  return failure.version.empty() ? failure.file : failure.version + " of " + failure.file;
}

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  const auto& world = audit.world;
  for (const auto& missing : audit.verdicts.versions[to_index(audit.id())]) {
    const auto& failure = *missing.failing.front().failure;
    auto finding =
        new_finding(missing_symbol_version_rule, audit, world.index->file(missing.object).fact->path, subject_of(failure));
    finding.message = message(audit, failure);
    std::set<PackageId> packages{audit.id()};
    std::set<std::string> programs;
    for (const auto& failed : missing.failing) {
      packages.insert(failed.context);
      programs.insert(world.index->package(failed.context).name + ": " + failed.failure->program_path);
    }
    finding.affects.packages = packages.size();
    finding.affects.programs = programs.size();
    for (const auto& program : programs)
      if (finding.affects.examples.size() < 5) finding.affects.examples.push_back(program);
    if (failure.provider != FileId::none) {
      const auto provider = world.index->file(failure.provider);
      finding.providers.push_back(world.index->package(provider.package).name + ": " + provider.fact->path);
    }
    add_others_that_define_it(finding, world, failure);
    add_fixes(finding, audit, failure);
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule missing_symbol_version_rule{"missing-symbol-version", model::Severity::error,
                                       "a needed version is not defined by the object that gets loaded", check};

}  // namespace elfgate::audit
