#include "diff/events.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/vpath.h"
#include "diff/soname.h"

namespace elfgate::diff {

namespace {

struct Place {
  const InventoryPackage* package;
  const LibraryPlace* library;
};

// One architecture of an inventory, by every name that an event can be about.
class Side {
 public:
  Side(const Inventory& inventory, const std::string& arch) {
    for (const auto& package : inventory.packages) {
      if (package.arch != arch) continue;
      packages.emplace(package.name, &package);
      for (const auto& library : package.libraries) libraries[library.name].push_back({&package, &library});
      for (const auto& name : package.provides) provides.emplace(name, &package);
      for (const auto& name : package.needs) needed_by[name].push_back(&package);
      for (const auto& name : package.depends) depended_by[name].push_back(&package);
    }
  }

  std::map<std::string, const InventoryPackage*> packages;
  std::map<std::string, std::vector<Place>> libraries;
  std::map<std::string, const InventoryPackage*> provides;
  std::map<std::string, std::vector<const InventoryPackage*>> needed_by, depended_by;
};

std::vector<Consumer> consumers_of(const std::map<std::string, std::vector<const InventoryPackage*>>& askers,
                                   const std::string& name) {
  std::vector<Consumer> out;
  if (const auto found = askers.find(name); found != askers.end())
    for (const auto* package : found->second) out.push_back({package->name, package->version, package->origin});
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.key() < b.key(); });
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

// The difference between two sides of one architecture.
class Comparison {
 public:
  Comparison(const std::string& arch, const Side& before, const Side& after, std::vector<Event>& events)
      : arch_(arch), before_(before), after_(after), events_(events) {}

  void run(const Inventory& whole_before, const Inventory& whole_after) {
    sonames();
    places();
    lost_provides();
    lost_packages(whole_before, whole_after);
  }

 private:
  Event& add(std::string kind, const InventoryPackage& package, std::string from, std::string to) {
    events_.push_back({std::move(kind), "", arch_, package.name, package.origin, std::move(from), std::move(to), {}, {}});
    return events_.back();
  }

  // The new name that took the place of NAME: of the same family, from the same source, and not there before.
  const std::string* successor(const std::string& name, const InventoryPackage& package) const {
    for (const auto& [other, places] : after_.libraries) {
      if (before_.libraries.contains(other) || soname_family(other) != soname_family(name)) continue;
      for (const auto& place : places)
        if (place.package->origin == package.origin) return &other;
    }
    return nullptr;
  }

  void sonames() {
    std::set<std::string> successors;
    for (const auto& [name, places] : before_.libraries) {
      if (after_.libraries.contains(name)) continue;
      const auto& package = *places.front().package;
      const auto* to = successor(name, package);
      auto& event = add(to != nullptr ? "soname-changed" : "soname-removed", package, name, to != nullptr ? *to : "");
      if (to != nullptr) {
        event.detail = soname_change(name, *to);
        successors.insert(*to);
      }
      event.consumers = consumers_of(after_.needed_by, name);
      gone_.insert(name);
    }
    for (const auto& [name, places] : after_.libraries) {
      if (before_.libraries.contains(name) || successors.contains(name)) continue;
      add("soname-added", *places.front().package, "", name).consumers = consumers_of(after_.needed_by, name);
    }
  }

  static bool has(const std::vector<Place>& places, const Place& wanted) {
    return std::any_of(places.begin(), places.end(), [&](const Place& place) {
      if (place.package->name != wanted.package->name) return false;
      // a file that no entry is named after carries its version in its name
      if (!place.library->named && !wanted.library->named)
        return base::dirname(place.library->path) == base::dirname(wanted.library->path);
      return place.library->path == wanted.library->path;
    });
  }

  void places() {
    for (const auto& [name, old] : before_.libraries) {
      const auto found = after_.libraries.find(name);
      if (found == after_.libraries.end()) continue;
      std::vector<Place> fresh;
      for (const auto& place : found->second)
        if (!has(old, place)) fresh.push_back(place);
      for (const auto& place : old)
        if (!has(found->second, place)) moved(name, place, fresh.empty() ? found->second : fresh);
    }
  }

