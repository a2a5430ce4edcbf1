#include "engine/check.h"

#include <algorithm>
#include <set>

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

// An install by name takes the highest version (I9); what it supersedes is judged only on request.
std::vector<model::PackageId> packages_to_audit(const ArchRepository& arch, Compare compare, bool all_versions) {
  std::vector<model::PackageId> ids;
  const auto& packages = arch.index->packages();
  for (std::uint32_t first = 0; first < packages.size();) {
    std::uint32_t last = first;
    std::uint32_t best = first;
    for (; last < packages.size() && packages[last].name == packages[first].name && packages[last].arch == packages[first].arch;
         ++last) {
      if (all_versions) ids.push_back(static_cast<model::PackageId>(last));
      const int order = compare ? compare(packages[last].version, packages[best].version) : 0;
      if (order > 0 || (order == 0 && packages[last].layer < packages[best].layer)) best = last;
    }
    if (!all_versions) ids.push_back(static_cast<model::PackageId>(best));
    first = last;
  }
  return ids;
}

void count(const audit::Examination& examination, model::AuditOutcome& summary) {
  summary.elf_files += examination.elf_files;
  summary.programs += examination.programs;
  summary.libraries += examination.libraries;
  summary.edges += examination.edges;
  summary.foreign_objects += examination.foreign;
  summary.closures_failed += examination.closure.ok() ? 0 : 1;
}

void add(model::AuditOutcome&& part, model::AuditOutcome& whole) {
  whole.packages.merge(part.packages);
  whole.elf_files += part.elf_files;
  whole.programs += part.programs;
  whole.libraries += part.libraries;
  whole.edges += part.edges;
  whole.foreign_objects += part.foreign_objects;
  whole.closures_failed += part.closures_failed;
  std::move(part.closures_order_dependent.begin(), part.closures_order_dependent.end(),
            std::back_inserter(whole.closures_order_dependent));
  std::move(part.findings.begin(), part.findings.end(), std::back_inserter(whole.findings));
}

// A root cause belongs to the package that owns the object, examined itself or not (a superseded version that another closure
// pins, for example).
std::vector<audit::Examination> with_owners(std::vector<audit::Examination> examinations, const audit::Verdicts& verdicts) {
  std::set<model::PackageId> known;
  for (const auto& examination : examinations) known.insert(examination.package);
  for (std::uint32_t p = 0; p < verdicts.edges.size(); ++p) {
    const auto id = static_cast<model::PackageId>(p);
    if ((verdicts.edges[p].empty() && verdicts.versions[p].empty()) || known.contains(id)) continue;
    audit::Examination owner;
    owner.package = id;
    examinations.push_back(std::move(owner));
  }
  return examinations;
}

base::Result<void> audit_arch(const ArchRepository& arch, const std::vector<model::PackageId>& ids, const CheckRequest& request,
                              const std::vector<std::string>& off, ExaminationMemory& memory, RunContext& context,
                              model::AuditOutcome& outcome) {
  ELFGATE_TRY_ASSIGN(auto examined, examine_all(arch, ids, request.repository.second_reader, memory, context));
  for (const auto& examination : examined) count(examination, outcome);
  for (const auto& examination : examined) {
    const auto& ref = arch.index->package(examination.package);
    if (examination.closure.order_dependent)
      outcome.closures_order_dependent.push_back(ref.name + "-" + ref.version + "/" + arch.arch);
  }
  outcome.packages[arch.arch] = ids.size();
  const auto verdicts = audit::weigh(arch.world, examined);
  // verdicts point into the lists of the examinations, which stay where they are when an examination is moved
  const auto judged = with_owners(std::move(examined), verdicts);
  std::vector<std::vector<model::Finding>> findings(judged.size());
  ELFGATE_TRY(for_each_index(context, judged.size(), [&](std::size_t i) {
    const auto& name = arch.index->package(judged[i].package).name;
    if (request.packages.empty() || std::find(request.packages.begin(), request.packages.end(), name) != request.packages.end())
      findings[i] = audit::judge(arch.world, judged[i], verdicts, off);
  }));
  for (auto& list : findings) std::move(list.begin(), list.end(), std::back_inserter(outcome.findings));
  return {};
}

