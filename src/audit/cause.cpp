#include "audit/cause.h"

#include <algorithm>
#include <set>

#include "audit/attempt.h"
#include "base/limits.h"
#include "base/vpath.h"
#include "model/library_name.h"

namespace elfgate::audit {

namespace {

using model::Refusal;

// A popular name has many owners (private copies); trying them all would cost a start each.
constexpr std::size_t k_most_tried = 24;

bool is_fatal(Refusal refusal) {
  return refusal >= Refusal::is_directory && refusal <= Refusal::no_dynamic;
}

bool has_file(const index::PathOfPackage& place) {
  return place.located.kind == index::Kind::file && place.located.file != FileId::none;
}

// The file that a place leads to, through links of whatever package; null when it leads nowhere.
const model::FileFact* file_at(const World& world, const index::PathOfPackage& place) {
  auto at = place;
  std::string path(at.path);
  for (unsigned hops = 0; hops < base::limits::k_symlinks_followed; ++hops) {
    if (has_file(at)) return world.index->file(at.located.file).fact;
    if (at.located.kind != index::Kind::symlink && at.located.kind != index::Kind::install_link) return nullptr;
    const auto* facts = world.index->facts(at.located.package);
    const auto& target = at.located.kind == index::Kind::symlink ? facts->symlinks[at.located.item].target
                                                                 : facts->install_links[at.located.item].target;
    path = base::link_text(base::dirname(path), target);
    const auto here = world.index->at(path);
    if (here.empty()) return nullptr;
    const auto own = std::find_if(here.begin(), here.end(), [&](const auto& l) { return l.package == at.located.package; });
    at = {path, own != here.end() ? *own : here.front()};
  }
  return nullptr;
}

// An ELF file that the requester could load: same class and machine.
bool fits(const model::FileFact* file, const model::ElfFacts& asks) {
  return file != nullptr && file->content == model::FileContent::elf && file->elf.machine == asks.machine &&
         file->elf.elf_class == asks.elf_class;
}

bool is_of_other_machine(model::Refusal refusal) {
  return refusal == Refusal::other_class || refusal == Refusal::other_machine;
}

class CauseFinder {
 public:
  CauseFinder(const World& world, const MissingEdge& edge)
      : world_(world), edge_(edge), failure_(*edge.failing.front().failure), asks_(world.index->file(edge.object).fact->elf) {
    const auto closure = world.closures->install({world.habits->base, {}, {edge.failing.front().context}});
    for (const auto& member : closure.members) members_.insert(member.package);
    members_.insert(edge.failing.front().context);
  }

  Cause run() {
    refused_ = {false, failure_.refusal, failure_.refused_path};
    if (is_fatal(failure_.refusal)) return cause(CauseKind::unloadable_library);
    const auto places = places_of(edge_.needed);
    auto satisfying = outside_and_satisfying(places);
    if (places.empty() && satisfying.empty()) satisfying = unreadable_providers();
    if (!satisfying.empty()) return cause(CauseKind::undeclared_dependency, satisfying);
    if (is_fatal(refused_.refusal)) return cause(CauseKind::unloadable_library);
    auto versions = other_versions();
    if (!places.empty() && !(is_strange(places, versions) && has_public(versions)))
      return cause(CauseKind::moved_library, places);
    if (is_of_other_machine(refused_.refusal)) return cause(CauseKind::wrong_architecture);
    if (!versions.empty()) return cause(CauseKind::soname_changed, std::move(versions));
    Cause last = cause(failure_.kind == model::EdgeKind::filter ? CauseKind::filter_missing : CauseKind::missing_library);
    last.other_arches = on_other_arches();
    if (!last.other_arches.empty()) last.kind = CauseKind::arch_gap;
    last.unversioned = unversioned_;
    return last;
  }

 private:
  Cause cause(CauseKind kind, std::vector<Place> places = {}) const {
    return {kind, std::move(places), {}, {}, refused_.refusal, refused_.refused_path};
  }

  void add(std::set<Place>& places, PackageId package, std::string_view path, const std::string& name) const {
    places.insert({package, std::string(path), name, members_.contains(package)});
  }

