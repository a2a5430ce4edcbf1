#include <set>

#include "audit/rule.h"
#include "base/vpath.h"

namespace elfgate::audit {

extern const Rule stale_depend_rule;

namespace {

// M3, M5: besides DT_NEEDED, an interpreter and a link to a library of another package give a generated dependency.
std::set<std::string> needed_names(const PackageAudit& audit) {
  std::set<std::string> names;
  for (const auto& file : audit.facts()->files) {
    for (const auto& edge : file.elf.edges) names.emplace(base::basename(edge.name));
    if (file.elf.interp) names.emplace(base::basename(*file.elf.interp));
    for (const auto& note : file.elf.dlopen_notes) names.insert(note.sonames.begin(), note.sonames.end());
  }
  for (const auto& link : audit.facts()->symlinks) {
    names.emplace(base::basename(link.target));
    for (const auto& place : audit.world.index->with_name(base::basename(link.target)))
      if (place.located.kind == index::Kind::file && place.located.file != FileId::none)
        if (const auto& soname = audit.world.index->file(place.located.file).fact->elf.soname) names.insert(*soname);
  }
  return names;
}

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  if (audit.package().system != model::PackageSystem::apk || !audit.facts() || !audit.facts()->readable()) return;
  const auto names = needed_names(audit);
  for (const auto& item : audit.package().relations.depends) {
    if (!item.starts_with("so:")) continue;
    const auto soname =
        item.substr(3, item.find_first_of("<>=~") == std::string::npos ? std::string::npos : item.find_first_of("<>=~") - 3);
    if (names.contains(soname) || soname.starts_with("libc.musl-")) continue;
    auto finding = new_finding(stale_depend_rule, audit, "", item);
    finding.message = "nothing in the package needs it";
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule stale_depend_rule{"stale-depend", model::Severity::info, "so:X is depended on, and nothing in the package needs X",
                             check};

}  // namespace elfgate::audit
