#include "audit/rule.h"
#include "base/text.h"
#include "base/vpath.h"
#include "loader/loader.h"

namespace elfgate::audit {

extern const Rule insecure_search_path_rule;

namespace {

bool has_origin(std::string_view element) {
  return element.find("$ORIGIN") != std::string_view::npos || element.find("${ORIGIN}") != std::string_view::npos;
}

// Why an element is dangerous; empty when it is not.
std::string fault(const PackageAudit& audit, const model::FileFact& file, std::string_view element) {
  if (element.empty())
    return audit.world.profile.musl ? "" : "an empty element is the working directory of whoever starts the program";
  if (element.front() != '/' && !element.starts_with("$ORIGIN") && !element.starts_with("${ORIGIN}"))
    return "a relative element depends on the working directory";
  for (const std::string_view place : {"/tmp", "/var/tmp", "/home", "/root", "/build", "/builddir", "/dev/shm", "/usr/src"})
    if (base::is_below(element, place)) return "anybody may fill " + std::string(place) + ", and no package does";
  if (has_origin(element) && loader::is_secure(file) && !audit.world.profile.musl) {
    const auto dir = base::dirname(file.path);
    if (!element.starts_with("$ORIGIN") && !element.starts_with("${ORIGIN}"))
      return "a program that runs with raised rights does not honour $ORIGIN inside an element (R3.13)";
    if (!base::is_below(dir, "/usr/lib") && !base::is_below(dir, "/lib") && !base::is_below(dir, "/usr/bin"))
      return "a program that runs with raised rights honours $ORIGIN only below the default directories (R3.13)";
  }
  return {};
}

void check_list(const PackageAudit& audit, const model::FileFact& file, const char* tag, const std::string& list,
                std::vector<model::Finding>& out) {
  if (list.empty()) return;
  for (const auto element : base::split(list, ':')) {
    const auto why = fault(audit, file, element);
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