  std::vector<Place> places_of(const std::string& needed) const {
    std::set<Place> places;
    const std::string name(base::basename(needed));
    for (const auto& place : world_.index->with_name(name))
      if (fits(file_at(world_, place), asks_)) add(places, place.located.package, place.path, name);
    for (const auto id : world_.index->with_soname(name)) {
      const auto file = world_.index->file(id);
      if (fits(file.fact, asks_)) add(places, file.package, file.fact->path, name);
    }
    return {places.begin(), places.end()};
  }

  // Packages that have anything of that name are tried, because only the loader knows what it makes of an empty file, a text or
  // a library of another machine.
  std::vector<Place> outside_and_satisfying(const std::vector<Place>& places) {
    std::vector<Place> satisfying;
    std::set<PackageId> tried;
    const auto try_package = [&](PackageId package) {
      if (members_.contains(package) || tried.size() >= k_most_tried || !tried.insert(package).second) return false;
      auto attempt = attempt_with(world_, edge_.failing.front(), package);
      if (!attempt.satisfied && refused_.refused_path.empty()) refused_ = std::move(attempt);
      return attempt.satisfied;
    };
    for (const auto& place : places)
      if (try_package(place.package)) satisfying.push_back(place);
    for (const auto& place : world_.index->with_name(base::basename(edge_.needed)))
      if (try_package(place.located.package))
        satisfying.push_back({place.located.package, std::string(place.path), edge_.needed, false});
    return satisfying;
  }

  // Copies outside of the closure that come from elsewhere than VERSIONS: somebody's private ones, not where the library went.
  bool is_strange(const std::vector<Place>& places, const std::vector<Place>& versions) const {
    const auto origin = [&](const Place& place) -> const std::string& { return world_.index->package(place.package).origin; };
    return !versions.empty() && std::none_of(places.begin(), places.end(), [&](const Place& place) {
      return place.in_closure || std::any_of(versions.begin(), versions.end(),
                                             [&](const Place& version) { return origin(version) == origin(place); });
    });
  }

  bool has_public(const std::vector<Place>& versions) const {
    std::set<PackageId> tried;
    return std::any_of(versions.begin(), versions.end(), [&](const Place& version) {
      return tried.size() < k_most_tried && tried.insert(version.package).second &&
             finds_with(world_, edge_.failing.front(), version.package, version.name);
    });
  }

  // What an unreadable package holds is unknown; that apk's index says it provides the soname is evidence enough.
  std::vector<Place> unreadable_providers() const {
    std::vector<Place> places;
    const std::string name(base::basename(edge_.needed));
    for (const auto package : world_.habits->unreadable)
      if (dependency_word(world_, package, name).starts_with("so:") && !members_.contains(package))
        places.push_back({package, "", name, false});
    return places;
  }

  std::vector<Place> other_versions() {
    std::set<Place> places;
    if (!model::has_library_version(edge_.needed)) return {};
    for (const auto name : world_.index->with_stem(model::library_stem(edge_.needed))) {
      const auto found = places_of(std::string(name));
      if (model::has_library_version(name))
        places.insert(found.begin(), found.end());
      else if (!found.empty() && unversioned_.empty())
        unversioned_ = world_.index->package(found.front().package).name + ": " + found.front().path;
    }
    return {places.begin(), places.end()};
  }

  std::vector<std::string> on_other_arches() const {
    std::vector<std::string> found;
    const auto name = base::basename(edge_.needed);
    for (const auto& other : world_.other_arches) {
      for (const auto& place : other.with_name(name))
        found.push_back(other.arch() + ": " + other.package(place.located.package).name + ": " + std::string(place.path));
      if (!other.with_name(name).empty()) continue;
      for (const auto id : other.with_soname(name))
        found.push_back(other.arch() + ": " + other.package(other.file(id).package).name + ": " + other.file(id).fact->path);
    }
    return found;
  }

  const World& world_;
  const MissingEdge& edge_;
  const EdgeFailure& failure_;
  const model::ElfFacts& asks_;
  std::set<PackageId> members_;
  std::string unversioned_;
  Attempt refused_;  ///< the first candidate that the loader would not have
};

}  // namespace

std::string dependency_word(const World& world, PackageId package, const std::string& soname) {
  const auto& ref = world.index->package(package);
  const std::string word = "so:" + std::string(base::basename(soname));
  for (const auto& item : ref.relations.provides)
    if (item == word || item.starts_with(word + "=")) return word;
  return ref.name;
}

Cause find_cause(const World& world, const MissingEdge& edge) {
  return CauseFinder(world, edge).run();
}

}  // namespace elfgate::audit
