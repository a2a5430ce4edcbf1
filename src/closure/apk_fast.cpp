#include "closure/apk_fast.h"

#include <algorithm>

#include "closure/apk_readoff.h"

namespace elfgate::closure {
namespace {

constexpr std::size_t k_usual_size = 128;  // of a closure

}  // namespace

ApkFast::ApkFast(const ApkCatalog& catalog, const std::vector<ApkBest>& best, const ApkWorld& world, ApkExclusion exclusion)
    : catalog_(catalog), best_(best), world_(world), exclusion_(exclusion), flags_(catalog.package_count(), 0) {
  required_.reserve(k_usual_size);
  present_.reserve(k_usual_size);
  asked_.reserve(k_usual_size);
  waiting_.reserve(k_usual_size);
}

// A name that concerns one package alone is not kept account of.
ApkProvider ApkFast::chosen(NameIndex name) const {
  const Name* state = names_.find(name);
  if (state != nullptr && !state->owner.nobody()) return state->owner;
  const auto providers = catalog_.providers(name);
  const bool present = providers.size() == 1 && (flags_[providers.front().package] & k_present) != 0;
  return present ? providers.front() : ApkProvider{};
}

std::optional<model::Closure> ApkFast::solve() {
  if (exclusion_ == ApkExclusion::by_constraints) exclude_by_constraints();
  for (const auto& item : world_.items()) {
    asked_.push_back({&item.constraint, k_nobody});
    if (!item.constraint.conflict) require(item.constraint.name);
  }
  do {
    if (!take_required()) return std::nullopt;
    if (!bring_in_watchers()) return std::nullopt;
  } while (next_required_ < required_.size() || next_watched_ < present_.size());
  if (!certified()) return std::nullopt;
  const ApkReading reading = read_off(catalog_, world_, *this);
  if (!reading.sound) return std::nullopt;
  return closure_of(catalog_, world_, reading);
}

// What apk's first round of reviews makes unselectable before anything is decided: the constraints of the world, and those of
// packages that are the only ones left for a name (S4, S5 b, c). It is done here in the same order, but without the steps that
// exclude still more (S5 a, d): a best provider that those would exclude cannot be certified anyway.
void ApkFast::exclude_by_constraints() {
  for (const auto& item : world_.items()) apply(item.constraint, k_nobody);
  for (std::size_t i = 0; i < first_round_.size(); ++i) review(first_round_[i]);
}

void ApkFast::apply(const ApkConstraint& constraint, PackageIndex depender) {
  if (!constraint.conflict) first_require(constraint.name);
  if (!constraint.conflict && constraint.version == nullptr) return;
  for (const auto& provider : catalog_.providers(constraint.name)) {
    if (catalog_.satisfies(constraint, provider, depender) || (flags_[provider.package] & k_excluded) != 0) continue;
    flags_[provider.package] |= k_excluded;
    for (const auto& owned : catalog_.owned(provider.package)) names_[owned.name].thinned = true;
  }
}

void ApkFast::first_require(NameIndex name) {
  Name& state = names_[name];
  if (state.reviewed) return;
  state.reviewed = true;
  first_round_.push_back(name);
}

void ApkFast::review(NameIndex name) {
  std::vector<PackageIndex> group;
  for (const auto& provider : catalog_.providers(name)) {
    const bool selectable = catalog_.installable(provider.package) && (flags_[provider.package] & k_excluded) == 0;
    if (selectable && (group.empty() || group.back() != provider.package)) group.push_back(provider.package);
  }
  if (group.size() > 1) return review_common(group);
  for (const PackageIndex only : group) {
    for (const auto& item : catalog_.depends(only)) apply(item, only);
  }
}

// Names that every provider asks for are asked for.
void ApkFast::review_common(const std::vector<PackageIndex>& group) {
  for (const auto& item : catalog_.depends(group.front())) {
    if (item.conflict) continue;
    const bool common = std::all_of(group.begin() + 1, group.end(), [&](PackageIndex package) {
      const auto depends = catalog_.depends(package);
      return std::any_of(depends.begin(), depends.end(),
                         [&](const ApkConstraint& other) { return !other.conflict && other.name == item.name; });
    });
    if (common) first_require(item.name);
  }
}

void ApkFast::require(NameIndex name) {
  Name& state = names_[name];
  if (state.required) return;
  state.required = true;
  required_.push_back(name);
}

ApkBest ApkFast::best(NameIndex name) const {
  const Name* state = names_.find(name);
  if (state == nullptr || !state->thinned) return best_[name];
  return best_provider(catalog_, name, [&](PackageIndex package) { return (flags_[package] & k_excluded) == 0; });
}

// False: two packages own one name, or the package can never be installed.
bool ApkFast::take(PackageIndex package) {
  if ((flags_[package] & k_present) != 0) return true;
  if (!catalog_.installable(package)) return false;
  flags_[package] |= k_present;
  present_.push_back(package);
  for (const auto& owned : catalog_.shared(package)) {
    Name& state = names_[owned.name];
    if (state.owner.nobody()) {
      state.owner = {package, owned.version};
    } else if (state.owner.version != k_unversioned || owned.version != k_unversioned) {
      return false;
    } else {
      state.shared |= state.owner.package != package;
    }
  }
  for (const auto& item : catalog_.depends(package)) {
    if (!item.conflict) require(item.name);
    if (item.conflict || item.version != nullptr) asked_.push_back({&item, package});
  }
  return true;
}

bool ApkFast::take_required() {
  while (next_required_ < required_.size()) {
    const auto provider = best(required_[next_required_++]).provider;
    if (!provider.nobody() && !take(provider.package)) return false;
  }
  return true;
}

bool ApkFast::bring_in_watchers() {
  for (; next_watched_ < present_.size(); ++next_watched_) {
    for (const auto& owned : catalog_.shared(present_[next_watched_])) {
      const auto watchers = catalog_.key_watchers(owned.name);
      waiting_.insert(waiting_.end(), watchers.begin(), watchers.end());
    }
  }
  return std::all_of(waiting_.begin(), waiting_.end(), [&](PackageIndex watcher) { return bring_in(watcher); });
}

// False: all its items are there, and the certificate does not speak of such a one.
bool ApkFast::bring_in(PackageIndex watcher) {
  if ((flags_[watcher] & k_present) != 0) return true;
  bool negative = false;
  bool unversioned = false;
  const auto items = catalog_.install_if(watcher);
  const bool complete = std::all_of(items.begin(), items.end(), [&](const ApkConstraint& item) {
    negative |= item.conflict;
    if (item.conflict) return true;
    const auto owner = chosen(item.name);
    unversioned |= !owner.nobody() && owner.version == k_unversioned;
    return catalog_.satisfies(item, owner);
  });
  if (!complete) return true;
  if (negative || unversioned || !take(watcher)) return false;
  flags_[watcher] |= k_brought;
  return true;
}

bool ApkFast::certified() const {
  return std::all_of(required_.begin(), required_.end(), [&](NameIndex name) { return name_certified(name); }) &&
         std::all_of(asked_.begin(), asked_.end(), [&](const Asked& asked) { return constraint_certified(asked); }) &&
         std::all_of(present_.begin(), present_.end(),
                     [&](PackageIndex package) { return (flags_[package] & k_brought) == 0 || brought_certified(package); });
}

bool ApkFast::name_certified(NameIndex name) const {
  const ApkProvider owner = chosen(name);
  const ApkBest candidate = best(name);
  if (owner.nobody() || candidate.fragile) return false;
  if (!candidate.provider.nobody() && candidate.provider != owner) return false;
  return owner.version != k_unversioned || virtual_certified(name, owner);
}

// D6, D7: with one owner present, and no other provider that something asks for by its own name.
bool ApkFast::virtual_certified(NameIndex name, const ApkProvider& owner) const {
  if (names_.find(name)->shared) return false;
  const auto providers = catalog_.providers(name);
  return std::all_of(providers.begin(), providers.end(), [&](const ApkProvider& provider) {
    if (provider.package == owner.package) return true;
    const NameIndex own = catalog_.own_name(provider.package);
    const Name* state = names_.find(own);
    return state == nullptr || !state->required || chosen(own).package == owner.package;
  });
}

bool ApkFast::constraint_certified(const Asked& asked) const {
  const auto& constraint = *asked.constraint;
  if (!constraint.conflict) return catalog_.satisfies(constraint, chosen(constraint.name), asked.depender);
  const auto providers = catalog_.providers(constraint.name);
  return std::all_of(providers.begin(), providers.end(), [&](const ApkProvider& provider) {
    return (flags_[provider.package] & k_present) == 0 || catalog_.satisfies(constraint, provider, asked.depender);
  });
}

// Brought in by its install_if: nothing else may have had a say in the names it provides.
bool ApkFast::brought_certified(PackageIndex package) const {
  const auto owned = catalog_.owned(package);
  return std::all_of(owned.begin(), owned.end(), [&](const ApkOwned& each) {
    if (each.name == catalog_.own_name(package)) return chosen(each.name).package == package;
    const Name* state = names_.find(each.name);
    const auto providers = catalog_.providers(each.name);
    return (state == nullptr || !state->required) &&
           std::all_of(providers.begin(), providers.end(),
                       [&](const ApkProvider& provider) { return provider.package == package; });
  });
}

std::optional<model::Closure> solve_fast(const ApkCatalog& catalog, const std::vector<ApkBest>& best, const ApkWorld& world) {
  const bool best_will_do = std::all_of(world.items().begin(), world.items().end(), [&](const ApkWorldItem& item) {
    return item.constraint.conflict || catalog.satisfies(item.constraint, best[item.constraint.name].provider);
  });
  if (best_will_do) {
    if (auto closure = ApkFast(catalog, best, world, ApkExclusion::none).solve()) return closure;
  }
  return ApkFast(catalog, best, world, ApkExclusion::by_constraints).solve();
}

}  // namespace elfgate::closure
