#include "audit/unmet.h"

#include <algorithm>
#include <map>
#include <set>

#include "audit/provides.h"

namespace elfgate::audit {

std::vector<Unmet> unmet_words(const World& world, const model::Closure& closure, PackageId package) {
  std::map<std::string, PackageId> unmet;
  const auto ask = [&](PackageId asker) {
    const auto& ref = world.index->package(asker);
    if (ref.system != model::PackageSystem::apk) return;
    for (const auto& word : ref.relations.depends)
      if (!word.starts_with('!') && !unmet.contains(word) && world.closures->providers(name_of_item(word)).empty())
        unmet.emplace(word, asker);
  };
  ask(package);
  for (const auto& member : closure.members) ask(member.package);
  std::vector<Unmet> out;
  for (const auto& [word, asker] : unmet) out.push_back({word, asker});
  return out;
}

std::vector<std::string> places_of_provide(const World& world, const std::string& word) {
  if (!word.starts_with("so:")) return {};
  const auto name = name_of_item(word).substr(3);
  std::set<std::string> places;
  for (const auto& place : world.index->with_name(name))
    places.insert(world.index->package(place.located.package).name + ": " + std::string(place.path));
  for (const auto id : world.index->with_soname(name)) {
    const auto file = world.index->file(id);
    places.insert(world.index->package(file.package).name + ": " + file.fact->path);
  }
  return {places.begin(), places.end()};
}

}  // namespace elfgate::audit
