#include <algorithm>

#include "audit/provides.h"
#include "audit/rule.h"
#include "base/vpath.h"

namespace elfgate::audit {

extern const Rule library_without_provide_rule;

namespace {

// M2: a program with a soname is a library only by its file name.
bool is_library(const model::FileFact& file) {
  const auto name = base::basename(file.path);
  return !file.elf.interp || name.find(".so.") != std::string_view::npos || name.ends_with(".so");
}

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  if (audit.package().system != model::PackageSystem::apk || !audit.facts() || audit.examination.uncertain) return;
  const auto provided = so_provides(audit.package());
  for (const auto& file : audit.facts()->files) {
    const auto& soname = file.elf.soname;
    if (file.content != model::FileContent::elf || !soname || soname->empty() || !is_library(file)) continue;
    if (!is_public(audit, file.path) || is_host_provided(audit.world, *soname)) continue;
    if (std::find(provided.begin(), provided.end(), *soname) != provided.end()) continue;
    auto finding = new_finding(library_without_provide_rule, audit, file.path, "so:" + *soname);
    finding.message = "the library is public, and no package can depend on it by its soname";
    finding.fix.push_back("none is needed when its provides were switched off on purpose (M9)");
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule library_without_provide_rule{"library-without-provide", model::Severity::info,
                                        "a public library whose soname the package does not provide", check};

}  // namespace elfgate::audit
