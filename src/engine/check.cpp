#include "engine/check.h"

#include <algorithm>

#include "audit/rule.h"
#include "base/text.h"
#include "closure/version.h"
#include "engine/baseline.h"
#include "engine/catalogue.h"
#include "engine/kept_outcome.h"

namespace elfgate::engine {

namespace {

// The level the user or the policy gives to a rule; null where the rule's own stands.
const std::string* decided_level(const Repository& repository, const CheckRequest& request, const std::string& rule) {
  for (const auto* levels : {&request.severities, &repository.policy.severities})
    if (const auto found = levels->find(rule); found != levels->end()) return &found->second;
  return nullptr;
}

model::Severity severity_of(const std::string& level) {
  return level == "error" ? model::Severity::error : level == "warning" ? model::Severity::warning : model::Severity::info;
}

void apply_policy(const Repository& repository, const CheckRequest& request, Compare compare,
                  std::vector<model::Finding>& findings) {
  for (auto& finding : findings) {
    if (const auto* level = decided_level(repository, request, finding.rule)) finding.severity = severity_of(*level);
    if (const auto* waiver = audit::find_waiver(repository.policy, finding, request.today, compare))
      finding.waived = waiver->reason;
  }
}

// A waiver that serves nothing is itself reported, as far as this run can tell: findings that were not asked for, or could not
// be looked for, may be what it is there for.
void judge_waivers(const Repository& repository, const CheckRequest& request, const std::vector<std::string>& off,
                   Compare compare, std::vector<model::Finding>& findings) {
  if (std::find(off.begin(), off.end(), audit::k_stale_waiver) != off.end()) return;
  const bool all_asked = request.packages.empty() && request.only_rules.empty() && request.repository.arches.empty();
  const bool complete = std::none_of(findings.begin(), findings.end(), [](const auto& f) { return f.incomplete; });
  const auto is_off = [&](const audit::Waiver& waiver) {
    return std::any_of(off.begin(), off.end(), [&](const auto& rule) { return base::matches_pattern(waiver.rule, rule); });
  };
  std::vector<model::Finding> stale;
  for (const auto& waiver : repository.policy.waivers)
    if (auto finding =
            audit::judge_waiver(waiver, findings, all_asked && complete && !is_off(waiver), request.today, compare)) {
      if (const auto* level = decided_level(repository, request, finding->rule)) finding->severity = severity_of(*level);
      stale.push_back(std::move(*finding));
    }
  findings.insert(findings.end(), stale.begin(), stale.end());
  std::stable_sort(findings.begin(), findings.end(), [](const auto& a, const auto& b) { return a.key() < b.key(); });
}

void summarise(const Repository& repository, const CheckRequest& request, model::AuditOutcome& outcome,
               report::Report& report) {
  auto& summary = report.summary;
  summary.packages = std::move(outcome.packages);
  summary.elf_files = outcome.elf_files;
  summary.programs = outcome.programs;
  summary.libraries = outcome.libraries;
  summary.edges = outcome.edges;
  summary.foreign_objects = outcome.foreign_objects;
  summary.closures_failed = outcome.closures_failed;
  summary.closures_order_dependent = std::move(outcome.closures_order_dependent);
  summary.sources = request.repository.sources;
  summary.arches = repository.listed.arches;
  summary.profile = repository.profile.name;
  summary.packages_read = repository.counts.read;
  summary.packages_from_store = repository.counts.from_store;
  summary.packages_unreadable = repository.counts.unreadable;
  for (const auto& finding : report.findings) {
    summary.incomplete = summary.incomplete || (finding.incomplete && !finding.waived);
    if (finding.waived)
      ++summary.waived;
    else if (finding.severity == model::Severity::error)
      ++summary.errors;
    else if (finding.severity == model::Severity::warning)
      ++summary.warnings;
    else
      ++summary.infos;
  }
}

}  // namespace

std::vector<std::string> rules_off(const Repository& repository, const CheckRequest& request) {
  std::vector<std::string> off;
  for (const auto& rule : rule_list()) {
    const auto* level = decided_level(repository, request, rule.id);
    const bool is_off = level && *level == "off";
    const auto& only = request.only_rules;
    const bool not_asked = !only.empty() && std::find(only.begin(), only.end(), rule.id) == only.end();
    if (is_off || not_asked) off.push_back(rule.id);
  }
  return off;
}

Compare version_order(model::PackageSystem system) {
  switch (system) {
    case model::PackageSystem::apk: return closure::compare_apk_versions;
    case model::PackageSystem::deb: return closure::compare_deb_versions;
    case model::PackageSystem::none: break;
  }
  return nullptr;
}

void drop_stale_waivers(std::vector<model::Finding>& findings) {
  std::erase_if(findings, [](const auto& finding) { return finding.rule == audit::k_stale_waiver; });
}

base::Result<report::Report> conclude(const Repository& repository, const CheckRequest& request, model::AuditOutcome outcome) {
  report::Report report;
  report.tool_version = request.tool_version;
  const auto compare = version_order(repository.listed.system);
  const auto off = rules_off(repository, request);
  for (auto& rule : rule_list())
    if (std::find(off.begin(), off.end(), rule.id) == off.end()) report.rules.emplace(rule.id, std::move(rule.summary));
  report.findings = std::move(outcome.findings);
  apply_policy(repository, request, compare, report.findings);
  ELFGATE_TRY(accept_baseline(request.baseline_path, report.findings));
  judge_waivers(repository, request, off, compare, report.findings);
  summarise(repository, request, outcome, report);
  return report;
}

base::Result<report::Report> run_check(const CheckRequest& request, RunContext& context) {
  Repository repository;
  ELFGATE_TRY_ASSIGN(repository.listed, open_repository(request.repository, context));
  ELFGATE_TRY_ASSIGN(const auto store, open_store(request.repository));
  ELFGATE_TRY_ASSIGN(auto outcome, outcome_of(repository, request, *store, context));
  return conclude(repository, request, std::move(outcome));
}

}  // namespace elfgate::engine
