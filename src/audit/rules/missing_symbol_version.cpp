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

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  const auto& world = audit.world;
  for (const auto& missing : audit.verdicts.versions[to_index(audit.id())]) {
    const auto& failure = *missing.failing.front().failure;
    const std::string subject = missing.version.empty() ? missing.file : missing.version + " of " + missing.file;
    auto finding = new_finding(missing_symbol_version_rule, audit, world.index->file(missing.object).fact->path, subject);
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
      const auto& owner = world.index->package(provider.package);
      finding.providers.push_back(owner.name + ": " + provider.fact->path);
      finding.fix.push_back("rebuild " + audit.package().origin + " against " + owner.name + " " + owner.version);
      finding.fix.push_back("or depend on a version of " + owner.name + " that defines " + missing.version);
    } else {
      finding.fix.push_back("rebuild " + audit.package().origin + " so that it needs " + missing.file + " itself");
    }
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule missing_symbol_version_rule{"missing-symbol-version", model::Severity::error,
                                       "a needed version is not defined by the object that gets loaded", check};

}  // namespace elfgate::audit
