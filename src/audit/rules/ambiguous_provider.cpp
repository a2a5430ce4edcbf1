#include <algorithm>
#include <set>

#include "audit/provider_choice.h"
#include "audit/provides.h"
#include "audit/rule.h"

namespace elfgate::audit {

extern const Rule ambiguous_provider_rule;

namespace {

std::set<std::string> versions_of(const model::ElfFacts& elf) {
  std::set<std::string> names;
  for (const auto& definition : elf.defined_versions) names.insert(definition.name);
  return names;
}

const model::FileFact* file_with_soname(const World& world, PackageId package, const std::string& soname) {
  const auto* facts = world.index->facts(package);
  if (!facts) return nullptr;
  const auto file =
      std::find_if(facts->files.begin(), facts->files.end(), [&](const auto& f) { return f.elf.soname == soname; });
  return file == facts->files.end() ? nullptr : &*file;
}

// Versions that some object of the architecture needs from SONAME.
std::set<std::string> versions_in_use(const World& world, const std::string& soname) {
  std::set<std::string> names;
  for (const auto id : world.index->needing_versions_of(soname))
    for (const auto& need : world.index->file(id).fact->elf.needed_versions)
      if (need.file == soname)
        for (const auto& version : need.versions) names.insert(version.name);
  return names;
}

// Versions in use that one of the two defines and the other does not.
std::vector<std::string> contested(const World& world, const std::string& soname, const model::FileFact& a,
                                   const model::FileFact& b) {
  const auto in_a = versions_of(a.elf);
  const auto in_b = versions_of(b.elf);
  std::vector<std::string> names;
  for (const auto& version : versions_in_use(world, soname))
    if (in_a.contains(version) != in_b.contains(version)) names.push_back(version);
  return names;
}

// Providers of other names, best first; empty when this package is the one that is taken or nobody else provides it.
std::vector<PackageId> rivals(const PackageAudit& audit, const std::string& word) {
  auto all = audit.world.closures->providers(word);
  std::erase_if(all,
                [&](PackageId p) { return audit.world.index->package(p).name == audit.package().name && p != audit.id(); });
  return all;
}

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  const auto& world = audit.world;
  for (const auto& soname : so_provides(audit.package())) {
    const auto all = rivals(audit, "so:" + soname);
    if (all.size() < 2 || all.front() == audit.id()) continue;  // said once, at each package that is passed over
    const auto& taken = world.index->package(all.front());
    if (taken.name == audit.package().name) continue;
    auto finding = new_finding(ambiguous_provider_rule, audit, "", "so:" + soname);
    finding.message = taken.name + " provides it as well, and the installer takes " + taken.name;
    finding.notes.push_back(taken.name + " is taken because " + why_preferred(taken, audit.package(), "so:" + soname));
    for (const auto rival : all)
      finding.providers.push_back(world.index->package(rival).name + "-" + world.index->package(rival).version);
    const auto* own = file_with_soname(world, audit.id(), soname);
    const auto* other = file_with_soname(world, all.front(), soname);
    if (own && other)
      if (const auto names = contested(world, soname, *own, *other); !names.empty()) {
        finding.severity = model::Severity::error;
        finding.notes.push_back("they differ in versions that are in use: " + short_list(names, 5));
      }
    finding.fix.push_back("let only one of them provide so:" + soname + ", and keep private copies out of the provides");
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule ambiguous_provider_rule{"ambiguous-provider", model::Severity::warning, "several packages provide one soname",
                                   check};

}  // namespace elfgate::audit
