#include "closure/apk_readoff.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace elfgate::closure {
namespace {

using model::ClosureFailure;

std::string full_name(const ApkCatalog& catalog, PackageIndex package) {
  const auto& ref = catalog.ref(package);
  return ref.name + "-" + ref.version;
}

class Reader {
 public:
  Reader(const ApkCatalog& catalog, const ApkWorld& world, const ApkChoice& choice)
      : catalog_(catalog), world_(world), choice_(choice), in_(catalog.package_count(), false) {}

  model::Closure read() {
    closure_.members.reserve(k_usual_size);
    path_.reserve(k_usual_size);
    for (const auto& item : world_.items()) {
      item_ = &item;
      ask(item.constraint, k_nobody);
      while (!path_.empty()) step();
    }
    return std::move(closure_);
  }

 private:
  static constexpr std::size_t k_usual_size = 64;

  // A package whose dependencies are being read, then whose watchers are being asked.
  struct Visit {
    PackageIndex package;
    std::uint32_t dependency = 0;
    std::uint32_t name = 0;
    std::uint32_t watcher = 0;
    bool appended = false;
    const ApkConstraint* constraint = nullptr;  // that brought it; null for install_if
    PackageIndex depender = k_nobody;
  };

  void step() {
    Visit& visit = path_.back();
    const auto depends = catalog_.depends(visit.package);
    if (visit.dependency < depends.size()) return ask(depends[visit.dependency++], visit.package);
    if (!visit.appended) {
      visit.appended = true;
      closure_.members.push_back({static_cast<model::PackageId>(visit.package), world_.reasons() ? why(visit) : std::string{}});
    }
    const auto owned = catalog_.shared(visit.package);
    for (; visit.name < owned.size(); ++visit.name, visit.watcher = 0) {
      const auto watchers = catalog_.watchers(owned[visit.name].name);
      while (visit.watcher < watchers.size()) {
        const PackageIndex watcher = watchers[visit.watcher++];
        if (completed(watcher)) return enter(watcher, nullptr, k_nobody);
      }
    }
    path_.pop_back();
  }

  void ask(const ApkConstraint& constraint, PackageIndex depender) {
    const ApkProvider provider = choice_.chosen(constraint.name);
    if (constraint.conflict) {
      if (!provider.nobody() && in_[provider.package] && !catalog_.satisfies(constraint, provider, depender)) {
        fail(ClosureFailure::breaks, std::string(constraint.word));
      }
      return;
    }
    if (provider.nobody()) {
      if (closure_.ok()) {
        explain_missing(catalog_, constraint, closure_);
        closure_.chain = way(std::string(constraint.word));
      }
      return;
    }
    if (!catalog_.satisfies(constraint, provider, depender)) return fail(ClosureFailure::breaks, std::string(constraint.word));
    if (in_[provider.package]) return;
    enter(provider.package, &constraint, depender);
  }

  std::string why(const Visit& visit) const {
    if (visit.constraint == nullptr) return "install_if";
    if (visit.depender == k_nobody) return item_->base ? "base" : "asked for";
    const auto& name = catalog_.ref(visit.depender).name;
    std::string text;
    text.reserve(visit.constraint->word.size() + name.size() + 4);
    return text.append(visit.constraint->word).append(" of ").append(name);
  }

  void enter(PackageIndex package, const ApkConstraint* constraint, PackageIndex depender) {
    in_[package] = true;
    path_.push_back({package, 0, 0, 0, false, constraint, depender});
    switch (choice_.obstacle(package)) {
      case ApkObstacle::none:
      case ApkObstacle::dependency:  // found below, where it is
        return;
      case ApkObstacle::uninstallable: return fail(ClosureFailure::uninstallable, {});
      case ApkObstacle::constraint: return fail(ClosureFailure::breaks, {});
      case ApkObstacle::ownership: fail_ownership(package);
    }
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

  void fail_ownership(PackageIndex package) {
    if (!closure_.ok()) return;
    for (const auto& owned : catalog_.owned(package)) {
      const auto owner = choice_.chosen(owned.name);
      if (owner.nobody() || owner.package == package) continue;
      if (owner.version == k_unversioned && owned.version == k_unversioned) continue;  // D5: both may have it
      fail(ClosureFailure::conflicts, std::string(catalog_.name_text(owned.name)));
      closure_.candidates = {full_name(catalog_, owner.package), full_name(catalog_, package)};
      return;
    }
    fail(ClosureFailure::conflicts, owned_twice(package));
    closure_.candidates = {full_name(catalog_, package)};
  }

  // D14: the name that a package owns against itself.
  std::string owned_twice(PackageIndex package) const {
    std::vector<NameIndex> names;
    for (const auto& owned : catalog_.owned(package)) names.push_back(owned.name);
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    return twice == names.end() ? std::string{} : std::string(catalog_.name_text(*twice));
  }

  void fail(ClosureFailure failure, std::string end) {
    if (!closure_.ok()) return;
    closure_.failure = failure;
    closure_.chain = way(std::move(end));
  }

  // From the word of the world over the packages of the path to END.
  std::vector<std::string> way(std::string end) const {
    std::vector<std::string> chain = {item_->word};
    for (const auto& visit : path_) {
      const auto& name = catalog_.ref(visit.package).name;
      if (chain.back() != name) chain.push_back(name);
    }
    if (!end.empty() && chain.back() != end) chain.push_back(std::move(end));
    return chain;
  }

  const ApkCatalog& catalog_;
  const ApkWorld& world_;
  const ApkChoice& choice_;
  std::vector<char> in_;
  std::vector<Visit> path_;
  const ApkWorldItem* item_ = nullptr;
  model::Closure closure_;
};

}  // namespace

model::Closure read_off(const ApkCatalog& catalog, const ApkWorld& world, const ApkChoice& choice) {
  return Reader(catalog, world, choice).read();
}

void explain_missing(const ApkCatalog& catalog, const ApkConstraint& constraint, model::Closure& closure) {
  const auto providers = catalog.providers(constraint.name);
  if (providers.empty()) {
    closure.failure = ClosureFailure::no_such_package;
    return;
  }
  const bool eligible = std::any_of(providers.begin(), providers.end(),
                                    [&](const ApkProvider& provider) { return catalog.always_selectable(provider); });
  closure.failure = eligible ? ClosureFailure::breaks : ClosureFailure::virtual_only;
  for (const auto& provider : providers) closure.candidates.push_back(full_name(catalog, provider.package));
}

}  // namespace elfgate::closure
