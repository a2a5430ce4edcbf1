#include "closure/apko_resolver.h"

#include <algorithm>
#include <utility>

namespace elfgate::closure {

using model::ClosureFailure;

ApkoVersions::ApkoVersions(const ApkCatalog& catalog) : catalog_(catalog), own_(catalog.package_count()) {
  for (PackageIndex package = 0; package < catalog.package_count(); ++package) {
    own_[package] = parse_apko_version(catalog.ref(package).version, catalog.ref(package).name);
  }
}

std::optional<ApkoVersion> ApkoVersions::given(NameIndex name, const ApkProvider& provider) const {
  if (provider.version == k_unversioned) return std::nullopt;
  if (name == catalog_.own_name(provider.package)) return own(provider.package);
  return parse_apko_version(catalog_.version(provider.version).text(), catalog_.name_text(name));
}

bool ApkoVersions::filter(const ApkConstraint& constraint, PackageIndex package) const {
  if (constraint.exactly != k_nobody) return package == constraint.exactly;
  if (constraint.version == nullptr) return true;
  const auto asked = parse_apko_version(constraint.version->text(), catalog_.name_text(constraint.name));
  if (!asked) return false;
  const auto owned = catalog_.owned(package);
  return std::any_of(owned.begin(), owned.end(), [&](const ApkOwned& each) {
    const auto version = given(each.name, {package, each.version});
    return version && apko_version_matches(*version, constraint.mask, *asked);
  });
}

ApkoResolver::ApkoResolver(const ApkCatalog& catalog, const ApkoVersions& versions, const ApkWorld& world)
    : catalog_(catalog),
      versions_(versions),
      world_(world),
      disqualified_(catalog.package_count(), 0),
      appended_(catalog.package_count(), 0),
      entered_(catalog.package_count(), 0) {}

model::Closure ApkoResolver::solve() {
  if (!resolve_world()) return std::move(closure_);
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (items_[i] != k_nobody && !resolve_item(world_.items()[i], items_[i])) break;
  }
  return std::move(closure_);
}

// R1: the item with the fewest candidates first; what it rules out is out at once.
bool ApkoResolver::resolve_world() {
  const auto& items = world_.items();
  items_.assign(items.size(), k_nobody);
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].constraint.conflict) {
      disqualify_conflicts(items[i].constraint, k_nobody);
    } else {
      open.push_back(i);
    }
  }
  while (!open.empty()) {
    auto next = open.begin();
    std::vector<ApkProvider> fewest = candidates(items[*next].constraint);
    for (auto it = open.begin() + 1; it != open.end(); ++it) {
      auto found = candidates(items[*it].constraint);
      if (found.size() >= fewest.size()) continue;
      fewest = std::move(found);
      next = it;
    }
    item_ = &items[*next];
    if (fewest.empty()) return fail_without_candidate(item_->constraint);
    items_[*next] = best(item_->constraint, fewest).package;
    choose(items_[*next]);
    disqualify_rivals(items_[*next]);
    open.erase(next);
  }
  return true;
}

// R2
bool ApkoResolver::resolve_item(const ApkWorldItem& item, PackageIndex package) {
  item_ = &item;
  const auto first_member = closure_.members.size();
  const auto enter = [&] {
    entered_[package] = 1;
    Visit visit{package, {}, item.base ? "base" : "asked for"};
    for (const auto& each : catalog_.depends(package)) visit.open.push_back(&each);
    path_.push_back(std::move(visit));
  };
  if (!entered_[package]) enter();
  while (!path_.empty()) {
    if (!step()) return false;
  }
  append_install_if(first_member);
  return true;
}

// Looks at one dependency of the innermost package, or ends it.
bool ApkoResolver::step() {
  Visit& visit = path_.back();
  const PackageIndex package = visit.package;
  if (visit.open.empty()) {
    append(package, std::move(visit.why));
    path_.pop_back();
    return true;
  }
  auto next = visit.open.begin();
  if (visit.open.size() > 1) {
    std::size_t fewest = candidates(**next).size();
    for (auto it = visit.open.begin() + 1; it != visit.open.end(); ++it) {
      const auto count = candidates(**it).size();
      if (count >= fewest) continue;
      fewest = count;
      next = it;
    }
  }
  const ApkConstraint& constraint = **next;
  visit.open.erase(next);
  // R7: ownership is looked at for a package that has dependencies, while they are resolved.
  if (!std::exchange(visit.picked, true) && !pick(package)) return false;
  return settle(constraint, package);
}

