#include "engine/audit_pass.h"

#include <algorithm>
#include <set>

#include "audit/rule.h"

namespace elfgate::engine {

namespace {

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

bool is_wanted(const CheckRequest& request, const std::string& name) {
  const auto& names = request.packages;
  return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
}

base::Result<void> audit_arch(const ArchRepository& arch, const std::vector<model::PackageId>& ids, const CheckRequest& request,
                              const Repository& repository, ExaminationMemory& memory, RunContext& context,
                              model::AuditOutcome& outcome, model::ArchTrail& trail) {
  ELFGATE_TRY_ASSIGN(auto installed, install_all(arch, ids, own_numbers(arch), context));
  ELFGATE_TRY_ASSIGN(auto examined,
                     examine_all(arch, std::move(installed.installations), request.repository.second_reader, memory, context));
  for (const auto& examination : examined.examinations) {
    count(examination, outcome);
    add_closure(arch, examination.package, examination.closure, outcome);
  }
  outcome.packages[arch.arch] = ids.size();
  const auto verdicts =
      audit::weigh(arch.world, examined.examinations, audit::count_reached(arch.world, examined.examinations));
  // verdicts point into the lists of the examinations, which stay where they are when an examination is moved
  const auto judged = with_owners(std::move(examined.examinations), verdicts);
  ELFGATE_TRY_ASSIGN(auto asked, judge_all(arch, judged, verdicts, repository, request, context, outcome.findings));
  if (!request.packages.empty()) return {};  // not everybody was judged
  std::sort(asked.begin(), asked.end(), [](const auto& a, const auto& b) { return a.package < b.package; });
  trail = trail_of(arch, {installed.sums, examined.keys, std::span(judged).first(ids.size())}, verdicts, asked);
  return {};
}

// Side by side: an architecture has passes of its own in which one thread has to wait for the other.
base::Result<Audited> audit_arches(const Repository& repository, const CheckRequest& request, ExaminationMemories& memories,
                                   RunContext& context) {
  struct Part {
    std::vector<model::PackageId> ids;
    ExaminationMemory* memory = nullptr;
    model::AuditOutcome outcome;
    model::ArchTrail trail;
    base::Result<void> done;
  };
  std::vector<Part> parts;
  std::size_t packages = 0;
  for (const auto& arch : repository.arches) {
    auto& part = parts.emplace_back();
    part.ids = packages_to_audit(*arch, repository.listed.system, request.all_versions);
    part.memory = &memories.of(arch->arch);
    packages += part.ids.size();
  }
  context.begin_pass("auditing", packages);
  ELFGATE_TRY(for_each_index(context, parts.size(), [&](std::size_t i) {
    auto& part = parts[i];
    part.done =
        audit_arch(*repository.arches[i], part.ids, request, repository, *part.memory, context, part.outcome, part.trail);
  }));
  context.end_pass();
  Audited whole;
  for (auto& part : parts) {
    ELFGATE_TRY(part.done);
    add(std::move(part.outcome), whole.outcome);
    if (request.packages.empty()) whole.trail.arches.push_back(std::move(part.trail));
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
    if (!problem.package.empty() && !is_wanted(request, problem.package)) continue;
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

}  // namespace

std::vector<model::PackageId> packages_to_audit(const ArchRepository& arch, model::PackageSystem system, bool all_versions) {
  const auto compare = version_order(system);
  std::vector<model::PackageId> ids;
  const auto& packages = arch.packages;
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
}

void add_closure(const ArchRepository& arch, model::PackageId package, const model::Closure& closure,
                 model::AuditOutcome& summary) {
  const auto& ref = arch.packages[model::to_index(package)];
  summary.closures_failed += closure.ok() ? 0 : 1;
  if (closure.order_dependent) summary.closures_order_dependent.push_back(ref.name + "-" + ref.version + "/" + arch.arch);
}

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

base::Result<std::vector<Asked>> judge_all(const ArchRepository& arch, std::span<const audit::Examination> examinations,
                                           const audit::Verdicts& verdicts, const Repository& repository,
                                           const CheckRequest& request, RunContext& context,
                                           std::vector<model::Finding>& findings) {
  const auto off = rules_off(repository, request);
  std::vector<std::vector<model::Finding>> found(examinations.size());
  std::vector<Asked> asked(examinations.size());
  ELFGATE_TRY(for_each_index(context, examinations.size(), [&](std::size_t i) {
    asked[i].package = examinations[i].package;
    if (is_wanted(request, arch.index->package(asked[i].package).name))
      found[i] = audit::judge(arch.world, examinations[i], verdicts, off, asked[i].questions);
  }));
  for (auto& list : found) std::move(list.begin(), list.end(), std::back_inserter(findings));
  return asked;
}

void finish_findings(const Repository& repository, const CheckRequest& request, std::vector<model::Finding>& findings) {
  add_source_problems(repository, rules_off(repository, request), request, findings);
  // ---- findings are frozen ----
  std::stable_sort(findings.begin(), findings.end(), [](const auto& a, const auto& b) { return a.key() < b.key(); });
  findings.erase(std::unique(findings.begin(), findings.end()), findings.end());
}

base::Result<Audited> audit_repository(const Repository& repository, const CheckRequest& request, ExaminationMemories& memories,
                                       RunContext& context) {
  ELFGATE_TRY_ASSIGN(auto audited, audit_arches(repository, request, memories, context));
  finish_findings(repository, request, audited.outcome.findings);
  return audited;
}

}  // namespace elfgate::engine
