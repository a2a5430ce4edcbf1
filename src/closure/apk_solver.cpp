// Constraints, decisions and install_if of the exact apk engine. The review of a name is in apk_review.cpp.
#include "closure/apk_solver.h"

#include <algorithm>
#include <iterator>

namespace elfgate::closure {

ApkSolver::ApkSolver(const ApkCatalog& catalog, const ApkWorld& world, std::span<const std::uint32_t> sequence, bool reversed)
    : catalog_(catalog),
      world_(world),
      reversed_(reversed),
      names_(catalog.name_count()),
      packages_(catalog.package_count()),
      sequence_(sequence) {
  for (PackageIndex package = 0; package < catalog.package_count(); ++package) {
    if (!catalog.installable(package)) packages_[package].obstacle = ApkObstacle::uninstallable;
  }
}

void ApkSolver::solve() {
  for (const auto& item : world_.items()) names_[item.constraint.name].named |= !item.base;
  for (const auto& item : world_.items()) apply(item.constraint, k_nobody);
  for (;;) {
    while (!review_queue_.empty()) {
      const NameIndex name = review_queue_.front();
      review_queue_.pop_front();
      names_[name].queued = false;
      review(name);
    }
    const NameIndex name = next_decision();
    if (name == k_nobody) return;
    decide(name);
  }
}

// S4
void ApkSolver::apply(const ApkConstraint& constraint, PackageIndex depender) {
  if (!constraint.conflict) require(constraint.name);
  for (const auto& provider : catalog_.providers(constraint.name)) {
    if (catalog_.satisfies(constraint, provider, depender)) continue;
    ++packages_[provider.package].misfits;
    disqualify(provider.package, ApkObstacle::constraint);
  }
  wake_dependers();
}

void ApkSolver::require(NameIndex name) {
  if (names_[name].required++ > 0) return;
  open(name);
  take_turn(name);
  queue_review(name);
  // D6: what is asked for by its own name may also serve the names it gives without a version.
  for (const auto& provider : catalog_.providers(name)) {
    if (catalog_.own_name(provider.package) != name) continue;
    for (const auto& owned : catalog_.owned(provider.package)) {
      if (owned.version == k_unversioned) take_turn(owned.name);
    }
  }
  wake_watchers(name);
}

void ApkSolver::open(NameIndex name) {
  if (names_[name].locked || names_[name].open) return;
  names_[name].open = true;
  open_names_.push_back(name);
  take_turn(name);
}

void ApkSolver::queue_review(NameIndex name) {
  Name& state = names_[name];
  if (state.locked || state.queued || !state.open) return;
  state.queued = true;
  review_queue_.push_back(name);
}

void ApkSolver::disqualify(PackageIndex package, ApkObstacle why) {
  if (!selectable(package)) return;
  packages_[package].obstacle = why;
  for (const auto& owned : catalog_.owned(package)) {
    if (names_[owned.name].taint != taint_) tainted_.push_back(owned.name);
    names_[owned.name].taint = taint_;
  }
}

// Re-reviews what depends on the names that lost an owner since the last call. Only open names can matter: they are looked
// through, or the dependers are, whichever are fewer.
void ApkSolver::wake_dependers() {
  if (tainted_.empty()) return;
  const std::uint32_t batch = taint_++;
  std::size_t dependers = 0;
  for (const NameIndex name : tainted_) dependers += catalog_.dependers(name).size();
  std::vector<NameIndex> woken;
  if (dependers < open_names_.size()) {
    for (const NameIndex name : tainted_) collect_dependers(name, woken);
  } else {
    std::copy_if(open_names_.begin(), open_names_.end(), std::back_inserter(woken),
                 [&](NameIndex name) { return !names_[name].locked && !names_[name].queued && depends_on_taint(name, batch); });
  }
  tainted_.clear();
  std::sort(woken.begin(), woken.end());
  woken.erase(std::unique(woken.begin(), woken.end()), woken.end());
  order_mattered_ |= woken.size() > 1;
  if (reversed_) std::reverse(woken.begin(), woken.end());
  for (const NameIndex name : woken) queue_review(name);
}

void ApkSolver::collect_dependers(NameIndex name, std::vector<NameIndex>& woken) const {
  for (const PackageIndex depender : catalog_.dependers(name)) {
    for (const auto& owned : catalog_.owned(depender)) {
      const Name& state = names_[owned.name];
      if (state.open && !state.locked && !state.queued) woken.push_back(owned.name);
    }
  }
}

bool ApkSolver::depends_on_taint(NameIndex name, std::uint32_t since) const {
  const auto providers = catalog_.providers(name);
  return std::any_of(providers.begin(), providers.end(), [&](const ApkProvider& provider) {
    const auto depends = catalog_.depends(provider.package);
    return std::any_of(depends.begin(), depends.end(), [&](const auto& item) { return names_[item.name].taint >= since; });
  });
}

// S12
void ApkSolver::wake_watchers(NameIndex name) {
  const auto watchers = catalog_.watchers(name);
  const auto open_before = open_names_.size();
  for (std::size_t i = 0; i < watchers.size(); ++i) test_install_if(watchers[reversed_ ? watchers.size() - 1 - i : i]);
  order_mattered_ |= open_names_.size() > open_before + 1;
}

void ApkSolver::test_install_if(PackageIndex package) {
  if (packages_[package].triggered) return;
  const auto items = catalog_.install_if(package);
  const auto refuted = [&](const ApkConstraint& item) {
    const Name& name = names_[item.name];
    return name.locked && !catalog_.satisfies(item, name.chosen);
  };
  if (std::any_of(items.begin(), items.end(), refuted)) return;
  const auto undecided = [&](bool conflict) {
    return [this, conflict](const ApkConstraint& item) { return item.conflict == conflict && !names_[item.name].locked; };
  };
  if (std::any_of(items.begin(), items.end(), undecided(false))) return;
  if (std::any_of(items.begin(), items.end(), undecided(true))) {
    for (const auto& item : items) open(item.name);  // a "!item" forces a decision
    return;
  }
  packages_[package].triggered = true;
  open(catalog_.own_name(package));
  take_turn(catalog_.own_name(package));
  queue_review(catalog_.own_name(package));
}

// D6, S12
bool ApkSolver::eligible(NameIndex name, const ApkProvider& provider) const {
  if (names_[name].required == 0) return packages_[provider.package].triggered && selectable(provider.package);
  return catalog_.always_selectable(provider) || names_[catalog_.own_name(provider.package)].required > 0;
}

bool ApkSolver::has_eligible(NameIndex name) const {
  const auto providers = catalog_.providers(name);
  return std::any_of(providers.begin(), providers.end(), [&](const auto& provider) { return eligible(name, provider); });
}

// S8
NameIndex ApkSolver::next_decision() {
  while (!ready_queue_.empty()) {
    const NameIndex name = ready_queue_.front();
    ready_queue_.pop_front();
    if (!names_[name].locked) return name;
  }
  while (!turns_.empty()) {
    const Turn turn = turns_.top();
    turns_.pop();
    if (names_[turn.name].locked) continue;
    const Turn now = turn_of(turn.name);
    if (now == turn) return turn.name;
    turns_.push(now);
  }
  return k_nobody;
}

ApkSolver::Turn ApkSolver::turn_of(NameIndex name) const {
  const auto providers = catalog_.providers(name);
  const bool real = std::any_of(providers.begin(), providers.end(),
                                [&](const auto& provider) { return catalog_.own_name(provider.package) == name; });
  return {has_eligible(name), names_[name].named, real, sequence_[name], name};
}

void ApkSolver::take_turn(NameIndex name) {
  if (names_[name].open && !names_[name].locked) turns_.push(turn_of(name));
}

// S7
void ApkSolver::decide(NameIndex name) {
  ApkProvider best;
  for (const auto& provider : catalog_.providers(name)) {
    if (eligible(name, provider) && (best.nobody() || prefer(provider, best) > 0)) best = provider;
  }
  if (best.nobody()) {
    names_[name].locked = true;
    if (names_[name].required > 0) unmet_.push_back(name);
    wake_watchers(name);
    return;
  }
  packages_[best.package].chosen = true;
  for (const auto& owned : catalog_.owned(best.package)) lock(owned.name, {best.package, owned.version});
  wake_dependers();
  for (const auto& item : catalog_.depends(best.package)) apply(item, best.package);
}

// S9
int ApkSolver::prefer(const ApkProvider& a, const ApkProvider& b) const {
  const Package& left = packages_[a.package];
  const Package& right = packages_[b.package];
  if (selectable(a.package) != selectable(b.package)) return selectable(a.package) ? 1 : -1;
  if (left.grouped != right.grouped) return left.grouped ? 1 : -1;
  if (left.misfits != right.misfits) return left.misfits < right.misfits ? 1 : -1;
  return catalog_.prefer(a, b);
}

void ApkSolver::lock(NameIndex name, const ApkProvider& provider) {
  const auto both_unversioned = [&](const ApkProvider& other) {
    return provider.version == k_unversioned && other.version == k_unversioned;
  };
  Name& state = names_[name];
  if (state.locked && !state.chosen.nobody()) {
    if (both_unversioned(state.chosen)) return;
    clashed_ = true;  // D5
    disqualify(provider.package, ApkObstacle::ownership);
    return;
  }
  state.locked = true;
  state.chosen = provider;
  for (const auto& other : catalog_.providers(name)) {
    if (other.package != provider.package && !both_unversioned(other)) disqualify(other.package, ApkObstacle::ownership);
    for (const auto& item : catalog_.depends(other.package)) queue_review(item.name);  // one depender less to wait for
  }
  wake_watchers(name);
}

}  // namespace elfgate::closure