bool ApkoResolver::settle(const ApkConstraint& constraint, PackageIndex depender) {
  if (constraint.conflict) {
    disqualify_conflicts(constraint, depender);
    return true;
  }
  const auto owned = catalog_.owned(depender);
  if (std::any_of(owned.begin(), owned.end(), [&](const auto& each) { return each.name == constraint.name; })) return true;
  if (const auto owner = picked_.find(constraint.name); owner != picked_.end()) {
    return satisfied_by_owner(constraint, owner->second) || fail(ClosureFailure::breaks, std::string(constraint.word));
  }
  const auto found = candidates(constraint);
  if (found.empty()) return fail_without_candidate(constraint);
  const PackageIndex package = best(constraint, found).package;
  choose(package);
  if (std::exchange(entered_[package], 1)) return true;
  Visit visit{package, {}, std::string(constraint.word) + " of " + catalog_.ref(depender).name};
  for (const auto& each : catalog_.depends(package)) visit.open.push_back(&each);
  path_.push_back(std::move(visit));
  return true;
}

// R4: by its own name with the operator asked for, by a provide with the provide's, which is "=".
bool ApkoResolver::satisfied_by_owner(const ApkConstraint& constraint, const ApkProvider& owner) const {
  if (constraint.version == nullptr || constraint.exactly == owner.package) return true;
  const auto asked = parse_apko_version(constraint.version->text(), catalog_.name_text(constraint.name));
  const auto version = versions_.given(constraint.name, owner);
  if (!asked || !version) return false;
  const bool own = constraint.name == catalog_.own_name(owner.package);
  return apko_version_matches(*version, own ? constraint.mask : std::uint8_t{k_equal}, *asked);
}

// R7
bool ApkoResolver::pick(PackageIndex package) {
  for (const auto& owned : catalog_.owned(package)) {
    if (owned.version == k_unversioned) continue;
    const auto [known, added] = picked_.try_emplace(owned.name, ApkProvider{package, owned.version});
    if (added || known->second.package == package) continue;
    const auto& other = catalog_.ref(known->second.package);
    closure_.candidates = {other.name + "-" + other.version, catalog_.ref(package).name + "-" + catalog_.ref(package).version};
    return fail(ClosureFailure::conflicts, std::string(catalog_.name_text(owned.name)));
  }
  return true;
}

void ApkoResolver::choose(PackageIndex package) {
  existing_.try_emplace(catalog_.own_name(package), package);
  if (!catalog_.ref(package).origin.empty()) origins_.try_emplace(catalog_.ref(package).origin, package);
}

// Other packages that give, with a version, a name that PACKAGE gives.
void ApkoResolver::disqualify_rivals(PackageIndex package) {
  for (const auto& owned : catalog_.owned(package)) {
    if (owned.version == k_unversioned) continue;
    for (const auto& other : catalog_.providers(owned.name)) {
      if (other.package != package && other.version != k_unversioned) disqualified_[other.package] = 1;
    }
  }
  for (const auto& item : catalog_.depends(package)) {
    if (item.conflict) disqualify_conflicts(item, package);
  }
}

void ApkoResolver::disqualify_conflicts(const ApkConstraint& constraint, PackageIndex depender) {
  ApkConstraint wanted = constraint;
  wanted.conflict = false;
  for (const auto& provider : catalog_.providers(constraint.name)) {
    if (provider.package != depender && versions_.filter(wanted, provider.package)) disqualified_[provider.package] = 1;
  }
}

std::vector<ApkProvider> ApkoResolver::candidates(const ApkConstraint& constraint) const {
  std::vector<ApkProvider> found;
  for (const auto& provider : catalog_.providers(constraint.name)) {
    if (!disqualified_[provider.package] && versions_.filter(constraint, provider.package)) found.push_back(provider);
  }
  return found;
}

