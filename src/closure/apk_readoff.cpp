#include "closure/apk_readoff.h"

#include <algorithm>
#include <string>
#include <utility>

namespace elfgate::closure {
namespace {

class Reader {
 public:
  Reader(const ApkCatalog& catalog, const ApkWorld& world, const ApkChoice& choice)
      : catalog_(catalog), world_(world), choice_(choice), in_(catalog.package_count(), false) {}

  ApkReading read() {
    reading_.members.reserve(k_usual_size);
    path_.reserve(k_usual_size);
    for (item_ = 0; item_ < world_.items().size(); ++item_) {
      ask(world_.items()[item_].constraint, k_nobody);
      while (!path_.empty()) step();
    }
    return std::move(reading_);
  }

 private:
  static constexpr std::size_t k_usual_size = 64;

  // A package whose dependencies are being read, then whose watchers are being asked.
  struct Visit {
    ApkArrival arrival;
    std::uint32_t dependency = 0;
    std::uint32_t name = 0;
    std::uint32_t watcher = 0;
    bool appended = false;
  };

  void step() {
    Visit& visit = path_.back();
    const PackageIndex package = visit.arrival.package;
    const auto depends = catalog_.depends(package);
    if (visit.dependency < depends.size()) return ask(depends[visit.dependency++], package);
    if (!visit.appended) {
      visit.appended = true;
      reading_.members.push_back(visit.arrival);
    }
    const auto owned = catalog_.shared(package);
    for (; visit.name < owned.size(); ++visit.name, visit.watcher = 0) {
      const auto watchers = catalog_.watchers(owned[visit.name].name);
      while (visit.watcher < watchers.size()) {
        const PackageIndex watcher = watchers[visit.watcher++];
        if (completed(watcher)) return enter(watcher, nullptr, package);
      }
    }
    path_.pop_back();
  }

  void ask(const ApkConstraint& constraint, PackageIndex depender) {
    const ApkProvider provider = choice_.chosen(constraint.name);
    const bool there = !provider.nobody() && (!constraint.conflict || in_[provider.package]);
    if (!catalog_.satisfies(constraint, there ? provider : ApkProvider{}, depender)) reading_.sound = false;
    if (there && !in_[provider.package]) enter(provider.package, &constraint, depender);
  }

  void enter(PackageIndex package, const ApkConstraint* asked, PackageIndex from) {
    in_[package] = true;
    path_.push_back({{package, item_, asked, from}});
    const ApkObstacle obstacle = choice_.obstacle(package);
    if (obstacle == ApkObstacle::none || obstacle == ApkObstacle::dependency) return;  // what is unmet is found below it
    reading_.sound = false;
    if (reading_.refused == k_nobody) reading_.refused = package;
  }

  // All items satisfied by packages that are in, and chosen for its own name.
  bool completed(PackageIndex package) const {
    if (in_[package] || !choice_.may_be_chosen(package)) return false;
    if (choice_.chosen(catalog_.own_name(package)).package != package) return false;
    const auto items = catalog_.install_if(package);
    return std::all_of(items.begin(), items.end(), [&](const ApkConstraint& item) {
      ApkProvider provider = choice_.chosen(item.name);
      if (!provider.nobody() && !in_[provider.package]) provider = {};
      return catalog_.satisfies(item, provider);
    });
  }

  const ApkCatalog& catalog_;
  const ApkWorld& world_;
  const ApkChoice& choice_;
  std::vector<char> in_;
  std::vector<Visit> path_;
  std::uint32_t item_ = 0;
  ApkReading reading_;
};

std::string why(const ApkCatalog& catalog, const ApkWorld& world, const ApkArrival& member) {
  if (member.asked == nullptr) return "install_if";
  if (member.from == k_nobody) return world.items()[member.item].base ? "base" : "asked for";
  const auto& name = catalog.ref(member.from).name;
  std::string text;
  text.reserve(member.asked->word.size() + name.size() + 4);
  return text.append(member.asked->word).append(" of ").append(name);
}

}  // namespace

ApkReading read_off(const ApkCatalog& catalog, const ApkWorld& world, const ApkChoice& choice) {
  return Reader(catalog, world, choice).read();
}

model::Closure closure_of(const ApkCatalog& catalog, const ApkWorld& world, const ApkReading& reading) {
  model::Closure closure;
  closure.members.reserve(reading.members.size());
  for (const auto& member : reading.members) {
    closure.members.push_back(
        {static_cast<model::PackageId>(member.package), world.reasons() ? why(catalog, world, member) : std::string{}});
  }
  return closure;
}

}  // namespace elfgate::closure
