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

bool has(const std::vector<std::string>& sorted, const std::string& name) {
  return std::binary_search(sorted.begin(), sorted.end(), name);
}

// /lib and /usr/lib are one directory where they are merged.
std::string_view merged(std::string_view path) {
  return path.starts_with("/usr/") ? path.substr(4) : path;
}

// The difference between two sides of one architecture.
class Comparison {
 public:
  Comparison(const std::string& arch, const Side& before, const Side& after, std::vector<Event>& events)
      : arch_(arch), before_(before), after_(after), events_(events) {}

  void run(const Inventory& whole_before, const Inventory& whole_after) {
    sonames();
    places();
    fresh_sonames();
    lost_provides();
    lost_packages(whole_before, whole_after);
  }

 private:
  Event& add(std::string kind, const InventoryPackage& package, std::string from, std::string to) {
    events_.push_back({std::move(kind), "", arch_, package.name, package.origin, std::move(from), std::move(to), {}, {}});
    return events_.back();
  }

  // Who is linked with NAME, without those that bring a copy of their own.
  std::vector<Consumer> users_of(const std::string& name) const {
    auto users = consumers_of(after_.needed_by, name);
    std::erase_if(users, [&](const Consumer& user) {
      const auto at = after_.packages.find(user.package);
      return at != after_.packages.end() && has_library(*at->second, name);
    });
    return users;
  }

  // What a package holds that cannot be read is unknown, before or after.
  static bool is_blind(const Side& side, const InventoryPackage& package) {
    const auto at = side.packages.find(package.name);
    return at != side.packages.end() && !at->second->readable;
  }

  bool had(const std::string& name, const std::string& origin) const {
    const auto places = before_.libraries.find(name);
    return places != before_.libraries.end() && std::any_of(places->second.begin(), places->second.end(),
                                                            [&](const Place& p) { return p.package->origin == origin; });
  }

  // The new name that took the place of NAME: alike, from the same source, and not there before.
  const std::string* successor(const std::string& name, const InventoryPackage& package) const {
    const std::string* best = nullptr;
    int likeness = 0;
    for (const auto& [other, places] : after_.libraries) {
      const int alike = soname_likeness(name, other);
      if (alike <= likeness || had(other, package.origin) || is_closer_to_another(other, alike, package)) continue;
      for (const auto& place : places)
        if (place.package->origin == package.origin) best = &other, likeness = alike;
    }
    return best;
  }

  // libpcre2-16.so.1 follows libpcre2-16.so.0, not libpcre2-8.so.0.
  bool is_closer_to_another(const std::string& fresh, int alike, const InventoryPackage& package) const {
    return std::any_of(package.libraries.begin(), package.libraries.end(), [&](const LibraryPlace& old) {
      return soname_likeness(old.name, fresh) > alike && !after_.libraries.contains(old.name);
    });
  }

  // NAME is no longer at PLACES, and no other package took it over.
  void gone(const std::string& name, const std::vector<Place>& places) {
    const std::string* to = nullptr;
    const auto* package = places.front().package;
    for (const auto& place : places) {
      if (is_blind(after_, *place.package)) return;
      if (to != nullptr) continue;
      to = successor(name, *place.package);
      if (to != nullptr) package = place.package;
    }
    auto& event = add(to != nullptr ? "soname-changed" : "soname-removed", *package, name, to != nullptr ? *to : "");
    if (to != nullptr) {
      event.detail = soname_change(name, *to);
      successors_.insert(*to);
    }
    event.consumers = users_of(name);
    gone_.insert(name);
  }

  void sonames() {
    for (const auto& [name, places] : before_.libraries)
      if (!after_.libraries.contains(name)) gone(name, places);
  }

  void fresh_sonames() {
    for (const auto& [name, places] : after_.libraries) {
      if (before_.libraries.contains(name) || successors_.contains(name)) continue;
      if (is_blind(before_, *places.front().package)) continue;
      add("soname-added", *places.front().package, "", name).consumers = users_of(name);
    }
  }

  static bool is_among(const std::vector<Place>& places, const Place& wanted) {
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
      std::vector<Place> fresh, lost;
      for (const auto& place : found->second)
        if (!is_among(old, place)) fresh.push_back(place);
      for (const auto& place : old) {
        if (is_among(found->second, place) || is_blind(after_, *place.package)) continue;
        if (const auto* to = new_place(name, place, fresh.empty() ? found->second : fresh))
          moved(name, place, *to);
        else
          lost.push_back(place);
      }
      if (!lost.empty()) gone(name, lost);
    }
  }

  // Where the library of FROM is now. Somebody's private copy is not where it went: another package takes a library over when
  // it offers the same provide or, where none was offered, has it in the same directory or is of the same source.
  static const Place* new_place(const std::string& name, const Place& from, const std::vector<Place>& candidates) {
    const Place* best = nullptr;
    const auto rank = [&](const Place& to) {
      if (to.library->path == from.library->path) return 4;
      if (to.package->name == from.package->name) return 3;
      if (to.package->origin == from.package->origin) return 2;
      const auto provide = "so:" + name;
      if (has(from.package->provides, provide)) return has(to.package->provides, provide) ? 1 : 0;
      return merged(base::dirname(to.library->path)) == merged(base::dirname(from.library->path)) ? 1 : 0;
    };
    for (const auto& to : candidates)
      if (rank(to) > (best == nullptr ? 0 : rank(*best))) best = &to;
    return best;
  }

  void moved(const std::string& name, const Place& from, const Place& to) {
    const auto &a = from.library->path, &b = to.library->path;
    const bool other_package = from.package->name != to.package->name;
    const bool only_package = other_package && merged(a) == merged(b);
    auto& event = only_package ? add("library-moved", *from.package, from.package->name, to.package->name)
                               : add("library-moved", *from.package, a, b);
    if (other_package)
      event.detail = from.package->origin == to.package->origin ? "split" : "package";
    else
      event.detail = merged(a) == merged(b) ? "prefix" : "path";
    event.subject = name;
    event.consumers = users_of(name);
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
  std::set<std::string> gone_, successors_;
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