ApkProvider ApkoResolver::best(const ApkConstraint& constraint, const std::vector<ApkProvider>& candidates) const {
  ApkProvider winner = candidates.front();
  for (const auto& candidate : candidates) {
    if (prefer(constraint.name, candidate, winner) > 0) winner = candidate;
  }
  return winner;
}

// R3
int ApkoResolver::prefer(NameIndex name, const ApkProvider& a, const ApkProvider& b) const {
  const auto chosen = [&](PackageIndex package) {
    const auto known = existing_.find(catalog_.own_name(package));
    return known != existing_.end() && catalog_.ref(known->second).version == catalog_.ref(package).version;
  };
  if (chosen(a.package) != chosen(b.package)) return chosen(a.package) ? 1 : -1;
  const auto origin_used = [&](PackageIndex package) {
    const auto known = origins_.find(catalog_.ref(package).origin);
    return known != origins_.end() && catalog_.ref(known->second).version == catalog_.ref(package).version;
  };
  if (origin_used(a.package) != origin_used(b.package)) return origin_used(a.package) ? 1 : -1;
  const auto sign = [](std::strong_ordering order) { return order < 0 ? -1 : order > 0 ? 1 : 0; };
  const auto left = versions_.given(name, a), right = versions_.given(name, b);
  if (left && right && *left != *right) return sign(*left <=> *right);
  const auto& left_ref = catalog_.ref(a.package);
  const auto& right_ref = catalog_.ref(b.package);
  const auto& left_own = versions_.own(a.package);
  const auto& right_own = versions_.own(b.package);
  const bool comparable = left_own && right_own && *left_own != *right_own;
  if (left_ref.name == right_ref.name && comparable) return sign(*left_own <=> *right_own);
  if (left_ref.relations.provider_priority != right_ref.relations.provider_priority) {
    return left_ref.relations.provider_priority > right_ref.relations.provider_priority ? 1 : -1;
  }
  if (comparable) return sign(*left_own <=> *right_own);
  return sign(right_ref.name <=> left_ref.name);
}

void ApkoResolver::append(PackageIndex package, std::string why) {
  if (std::exchange(appended_[package], 1)) return;
  closure_.members.push_back({static_cast<model::PackageId>(package), std::move(why)});
}

// R5: for what one item brought in, but not for the item; by own names, and without dependencies.
void ApkoResolver::append_install_if(std::size_t first_member) {
  const auto there = [&](const ApkConstraint& item) {
    const auto known = existing_.find(item.name);
    if (item.conflict || known == existing_.end() || !appended_[known->second]) return false;
    return item.version == nullptr || (item.mask == k_equal && item.version->text() == catalog_.ref(known->second).version);
  };
  const std::size_t last_member = closure_.members.size();
  for (std::size_t i = first_member; i + 1 < last_member; ++i) {
    const NameIndex name = catalog_.own_name(model::to_index(closure_.members[i].package));
    for (const PackageIndex watcher : catalog_.watchers(name)) {
      const auto items = catalog_.install_if(watcher);
      if (!disqualified_[watcher] && std::all_of(items.begin(), items.end(), there)) append(watcher, "install_if");
    }
  }
}

bool ApkoResolver::fail(ClosureFailure failure, std::string end) {
  closure_.failure = failure;
  closure_.chain = {item_->word};
  for (const auto& visit : path_) {
    const auto& name = catalog_.ref(visit.package).name;
    if (closure_.chain.back() != name) closure_.chain.push_back(name);
  }
  if (closure_.chain.back() != end) closure_.chain.push_back(std::move(end));
  return false;
}

bool ApkoResolver::fail_without_candidate(const ApkConstraint& constraint) {
  for (const auto& provider : catalog_.providers(constraint.name)) {
    closure_.candidates.push_back(catalog_.ref(provider.package).name + "-" + catalog_.ref(provider.package).version);
  }
  const auto failure = closure_.candidates.empty() ? ClosureFailure::no_such_package : ClosureFailure::breaks;
  return fail(failure, std::string(constraint.word));
}

}  // namespace elfgate::closure
