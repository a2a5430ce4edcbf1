#include "audit/provides.h"
#include "audit/rule.h"

namespace elfgate::audit {

extern const Rule provide_without_library_rule;

namespace {

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  if (!audit.facts() || !audit.facts()->readable() || audit.examination.uncertain) return;
  for (const auto& provided : so_provides(audit.package())) {
    if (place_of_provide(audit, provided) != ProvidePlace::nowhere) continue;
    auto finding = new_finding(provide_without_library_rule, audit, "", "so:" + provided);
    finding.message = "no file of the package has this soname";
    std::string others;
    for (const auto& file : audit.facts()->files)
      if (file.elf.soname && index::library_stem(*file.elf.soname) == index::library_stem(provided))
        finding.notes.push_back("it has " + file.path + " with soname " + *file.elf.soname);
    finding.fix.push_back("correct or drop the provide: whoever depends on it gets no library");
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule provide_without_library_rule{"provide-without-library", model::Severity::error,
                                        "so:X is provided, and no file of the package has that soname", check};

}  // namespace elfgate::audit
