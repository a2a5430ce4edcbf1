#include "audit/rule.h"
#include "audit/search_path.h"
#include "base/text.h"

namespace elfgate::audit {

extern const Rule insecure_search_path_rule;

namespace {

void check_list(const PackageAudit& audit, const model::FileFact& file, const char* tag, const std::string& list,
                std::vector<model::Finding>& out) {
  if (list.empty()) return;
  for (const auto element : base::split(list, ':')) {
    const auto why = insecure_because(audit, file, element);
    if (why.empty()) continue;
    auto finding = new_finding(insecure_search_path_rule, audit, file.path, element.empty() ? "(empty)" : std::string(element));
    finding.message = std::string(tag) + ": " + why;
    finding.fix.push_back("rebuild " + audit.package().origin + " without this element");
    out.push_back(std::move(finding));
  }
}

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  if (!audit.facts()) return;
  for (const auto& file : audit.facts()->files) {
    if (file.elf.runpath) check_list(audit, file, "RUNPATH", *file.elf.runpath, out);
    if (file.elf.rpath && !file.elf.runpath) check_list(audit, file, "RPATH", *file.elf.rpath, out);
  }
}

}  // namespace

const Rule insecure_search_path_rule{"insecure-search-path", model::Severity::warning,
                                     "an empty, relative, temporary or home element of RPATH or RUNPATH", check};

}  // namespace elfgate::audit
