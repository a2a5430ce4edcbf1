#include <algorithm>

#include "audit/provides.h"
#include "audit/rule.h"
#include "base/vpath.h"

namespace elfgate::audit {

extern const Rule shadowed_library_rule;

namespace {

// Position of the directory of PATH in the loader's own search; npos when it is not searched.
std::size_t rank_of(const PackageAudit& audit, std::string_view path) {
  const auto& dirs = audit.examination.public_dirs;
  const auto found = std::find(dirs.begin(), dirs.end(), base::dirname(path));
  return found == dirs.end() ? std::string::npos : static_cast<std::size_t>(found - dirs.begin());
}

bool in_closure(const PackageAudit& audit, PackageId package) {
  const auto& members = audit.examination.closure.members;
  return std::any_of(members.begin(), members.end(), [&](const auto& m) { return m.package == package; });
}

// Files of other packages of the closure that bear SONAME, differ from FILE, and stand in another directory that everybody
// searches.
void check_file(const PackageAudit& audit, const model::FileFact& file, std::vector<model::Finding>& out) {
  const auto& index = *audit.world.index;
  const auto own_rank = rank_of(audit, file.path);
  if (own_rank == std::string::npos || !file.elf.soname) return;
  for (const auto id : index.with_soname(*file.elf.soname)) {
    const auto other = index.file(id);
    if (!in_closure(audit, other.package) || other.fact == &file || other.fact->content_digest == file.content_digest) continue;
    if (other.fact->elf.machine != file.elf.machine || other.fact->elf.elf_class != file.elf.elf_class) continue;
    const auto other_rank = rank_of(audit, other.fact->path);
    if (other_rank == std::string::npos || other_rank == own_rank) continue;
    const auto& owner = index.package(other.package).name;
    const bool hides = own_rank < other_rank;
    if (!hides && other.package == audit.id()) continue;  // one package, two copies: said once, at the one that hides
    auto finding = new_finding(shadowed_library_rule, audit, file.path, *file.elf.soname);
    finding.message = hides ? "it hides " + other.fact->path + " of " + owner + " from every program, and the two differ"
                            : "it is hidden by " + other.fact->path + " of " + owner + ", and the two differ";
    finding.providers.push_back(owner + ": " + other.fact->path);
    finding.notes.push_back("an entry of ld.so.conf.d serves every program of the root; the first directory wins");
    finding.fix.push_back("use a RUNPATH in the programs that want the private copy instead of an entry in ld.so.conf.d");
    out.push_back(std::move(finding));
  }
}

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  if (!audit.facts() || audit.examination.partial || audit.examination.uncertain) return;
  for (const auto& file : audit.facts()->files) check_file(audit, file, out);
}

}  // namespace

const Rule shadowed_library_rule{"shadowed-library", model::Severity::warning,
                                 "a library on the search path hides another one of the same soname, and the two differ",
                                 check};

}  // namespace elfgate::audit
