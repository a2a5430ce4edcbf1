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

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  const auto& package = audit.package();
  const auto* facts = audit.facts();
  if (!package.indexed || !facts || !facts->readable() || facts->name.empty()) return;
  const auto texts = {std::tuple{"name", &package.name, &facts->name},
                      {"version", &package.version, &facts->version},
                      {"arch", &package.arch, &facts->arch}};
  for (const auto& [field, index, own] : texts)
    if (*index != *own) add(audit, field, "the index says " + *index + ", the package " + *own, out);
  const auto lists = {std::tuple{"depends", &package.relations.depends, &facts->relations.depends},
                      {"provides", &package.relations.provides, &facts->relations.provides}};
  for (const auto& [field, index, own] : lists)
    if (const auto text = difference(*index, *own); !text.empty()) add(audit, field, text, out);
}

}  // namespace

const Rule index_mismatch_rule{"index-mismatch", model::Severity::error, "index and package disagree", check};

}  // namespace elfgate::audit
