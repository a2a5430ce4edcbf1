#include <algorithm>

#include "audit/provides.h"
#include "audit/rule.h"
#include "base/vpath.h"

namespace elfgate::audit {

extern const Rule library_without_provide_rule;

namespace {

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  if (audit.package().system != model::PackageSystem::apk || !audit.facts() || audit.examination.uncertain) return;
  const auto provided = so_provides(audit.package());
  for (const auto& file : audit.facts()->files) {
    const auto& soname = file.elf.soname;
    if (!soname || soname->empty() || !is_public(audit, file.path) || is_host_provided(audit.world, *soname)) continue;
    if (file.elf.interp && file.path.find(".so") == std::string::npos) continue;
    if (std::find(provided.begin(), provided.end(), *soname) != provided.end()) continue;
    auto finding = new_finding(library_without_provide_rule, audit, file.path, "so:" + *soname);
    finding.message = "the library is public, and no package can depend on it by its soname";
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule library_without_provide_rule{"library-without-provide", model::Severity::info,
                                        "a public library whose soname the package does not provide", check};

}  // namespace elfgate::audit
