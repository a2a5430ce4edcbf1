#include <algorithm>

#include "audit/rule.h"

namespace elfgate::audit {

extern const Rule index_mismatch_rule;

namespace {

std::vector<std::string> sorted(std::vector<std::string> items) {
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
  return items;
}

// "in the index only: a, b; in the package only: c"
std::string difference(const std::vector<std::string>& in_index, const std::vector<std::string>& in_package) {
  const auto a = sorted(in_index);
  const auto b = sorted(in_package);
  std::vector<std::string> index_only, package_only;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(index_only));
  std::set_difference(b.begin(), b.end(), a.begin(), a.end(), std::back_inserter(package_only));
  std::string text;
  if (!index_only.empty()) text = "in the index only: " + short_list(index_only);
  if (!package_only.empty()) text += (text.empty() ? "" : "; ") + ("in the package only: " + short_list(package_only));
  return text;
}

void add(const PackageAudit& audit, const char* field, std::string message, std::vector<model::Finding>& out) {
  auto finding = new_finding(index_mismatch_rule, audit, "", field);
  finding.message = std::move(message);
  finding.notes.push_back("the installer decides by the index, the package says otherwise (C30)");
  finding.fix.push_back("make the index again from the published packages");
  out.push_back(std::move(finding));
}

// C26, C30: the bytes are not those that the index pins; nothing of them is used (rule unreadable-package).
void check_pins(const PackageAudit& audit, std::vector<model::Finding>& out) {
  for (const auto& problem : audit.facts()->problems) {
    if (problem.kind != model::Problem::Kind::unreadable || problem.error.code != base::ErrorCode::mismatch) continue;
    if (problem.error.detail.find("the index") == std::string::npos) continue;
    add(audit, problem.error.detail.starts_with("C30") ? "size" : "identity", problem.error.detail, out);
  }
}

// A record that names another architecture than the directory it lies in stands under the directory's; what it said is in the
// reason why apk would not install it (I6).
std::string indexed_arch(const model::PackageRef& package) {
  constexpr std::string_view k_foreign = "arch: ";
  return package.uninstallable.starts_with(k_foreign) ? package.uninstallable.substr(k_foreign.size()) : package.arch;
}

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  const auto& package = audit.package();
  const auto* facts = audit.facts();
  if (!package.indexed || !facts) return;
  check_pins(audit, out);
  if (!facts->readable() || facts->name.empty()) return;
  const auto arch = indexed_arch(package);
  const auto texts = {std::tuple{"name", &package.name, &facts->name},
                      {"version", &package.version, &facts->version},
                      {"arch", &arch, &facts->arch}};
  for (const auto& [field, index, own] : texts)
    if (*index != *own) add(audit, field, "the index says " + *index + ", the package " + *own, out);
  const auto& in_index = package.relations;
  const auto& in_package = facts->relations;
  const auto lists = {std::tuple{"depends", &in_index.depends, &in_package.depends},
                      {"provides", &in_index.provides, &in_package.provides},
                      {"install_if", &in_index.install_if, &in_package.install_if}};
  for (const auto& [field, index, own] : lists)
    if (const auto text = difference(*index, *own); !text.empty()) add(audit, field, text, out);
  if (in_index.provider_priority != in_package.provider_priority)
    add(audit, "provider_priority",
        "the index says " + std::to_string(in_index.provider_priority) + ", the package " +
            std::to_string(in_package.provider_priority),
        out);
}

}  // namespace

const Rule index_mismatch_rule{"index-mismatch", model::Severity::error, "index and package disagree", check};

}  // namespace elfgate::audit
