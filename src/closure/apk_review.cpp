// S5: the review of a name that is asked for. What is certain whichever provider wins is put into effect before the decision.
#include <algorithm>

#include "closure/apk_solver.h"

namespace elfgate::closure {

void ApkSolver::review(NameIndex name) {
  if (names_[name].locked) return;
  if (depends_on_taint(name, 1)) drop_unsatisfiable(name);
  gather_group(name);
  const auto group = group_;
  if (group.size() == 1) {
    for (const auto& item : catalog_.depends(group.front().package)) apply(item, group.front().package);
  } else if (group.size() > 1) {
    require_common();
  }
  group_ = group;
  claim_common(name);
  if (is_ready(name, group.size())) ready_queue_.push_back(name);
}

// (a)
void ApkSolver::drop_unsatisfiable(NameIndex name) {
  for (const auto& provider : catalog_.providers(name)) {
    if (selectable(provider.package) && !satisfiable(provider.package)) disqualify(provider.package, ApkObstacle::dependency);
  }
  wake_dependers();
}

bool ApkSolver::satisfiable(PackageIndex package) const {
  const auto depends = catalog_.depends(package);
  return std::all_of(depends.begin(), depends.end(), [&](const ApkConstraint& item) {
    if (names_[item.name].locked) return catalog_.satisfies(item, names_[item.name].chosen, package);
    if (item.conflict) return true;
    const auto providers = catalog_.providers(item.name);
    return std::any_of(providers.begin(), providers.end(), [&](const ApkProvider& provider) {
      return selectable(provider.package) && catalog_.satisfies(item, provider, package);
    });
  });
}

// The providers that can still win; a name nobody asks for has only those that install_if brought up (S12).
void ApkSolver::gather_group(NameIndex name) {
  group_.clear();
  for (const auto& provider : catalog_.providers(name)) {
    Package& package = packages_[provider.package];
    package.grouped = selectable(provider.package) && (names_[name].required > 0 || package.triggered);
    const bool again = !group_.empty() && group_.back().package == provider.package;
    if (package.grouped && !again) group_.push_back(provider);
  }
}

// Counts NAME for the member-th of the group, when all members before it have it too.
void ApkSolver::count_common(NameIndex name, std::uint32_t member, bool soft) {
  Name& state = names_[name];
  if (state.merge_round != merge_round_) {
    state.merge_round = merge_round_;
    state.merged = 0;
    state.soft = false;
  }
  if (state.merged == member) ++state.merged;
  state.soft |= soft;
}

bool ApkSolver::common(NameIndex name, std::size_t members) {
  Name& state = names_[name];
  if (state.merge_round != merge_round_ || state.merged != members) return false;
  state.merged = 0;  // once
  return true;
}

// (c)
void ApkSolver::require_common() {
  ++merge_round_;
  for (std::uint32_t member = 0; member < group_.size(); ++member) {
    for (const auto& item : catalog_.depends(group_[member].package)) {
      if (!item.conflict) count_common(item.name, member, false);
    }
  }
  for (const auto& item : catalog_.depends(group_.front().package)) {
    if (!item.conflict && common(item.name, group_.size())) require(item.name);
  }
}

// (d)
void ApkSolver::claim_common(NameIndex name) {
  if (group_.empty()) return;
  ++merge_round_;
  for (std::uint32_t member = 0; member < group_.size(); ++member) {
    const auto& provider = group_[member];
    for (const auto& owned : catalog_.owned(provider.package)) {
      const bool own = owned.name == catalog_.own_name(provider.package);
      count_common(owned.name, member, (own ? provider.version : owned.version) == k_unversioned);
    }
  }
  for (const auto& owned : catalog_.owned(group_.front().package)) {
    if (owned.name != name && common(owned.name, group_.size())) drop_other_owners(owned.name, name);
  }
  wake_dependers();
}

void ApkSolver::drop_other_owners(NameIndex name, NameIndex reviewed) {
  const bool soft = names_[name].soft;
  for (const auto& other : catalog_.providers(name)) {
    const auto owned = catalog_.owned(other.package);
    const bool spared = std::any_of(owned.begin(), owned.end(), [&](const ApkOwned& each) {
      return each.name == reviewed || (soft && each.version == k_unversioned);
    });
    if (!spared) disqualify(other.package, ApkObstacle::ownership);
  }
}

// (e)
bool ApkSolver::is_ready(NameIndex name, std::size_t options) const {
  if (options > 1 || !has_eligible(name)) return false;
  const auto dependers = catalog_.dependers(name);
  return std::all_of(dependers.begin(), dependers.end(), [&](PackageIndex depender) {
    const auto owned = catalog_.owned(depender);
    return std::all_of(owned.begin(), owned.end(),
                       [&](const ApkOwned& each) { return names_[each.name].locked || sequence_[each.name] == 0; });
  });
}

}  // namespace elfgate::closure
