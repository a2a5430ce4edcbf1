#include <algorithm>

#include "audit/provides.h"
#include "audit/rule.h"
#include "base/vpath.h"
#include "model/library_name.h"

namespace elfgate::audit {

extern const Rule provide_without_library_rule;

namespace {

void add_nowhere(const PackageAudit& audit, const std::string& soname, std::vector<model::Finding>& out) {
  auto finding = new_finding(provide_without_library_rule, audit, "", "so:" + soname);
  finding.message = "no file of the package has this soname";
  for (const auto& file : audit.facts()->files) {
    if (file.elf.soname && model::library_stem(*file.elf.soname) == model::library_stem(soname))
      finding.notes.push_back("it has " + file.path + " with soname " + *file.elf.soname);
    else if (base::basename(file.path) == soname && file.content != model::FileContent::elf)
      finding.notes.push_back(file.path + " is no ELF file");
  }
  finding.fix.push_back("correct or drop the provide: whoever depends on it gets no library");
  out.push_back(std::move(finding));
}

// M2: the provide is named by the soname, and the loader asks for a file of that name. Where ldconfig runs it makes the link.
void add_other_name(const PackageAudit& audit, const std::string& soname, const std::string& path,
                    std::vector<model::Finding>& out) {
  auto finding = new_finding(provide_without_library_rule, audit, path, "so:" + soname);
  const auto link = base::join(public_directory(audit, base::dirname(path)), soname);
  const auto& made = audit.examination.made_links;
  const bool link_is_made = std::find(made.begin(), made.end(), link) != made.end();
  if (link_is_made) finding.severity = model::Severity::warning;
  finding.message = std::string("the library has this soname and another file name, under which no loader looks for it") +
                    (link_is_made ? " before ldconfig has run" : "");
  finding.fix.push_back("ship the link " + base::join(base::dirname(path), soname) + " -> " +
                        std::string(base::basename(path)));
  out.push_back(std::move(finding));
}

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  if (!audit.facts() || !audit.facts()->readable() || audit.examination.uncertain) return;
  for (const auto& provided : so_provides(audit.package())) {
    if (is_host_provided(audit.world, provided)) continue;  // M6: the host has it
    const auto place = place_of_provide(audit, provided);
    if (place.kind == ProvideKind::nowhere) add_nowhere(audit, provided, out);
    if (place.kind == ProvideKind::other_name) add_other_name(audit, provided, place.path, out);
  }
}

}  // namespace

const Rule provide_without_library_rule{"provide-without-library", model::Severity::error,
                                        "so:X is provided, and no file of the package is found by that name", check};

}  // namespace elfgate::audit
