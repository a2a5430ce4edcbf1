#include <algorithm>
#include <set>

#include "audit/provides.h"
#include "audit/rule.h"
#include "base/vpath.h"
#include "model/audit_modules.h"

namespace elfgate::audit {

extern const Rule stale_depend_rule;

namespace {

void add_needs_of_files(const PackageAudit& audit, std::set<std::string>& names) {
  for (const auto& file : audit.facts()->files) {
    for (const auto& edge : file.elf.edges) names.emplace(base::basename(edge.name));
    for (const auto& note : file.elf.dlopen_notes) names.insert(note.sonames.begin(), note.sonames.end());
    for (const auto& module : model::audit_modules_of(file.elf)) names.emplace(base::basename(module));
    if (!file.elf.interp) continue;
    std::string interp(base::basename(*file.elf.interp));
    if (interp.starts_with("ld-musl")) interp.replace(0, 7, "libc.musl");  // M3
    names.insert(std::move(interp));
  }
}

// M5: a development link to a library of another package ties the packages together.
void add_needs_of_links(const PackageAudit& audit, std::set<std::string>& names) {
  for (const auto& link : audit.facts()->symlinks) {
    if (base::basename(link.path).find(".so") == std::string_view::npos) continue;
    const auto target = base::basename(link.target);
    names.emplace(target);
    for (const auto& place : audit.world.index->with_name(target))
      if (place.located.kind == index::Kind::file && place.located.file != FileId::none)
        if (const auto& soname = audit.world.index->file(place.located.file).fact->elf.soname) names.insert(*soname);
  }
}

// Section 6, M8: Go programs that use OpenSSL in FIPS mode load libcrypto.so.3 without a DT_NEEDED.
bool is_of_fips_rule(const PackageAudit& audit, const std::string& soname) {
  const auto& depends = audit.package().relations.depends;
  return soname == "libcrypto.so.3" && std::any_of(depends.begin(), depends.end(), [](const auto& item) {
           return name_of_item(item) == "openssl-config-fipshardened";
         });
}

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  if (audit.package().system != model::PackageSystem::apk || !audit.facts() || !audit.facts()->readable()) return;
  std::set<std::string> names;
  add_needs_of_files(audit, names);
  add_needs_of_links(audit, names);
  for (const auto& item : audit.package().relations.depends) {
    if (!item.starts_with("so:")) continue;
    const auto name = name_of_item(item);
    const auto soname = name.substr(name.rfind(':') + 1);  // D3, M10: the prefix of abuild is no part of it
    if (names.contains(soname) || is_of_fips_rule(audit, soname)) continue;
    auto finding = new_finding(stale_depend_rule, audit, "", item);
    finding.message = "nothing in the package needs it";
    finding.fix.push_back("drop the dependency, unless the library is opened at run time");
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule stale_depend_rule{"stale-depend", model::Severity::info, "so:X is depended on, and nothing in the package needs X",
                             check};

}  // namespace elfgate::audit