// Side by side: an architecture has passes of its own in which one thread has to wait for the other.
base::Result<model::AuditOutcome> audit_arches(const Repository& repository, const CheckRequest& request,
                                               const std::vector<std::string>& off, ExaminationMemories& memories,
                                               RunContext& context) {
  struct Part {
    std::vector<model::PackageId> ids;
    ExaminationMemory* memory = nullptr;
    model::AuditOutcome outcome;
    base::Result<void> done;
  };
  const auto compare = version_order(repository.listed.system);
  std::vector<Part> parts;
  std::size_t packages = 0;
  for (const auto& arch : repository.arches) {
    auto& part = parts.emplace_back();
    part.ids = packages_to_audit(*arch, compare, request.all_versions);
    part.memory = &memories.of(arch->arch);
    packages += part.ids.size();
  }
  context.begin_pass("auditing", packages);
  ELFGATE_TRY(for_each_index(context, parts.size(), [&](std::size_t i) {
    auto& part = parts[i];
    part.done = audit_arch(*repository.arches[i], part.ids, request, off, *part.memory, context, part.outcome);
  }));
  context.end_pass();
  model::AuditOutcome whole;
  for (auto& part : parts) {
    ELFGATE_TRY(part.done);
    add(std::move(part.outcome), whole);
  }
  return whole;
}

// A listed package that cannot be read has a finding of its own already.
bool is_known(const repo::SourceProblem& problem, const std::vector<model::Finding>& findings) {
  return !problem.package.empty() && std::any_of(findings.begin(), findings.end(), [&](const auto& f) {
    return f.incomplete && f.package == problem.package && f.version == problem.version && f.arch == problem.arch;
  });
}

// What was wrong with the sources themselves.
void add_source_problems(const Repository& repository, const std::vector<std::string>& off, const CheckRequest& request,
                         std::vector<model::Finding>& out) {
  for (const auto& problem : repository.listed.problems) {
    if (std::find(off.begin(), off.end(), problem.rule) != off.end() || is_known(problem, out)) continue;
    if (!request.packages.empty() && !problem.package.empty() &&
        std::find(request.packages.begin(), request.packages.end(), problem.package) == request.packages.end())
      continue;
    model::Finding finding;
    finding.rule = problem.rule;
    finding.severity = problem.note ? model::Severity::info : model::Severity::error;
    finding.arch = problem.arch;
    finding.package = problem.package;
    finding.version = problem.version;
    finding.origin = problem.package;
    finding.subject = problem.package.empty() ? problem.error.subject : base::name_of(problem.error.code);
    finding.message = base::to_text({problem.error.code, "", problem.error.offset, problem.error.detail});
    finding.incomplete = !problem.note && (problem.rule == "unreadable-package" || problem.rule == "missing-package");
    out.push_back(std::move(finding));
  }
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
  std::sort(findings.begin(), findings.end(), [](const auto& a, const auto& b) { return a.key() < b.key(); });
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

base::Result<model::AuditOutcome> audit_repository(const Repository& repository, const CheckRequest& request,
                                                   ExaminationMemories& memories, RunContext& context) {
  const auto off = rules_off(repository, request);
  ELFGATE_TRY_ASSIGN(auto outcome, audit_arches(repository, request, off, memories, context));
  add_source_problems(repository, off, request, outcome.findings);
  // ---- findings are frozen ----
  auto& findings = outcome.findings;
  std::sort(findings.begin(), findings.end(), [](const auto& a, const auto& b) { return a.key() < b.key(); });
  findings.erase(std::unique(findings.begin(), findings.end()), findings.end());
  return outcome;
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
