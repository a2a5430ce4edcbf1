#include "audit/rule.h"

#include <algorithm>
#include <set>

#include "audit/noted_world.h"
#include "base/vpath.h"

namespace elfgate::audit {

std::span<const Rule* const> collected_rules();
std::span<const Rule* const> rules() {
  return collected_rules();
}

std::vector<std::string> rule_ids() {
  std::vector<std::string> ids{"bad-signature", k_stale_waiver};
  for (const auto* rule : rules()) ids.emplace_back(rule->id);
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::vector<model::Finding> judge(const World& of_all, const Examination& examination, const Verdicts& verdicts,
                                  const std::vector<std::string>& off, index::Questions& asked) {
  const NotedWorld noted(of_all, asked);
  const auto& world = noted.world();
  PackageAudit audit{world, examination, verdicts, {}};
  for (const auto& edge : verdicts.edges[to_index(examination.package)]) {
    auto cause = find_cause(world, edge);
    // where the closure failed, a library that one more package would bring is what the package system complains of
    if (edge.partial && cause.kind == CauseKind::undeclared_dependency) continue;
    audit.edges.push_back({&edge, std::move(cause)});
  }
  std::vector<model::Finding> findings;
  for (const auto* rule : rules())
    if (std::find(off.begin(), off.end(), rule->id) == off.end()) rule->check(audit, findings);
  return findings;
}

model::Finding new_finding(const Rule& rule, const PackageAudit& audit, std::string path, std::string subject) {
  const auto& package = audit.package();
  model::Finding finding;
  finding.rule = rule.id;
  finding.severity = rule.severity;
  finding.arch = audit.world.index->arch();
  finding.package = package.name;
  finding.version = package.version;
  finding.origin = package.origin;
  finding.path = std::move(path);
  finding.subject = std::move(subject);
  return finding;
}

namespace {

// Whether a dependency alone would bring PATH to where every loader looks.
bool is_in_default_directory(const World& world, std::string_view path) {
  const auto& dirs = world.habits->usual_loader.settings.system_dirs;
  return std::find(dirs.begin(), dirs.end(), base::dirname(path)) != dirs.end();
}

}  // namespace

void suggest_providers(model::Finding& finding, const PackageAudit& audit, const std::string& soname) {
  const auto& world = audit.world;
  for (const auto id : world.index->with_soname(soname)) {
    const auto file = world.index->file(id);
    finding.providers.push_back(world.index->package(file.package).name + ": " + file.fact->path);
    if (!finding.fix.empty()) continue;
    finding.fix.push_back(
        is_in_default_directory(world, file.fact->path)
            ? "add `" + dependency_word(world, file.package, soname) + "` to the dependencies of " + audit.package().name
            : "rebuild " + audit.package().origin + " with RUNPATH " + std::string(base::dirname(file.fact->path)) +
                  ", and depend on " + world.index->package(file.package).name);
  }
}

void add_contexts(model::Finding& finding, const PackageAudit& audit, const MissingEdge& edge) {
  const auto& world = audit.world;
  const auto& first = edge.failing.front();
  finding.searched = first.failure->searched;
  std::set<PackageId> packages{audit.id()};
  std::set<std::string> programs;
  for (const auto& failed : edge.failing) {
    packages.insert(failed.context);
    if (edge.contexts > 0) programs.insert(world.index->package(failed.context).name + ": " + failed.failure->program_path);
  }
  finding.affects.packages = packages.size();
  finding.affects.programs = programs.size();
  for (const auto& program : programs)
    if (finding.affects.examples.size() < 5) finding.affects.examples.push_back(program);
  const auto path = world.index->file(edge.object).fact->path;
  if (edge.contexts == 0)
    finding.notes.push_back("no program of the repository loads " + path + "; it was judged alone, as its own main program");
  else if (!edge.everywhere())
    finding.notes.push_back("found in " + std::to_string(edge.contexts - edge.failing.size()) + " of the " +
                            std::to_string(edge.contexts) + " programs that load " + path);
}

std::string describe(const World& world, const Place& place) {
  return world.index->package(place.package).name + (place.path.empty() ? ": (could not be read)" : ": " + place.path);
}

std::string short_list(const std::vector<std::string>& items, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < items.size() && i < most; ++i) {
    if (i > 0) text += i + 1 == items.size() ? " and " : ", ";
    text += items[i];
  }
  if (items.size() > most) text += " and " + std::to_string(items.size() - most) + " more";
  return text;
}

}  // namespace elfgate::audit
