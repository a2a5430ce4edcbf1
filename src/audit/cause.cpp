#include "audit/cause.h"

#include <algorithm>
#include <set>

#include "audit/stage.h"
#include "base/vpath.h"

namespace elfgate::audit {

namespace {

using model::Refusal;

// A popular name has many owners (private copies); trying them all would cost a start each.
constexpr std::size_t k_most_tried = 24;

bool is_fatal(Refusal refusal) {
  return refusal >= Refusal::is_directory && refusal <= Refusal::no_dynamic;
}

// An ELF file that the requester could load: same class and machine. Links are followed inside their own package only.
bool fits(const World& world, const index::PathOfPackage& place, const model::ElfFacts& asks) {
  const auto* facts = world.index->facts(place.located.package);
  if (place.located.kind == index::Kind::file && place.located.file != FileId::none) {
    const auto& file = facts->files[place.located.item];
    return file.content == model::FileContent::elf && file.elf.machine == asks.machine && file.elf.elf_class == asks.elf_class;
  }
  return place.located.kind == index::Kind::symlink || place.located.kind == index::Kind::install_link;
}

class CauseFinder {
 public:
  CauseFinder(const World& world, const MissingEdge& edge)
      : world_(world), edge_(edge), failure_(*edge.failing.front().failure), asks_(world.index->file(edge.object).fact->elf) {
    const auto closure = world.closures->install({world.base, {}, {edge.failing.front().context}});
    for (const auto& member : closure.members) members_.insert(member.package);
    members_.insert(edge.failing.front().context);
  }

  Cause run() {
    if (is_fatal(failure_.refusal)) return cause(CauseKind::unloadable_library);
    const auto places = places_of(edge_.needed);
    auto satisfying = outside_and_satisfying(places);
    if (places.empty()) satisfying = unreadable_providers();
    if (!satisfying.empty()) return cause(CauseKind::undeclared_dependency, satisfying);
    if (!places.empty()) return cause(CauseKind::moved_library, places);
    if (failure_.refusal == Refusal::other_class || failure_.refusal == Refusal::other_machine)
      return cause(CauseKind::wrong_architecture);
    auto versions = other_versions();
    if (!versions.empty()) return cause(CauseKind::soname_changed, std::move(versions));
    Cause last = cause(failure_.kind == model::EdgeKind::filter ? CauseKind::filter_missing : CauseKind::missing_library);
    last.other_arches = on_other_arches();
    if (!last.other_arches.empty()) last.kind = CauseKind::arch_gap;
    last.unversioned = unversioned_;
    return last;
  }

 private:
  static Cause cause(CauseKind kind, std::vector<Place> places = {}) { return {kind, std::move(places), {}, {}}; }

  void add(std::set<Place>& places, PackageId package, std::string_view path, const std::string& name) const {
    places.insert({package, std::string(path), name, members_.contains(package)});
  }

  std::vector<Place> places_of(const std::string& needed) const {
    std::set<Place> places;
    const std::string name(base::basename(needed));
    for (const auto& place : world_.index->with_name(name))
      if (fits(world_, place, asks_)) add(places, place.located.package, place.path, name);
    for (const auto id : world_.index->with_soname(name)) {
      const auto file = world_.index->file(id);
      if (file.fact->elf.machine == asks_.machine && file.fact->elf.elf_class == asks_.elf_class)
        add(places, file.package, file.fact->path, name);
    }
    return {places.begin(), places.end()};
  }

  std::vector<Place> outside_and_satisfying(const std::vector<Place>& places) const {
    std::vector<Place> satisfying;
    std::set<PackageId> tried;
    for (const auto& place : places) {
      if (place.in_closure || tried.size() >= k_most_tried || !tried.insert(place.package).second) continue;
      if (satisfied_with(world_, edge_.failing.front(), place.package)) satisfying.push_back(place);
    }
    return satisfying;
  }

  // What an unreadable package holds is unknown; that apk's index says it provides the soname is evidence enough.
  std::vector<Place> unreadable_providers() const {
    std::vector<Place> places;
    const std::string name(base::basename(edge_.needed));
    for (const auto package : world_.unreadable)
      if (dependency_word(world_, package, name).starts_with("so:") && !members_.contains(package))
        places.push_back({package, "", name, false});
    return places;
  }

  std::vector<Place> other_versions() {
    std::set<Place> places;
    if (!index::has_library_version(edge_.needed)) return {};
    for (const auto name : world_.index->with_stem(index::library_stem(edge_.needed))) {
      const auto found = places_of(std::string(name));
      if (index::has_library_version(name))
        places.insert(found.begin(), found.end());
      else if (!found.empty() && unversioned_.empty())
        unversioned_ = world_.index->package(found.front().package).name + ": " + found.front().path;
    }
    return {places.begin(), places.end()};
  }

  std::vector<std::string> on_other_arches() const {
    std::vector<std::string> found;
    const auto name = base::basename(edge_.needed);
    for (const auto* other : world_.other_arches) {
      for (const auto& place : other->with_name(name))
        found.push_back(other->arch() + ": " + other->package(place.located.package).name + ": " + std::string(place.path));
      if (!other->with_name(name).empty()) continue;
      for (const auto id : other->with_soname(name))
        found.push_back(other->arch() + ": " + other->package(other->file(id).package).name + ": " +
                        other->file(id).fact->path);
    }
    return found;
  }

  const World& world_;
  const MissingEdge& edge_;
  const EdgeFailure& failure_;
  const model::ElfFacts& asks_;
  std::set<PackageId> members_;
  std::string unversioned_;
};

}  // namespace

std::string dependency_word(const World& world, PackageId package, const std::string& soname) {
  const auto& ref = world.index->package(package);
  const std::string word = "so:" + std::string(base::basename(soname));
  for (const auto& item : ref.relations.provides)
    if (item == word || item.starts_with(word + "=")) return word;
  return ref.name;
}

bool satisfied_with(const World& world, const Failed<EdgeFailure>& failed, PackageId extra) {
  auto members = member_ids(world.closures->install({world.base, {}, {failed.context}}));
  const auto add = [&](PackageId package) {
    if (std::find(members.begin(), members.end(), package) == members.end()) members.push_back(package);
  };
  add(failed.context);
  for (const auto& member : world.closures->install({world.base, {}, {extra}}).members) add(member.package);
  add(extra);
  Stage stage(world, std::move(members));
  const auto& program = world.index->file(failed.failure->program).fact->elf;
  const auto& setup = program.interp ? stage.setup_for(*program.interp, program.machine, program.elf_class)
                                     : stage.setup_for_library(program.machine, program.elf_class);
  if (!setup.detected.loader) return false;
  const auto map = stage.start(setup, failed.failure->program_path);
  for (const auto& edge : map.edges) {
    const auto file = map.objects[edge.from].file;
    const bool same_object =
        file == failed.failure->object || (file == FileId::none && failed.failure->object == failed.failure->program);
    if (same_object && edge.name == failed.failure->needed) return edge.to != model::k_no_object;
  }
  return false;
}

Cause find_cause(const World& world, const MissingEdge& edge) {
  return CauseFinder(world, edge).run();
}

}  // namespace elfgate::audit
