#include "audit/conditions.h"

#include <algorithm>
#include <map>

#include "base/limits.h"
#include "base/vpath.h"

namespace elfgate::audit {

namespace {

using loader::EntryKind;

// The first link on the way from PATH that was made at install time; empty when there is none.
std::pair<std::string, std::string> install_time_hop(Stage& stage, std::string path) {
  for (unsigned i = 0; i < base::limits::k_symlinks_followed && !path.empty(); ++i) {
    const auto dir = stage.walk().resolve(base::dirname(path));
    if (dir.error != loader::WalkError::none) break;
    const std::string link = base::join(dir.real, base::basename(path));
    const auto entry = stage.view().entry(dir.real, base::basename(path));
    if (entry.kind != EntryKind::symlink) break;
    if (entry.install_time) return {link, std::string(entry.target)};
    path = entry.target.starts_with('/') ? std::string(entry.target) : base::join(dir.real, entry.target);
  }
  return {};
}

PackageId maker_of(const World& world, Stage& stage, const std::string& link) {
  PackageId maker = PackageId::none;
  for (const auto& located : world.index->at(link))
    if (located.kind == index::Kind::install_link && stage.view().has(located.package)) maker = located.package;
  return maker;
}

// Whether the chain of reasons ("so:libz.so.1 of pigz-zlib") that brings NAME begins at an install_if package.
bool is_through_install_if(const std::map<std::string_view, std::string_view>& why, std::string_view name) {
  for (std::size_t hops = 0; hops <= why.size(); ++hops) {
    const auto reason = why.find(name);
    if (reason == why.end()) return false;
    if (reason->second.starts_with("install_if")) return true;
    const auto of = reason->second.rfind(" of ");
    if (of == std::string_view::npos) return false;
    name = reason->second.substr(of + 4);
  }
  return false;
}

std::string outcome(const model::LinkMap& map, std::size_t edge) {
  if (edge >= map.edges.size()) return {};
  const auto to = map.edges[edge].to;
  return to == model::k_no_object ? std::string() : map.objects[to].real;
}

}  // namespace

void find_install_links(const World& world, Stage& stage, const model::LinkMap& map, std::vector<ConditionalEdge>& out) {
  for (const auto& edge : map.edges) {
    const auto object = map.objects[edge.from].file;
    if (edge.to == model::k_no_object || edge.how == model::Found::loaded || object == FileId::none) continue;
    const auto [link, target] = install_time_hop(stage, map.objects[edge.to].path);
    if (link.empty()) continue;
    const auto kind =
        stage.view().is_made_by_ldconfig(link) ? ConditionalEdge::Kind::ldconfig_link : ConditionalEdge::Kind::script_link;
    out.push_back({kind, object, edge.name, link, target, maker_of(world, stage, link)});
  }
}

void find_cpu_levels(Stage& stage, const Stage::Setup& setup, const std::string& path, const model::LinkMap& baseline,
                     std::vector<ConditionalEdge>& out) {
  for (unsigned level = 2; level <= 4; ++level) {
    const auto map = stage.start(setup, path, {}, {}, false, level);
    const std::string name = "x86-64-v" + std::to_string(level);
    for (std::size_t e = 0; e < map.edges.size() && e < baseline.edges.size(); ++e) {
      const auto object = baseline.objects[baseline.edges[e].from].file;
      if (baseline.edges[e].name != map.edges[e].name || object == FileId::none) break;  // from here on the walks differ
      const bool found = !outcome(baseline, e).empty();
      if (found != !outcome(map, e).empty())
        out.push_back({ConditionalEdge::Kind::cpu_level, object, map.edges[e].name, name,
                       found ? "found on the baseline, not found on " + name : "not found on the baseline, found on " + name,
                       PackageId::none});
    }
    const auto fatal = [](const model::LinkMap& m) {
      return std::count_if(m.versions.begin(), m.versions.end(), [](const auto& v) { return v.fatal(); });
    };
    if (fatal(map) <= fatal(baseline)) continue;
    const auto problem = std::find_if(map.versions.begin(), map.versions.end(), [](const auto& v) { return v.fatal(); });
    const auto object = map.objects[problem->from].file;
    if (object != FileId::none)
      out.push_back({ConditionalEdge::Kind::cpu_level, object, problem->file, name,
                     "the copy for " + name + " lacks version " + problem->version, PackageId::none});
  }
}

void find_chance(const World& world, PackageId package, const model::LinkMap& map, const std::set<PackageId>& chance,
                 std::vector<ConditionalEdge>& out) {
  for (const auto& edge : map.edges) {
    if (edge.to == model::k_no_object || edge.kind == model::EdgeKind::auxiliary) continue;
    const auto from = map.objects[edge.from].file;
    const auto to = map.objects[edge.to].file;
    if (from == FileId::none || to == FileId::none || world.index->file(from).package != package) continue;
    const auto owner = world.index->file(to).package;
    if (chance.contains(owner))
      out.push_back({ConditionalEdge::Kind::by_chance, from, edge.name, map.objects[edge.to].real, "", owner});
  }
}

std::set<PackageId> members_by_chance(const World& world, PackageId package, const model::Closure& closure) {
  if (!closure.ok()) return {};
  const bool suspect = std::any_of(closure.members.begin(), closure.members.end(),
                                   [](const auto& m) { return m.why == "base" || m.why.starts_with("install_if"); });
  if (!suspect) return {};
  const auto alone = world.closures->install({{}, {}, {package}});
  if (!alone.ok()) return {};
  std::set<PackageId> chance;
  for (const auto& member : closure.members) chance.insert(member.package);
  std::map<std::string_view, std::string_view> why;
  for (const auto& member : alone.members) why.emplace(world.index->package(member.package).name, member.why);
  for (const auto& member : alone.members)
    if (!is_through_install_if(why, world.index->package(member.package).name)) chance.erase(member.package);
  return chance;
}

}  // namespace elfgate::audit
