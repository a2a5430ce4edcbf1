#include "audit/rule.h"
#include "closure/version.h"

namespace elfgate::audit {

extern const Rule package_format_rule;

namespace {

void add_version(const PackageAudit& audit, const std::string& subject, std::vector<model::Finding>& out) {
  auto finding = new_finding(package_format_rule, audit, "", subject);
  finding.message = "V9: apk calls this version invalid, and compares it up to where it stops being one";
  finding.fix.push_back("give it a version that apk can order, or none");
  out.push_back(std::move(finding));
}

// V9, I8: in a dependency an invalid version makes the package uninstallable, which has a rule of its own.
void add_versions(const PackageAudit& audit, std::vector<model::Finding>& out) {
  const auto& package = audit.package();
  if (package.system != model::PackageSystem::apk) return;
  if (!closure::is_valid_apk_version(package.version)) add_version(audit, package.name + "=" + package.version, out);
  for (const auto& item : package.relations.provides)
    if (closure::has_invalid_version(item)) add_version(audit, item, out);
}

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  add_versions(audit, out);
  if (!audit.facts()) return;
  for (const auto& problem : audit.facts()->problems) {
    if (problem.kind != model::Problem::Kind::note) continue;
    auto finding = new_finding(package_format_rule, audit, problem.path, problem.rule);
    auto error = problem.error;
    error.subject.clear();
    finding.message = base::to_text(error);
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule package_format_rule{"package-format", model::Severity::info,
                               "the package is readable, and its installer drops, refuses or changes something in it", check};

}  // namespace elfgate::audit