  void moved(const std::string& name, const Place& from, const std::vector<Place>& candidates) {
    const auto same_path = std::find_if(candidates.begin(), candidates.end(),
                                        [&](const Place& to) { return to.library->path == from.library->path; });
    const auto& to = same_path != candidates.end() ? *same_path : candidates.front();
    const bool other_package = same_path != candidates.end();
    auto& event = other_package ? add("library-moved", *from.package, from.package->name, to.package->name)
                                : add("library-moved", *from.package, from.library->path, to.library->path);
    if (other_package) {
      event.detail = from.package->origin == to.package->origin ? "split" : "package";
    } else {
      const auto &a = from.library->path, &b = to.library->path;
      event.detail = "/usr" + a == b || "/usr" + b == a ? "prefix" : "path";
    }
    event.subject = name;
    event.consumers = consumers_of(after_.needed_by, name);
  }

  void lost_provides() {
    for (const auto& [name, package] : before_.provides) {
      if (after_.provides.contains(name) || after_.packages.contains(name)) continue;
      const auto colon = name.find(':');  // "so:libz.so.1", "so-ver:libz.so.1": said already
      if (name.starts_with("so") && colon != std::string::npos && gone_.contains(name.substr(colon + 1))) continue;
      auto consumers = consumers_of(after_.depended_by, name);
      // the commands and .pc files of a package that left are information to nobody
      if (consumers.empty() && !after_.packages.contains(package->name)) continue;
      add("provide-lost", *package, name, "").consumers = std::move(consumers);
    }
  }

  void lost_packages(const Inventory& whole_before, const Inventory& whole_after) {
    for (const auto& [name, package] : before_.packages) {
      if (after_.packages.contains(name)) continue;
      const auto elsewhere = [&](const Inventory& inventory) {
        return std::any_of(inventory.packages.begin(), inventory.packages.end(),
                           [&](const auto& p) { return p.name == name && p.arch != arch_; });
      };
      auto& event = add("package-lost", *package, package->version, "");
      event.detail = elsewhere(whole_before) && elsewhere(whole_after) ? "this architecture only" : "every architecture";
      if (!after_.provides.contains(name)) event.consumers = consumers_of(after_.depended_by, name);
    }
  }

  const std::string& arch_;
  const Side &before_, &after_;
  std::vector<Event>& events_;
  std::set<std::string> gone_;
};

// Per name: architecture -> the package.
std::map<std::string, std::map<std::string, const InventoryPackage*>> by_name(const Inventory& inventory) {
  std::map<std::string, std::map<std::string, const InventoryPackage*>> out;
  for (const auto& package : inventory.packages) out[package.name][package.arch] = &package;
  return out;
}

}  // namespace

std::vector<Event> find_events(const Inventory& before, const Inventory& after) {
  std::set<std::string> arches(before.arches.begin(), before.arches.end());
  arches.insert(after.arches.begin(), after.arches.end());
  std::vector<Event> events;
  for (const auto& arch : arches) {
    const Side old(before, arch), fresh(after, arch);
    Comparison(arch, old, fresh, events).run(before, after);
  }
  std::sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.key() < b.key(); });
  return events;
}

void find_changes(const Inventory& before, const Inventory& after, Delta& delta) {
  const auto old = by_name(before), fresh = by_name(after);
  for (const auto& [name, arches] : fresh) {
    const auto was = old.find(name);
    OneSided sided{name, {}, {}};
    std::set<std::string> new_versions;
    for (const auto& [arch, package] : arches) {
      const InventoryPackage* earlier = nullptr;
      if (was != old.end())
        if (const auto at = was->second.find(arch); at != was->second.end()) earlier = at->second;
      if (earlier != nullptr && earlier->version == package->version && earlier->identity == package->identity) continue;
      const auto from = earlier != nullptr ? earlier->version : std::string("new");
      delta.changed.push_back(name + "/" + arch + ": " + from + " -> " + package->version);
      sided.reached.push_back(arch);
      new_versions.insert(package->version);
    }
    if (sided.reached.empty()) continue;
    for (const auto& arch : after.arches) {
      const auto at = arches.find(arch);
      const bool up_to_date = at != arches.end() && new_versions.contains(at->second->version);
      if (!up_to_date && std::find(sided.reached.begin(), sided.reached.end(), arch) == sided.reached.end())
        sided.left_out.push_back(arch);
    }
    if (!sided.left_out.empty()) delta.one_sided.push_back(std::move(sided));
  }
  for (const auto& [name, arches] : old)
    for (const auto& [arch, package] : arches)
      if (const auto now = fresh.find(name); now == fresh.end() || !now->second.contains(arch))
        delta.changed.push_back(name + "/" + arch + ": " + package->version + " -> withdrawn");
  std::sort(delta.changed.begin(), delta.changed.end());
}

}  // namespace elfgate::diff
