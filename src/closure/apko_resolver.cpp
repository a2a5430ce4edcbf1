#include "closure/apko_resolver.h"

#include <algorithm>
#include <utility>

namespace elfgate::closure {

using model::ClosureFailure;

ApkoVersions::ApkoVersions(const ApkCatalog& catalog) : catalog_(catalog), own_(catalog.package_count()) {
  for (PackageIndex package = 0; package < catalog.package_count(); ++package) {
    own_[package] = parse_apko_version(catalog.ref(package).version, {});
  }
}

std::optional<ApkoVersion> ApkoVersions::asked(const ApkConstraint& constraint) const {
  // Only "=" shows apko where the version of a soname begins (V8).
  const auto name =
      constraint.word.find('=') == std::string_view::npos ? std::string_view{} : catalog_.name_text(constraint.name);
  return parse_apko_version(constraint.version->text(), name);
}

std::optional<ApkoVersion> ApkoVersions::given(NameIndex name, const ApkProvider& provider) const {
  if (name == catalog_.own_name(provider.package)) return own(provider.package);
  if (provider.version == k_unversioned) return std::nullopt;
  return parse_apko_version(catalog_.version(provider.version).text(), catalog_.name_text(name));
}

bool ApkoVersions::filter(const ApkConstraint& constraint, PackageIndex package) const {
  if (constraint.exactly != k_nobody) return package == constraint.exactly;
  if (constraint.version == nullptr) return true;
  const auto wanted = asked(constraint);
  if (!wanted || !own(package)) return false;
  if (apko_version_matches(*own(package), constraint.mask, *wanted)) return true;
  const auto provided = catalog_.owned(package).subspan(1);
  return std::any_of(provided.begin(), provided.end(), [&](const ApkOwned& each) {
    if (each.version == k_unversioned) return false;
    const auto version = parse_apko_version(catalog_.version(each.version).text(), catalog_.name_text(each.name));
    return version && apko_version_matches(*version, constraint.mask, *wanted);
  });
}

ApkoResolver::ApkoResolver(const ApkCatalog& catalog, const ApkoVersions& versions, const ApkWorld& world,
                           const std::vector<char>& refused)
    : catalog_(catalog), versions_(versions), world_(world), disqualified_(refused) {
  disqualified_.resize(catalog.package_count(), 0);
}

model::Closure ApkoResolver::solve() {
  bool ok = resolve_world();
  for (std::uint32_t item = 0; ok && item < world_.items().size(); ++item) {
    if (!world_.items()[item].constraint.conflict) ok = resolve_item(item);
  }
  model::Closure closure = closure_of(catalog_, world_, reading_);
  if (ok) return closure;
  failed_.members = std::move(closure.members);
  return std::move(failed_);
}

// R1: the item with the fewest candidates first; what it rules out is out at once.
bool ApkoResolver::resolve_world() {
  const auto& items = world_.items();
  std::vector<std::uint32_t> open;
  for (item_ = 0; item_ < items.size(); ++item_) {
    if (!constrain(items[item_].constraint)) return false;
    if (!items[item_].constraint.conflict) open.push_back(item_);
  }
  while (!open.empty()) {
    auto next = open.begin();
    std::vector<ApkProvider> fewest;
    for (auto it = open.begin(); it != open.end(); ++it) {
      item_ = *it;
      auto found = candidates(items[item_].constraint);
      if (found.empty()) return fail_without_candidate(items[item_].constraint);
      if (it != open.begin() && found.size() >= fewest.size()) continue;
      fewest = std::move(found);
      next = it;
    }
    const PackageIndex package = best(items[*next].constraint.name, fewest).package;
    chosen_.insert_or_assign(catalog_.own_name(package), package);
    disqualify_rivals(package);
    open.erase(next);
  }
  return true;
}

// R2
bool ApkoResolver::resolve_item(std::uint32_t item) {
  item_ = item;
  const ApkConstraint& constraint = world_.items()[item].constraint;
  existing_.clear();
  origins_.clear();
  const auto found = candidates(constraint);
  if (found.empty()) return fail_without_candidate(constraint);
  const ApkArrival arrival{best(constraint.name, found).package, item, &constraint, k_nobody};
  existing_ = chosen_;
  for (const auto& [name, package] : chosen_) {
    const auto& ref = catalog_.ref(package);
    if (!ref.origin.empty()) origins_.insert_or_assign(ref.origin, ref.version);
  }
  if (!enter(arrival)) return false;
  while (path_.size() > 1 || !path_.front().open.empty()) {
    if (!step()) return false;
  }
  auto brought = std::move(path_.front().found);
  path_.clear();
  add_install_if(brought);
  for (const auto& each : brought) {
    install(each);
    chosen_.try_emplace(catalog_.own_name(each.package), each.package);
  }
  install(arrival);
  return true;
}

// Begins to resolve the dependencies of a package; every version that they ask for rules out the others. False: one of them
// cannot be read.
bool ApkoResolver::enter(const ApkArrival& arrival) {
  const auto above = std::any_of(path_.begin(), path_.end(), [&](const Visit& visit) {
    return catalog_.own_name(visit.arrival.package) == catalog_.own_name(arrival.package);
  });
  path_.push_back({arrival, {}, {}, nullptr});
  if (above) return true;
  for (const auto& each : catalog_.depends(arrival.package)) {
    if (!constrain(each)) return false;
    auto& open = path_.back().open;
    const bool again = std::any_of(open.begin(), open.end(), [&](const auto* other) { return other->word == each.word; });
    if (!each.conflict && !again) open.push_back(&each);
  }
  return true;
}

// Resolves one dependency of the innermost package, or ends it.
bool ApkoResolver::step() {
  if (!drop_settled(path_.back())) return false;
  Visit& visit = path_.back();
  if (visit.open.empty()) {
    if (path_.size() > 1) leave();
    return true;
  }
  auto next = visit.open.begin();
  std::vector<ApkProvider> fewest;
  for (auto it = visit.open.begin(); it != visit.open.end(); ++it) {
    visit.way = *it;
    auto found = candidates(**it);
    if (found.empty()) return fail_without_candidate(**it);
    const bool fewer = found.size() < fewest.size() || (found.size() == fewest.size() && (*it)->word < (*next)->word);
    if (it != visit.open.begin() && !fewer) continue;
    fewest = std::move(found);
    next = it;
  }
  const ApkConstraint* constraint = visit.way = *next;
  visit.open.erase(next);
  const PackageIndex package = best(constraint->name, fewest).package;
  disqualify_rivals(package);
  return select(visit.arrival.package) && enter({package, item_, constraint, visit.arrival.package});
}

// False: a dependency is answered by what is selected, and wrongly.
bool ApkoResolver::drop_settled(Visit& visit) {
  bool wrong = false;
  std::erase_if(visit.open, [&](const ApkConstraint* constraint) {
    if (wrong) return false;
    const bool done = settled(visit, *constraint, wrong);
    if (wrong) visit.way = constraint;
    return done;
  });
  return !wrong || fail(ClosureFailure::breaks, std::string(visit.way->word));
}

bool ApkoResolver::settled(const Visit& visit, const ApkConstraint& constraint, bool& wrong) const {
  const PackageIndex package = visit.arrival.package;
  const auto provided = catalog_.owned(package).subspan(1);
  if (std::any_of(provided.begin(), provided.end(), [&](const auto& each) { return each.name == constraint.name; }))
    return true;
  const auto& own = versions_.own(package);
  if (constraint.name == catalog_.own_name(package) && own) {
    if (constraint.version == nullptr) return true;
    const auto wanted = versions_.asked(constraint);
    if (wanted && apko_version_matches(*own, constraint.mask, *wanted)) return true;
  }
  const auto selected = selected_.find(constraint.name);
  if (selected == selected_.end()) return false;
  wrong = !satisfied_by_selected(constraint, selected->second);
  return !wrong;
}

// R4: by the package's own version with the operator asked for, or by a provide with the provide's, which is "=".
bool ApkoResolver::satisfied_by_selected(const ApkConstraint& constraint, PackageIndex selected) const {
  if (constraint.version == nullptr) return true;
  const auto wanted = versions_.asked(constraint);
  const auto& own = versions_.own(selected);
  if (!wanted || !own) return false;
  const auto provided = catalog_.owned(selected).subspan(1);
  return apko_version_matches(*own, constraint.mask, *wanted) ||
         std::any_of(provided.begin(), provided.end(), [&](const ApkOwned& each) {
           if (each.name != constraint.name || each.version == k_unversioned) return false;
           const auto version = parse_apko_version(catalog_.version(each.version).text(), catalog_.name_text(each.name));
           return version && *version == *wanted;
         });
}

// The innermost package is done: with what it brought it becomes part of what the one above brings. Only what is below it is
// remembered for R3, not the package itself.
void ApkoResolver::leave() {
  Visit done = std::move(path_.back());
  path_.pop_back();
  for (const auto& each : done.found) {
    const auto& ref = catalog_.ref(each.package);
    existing_.insert_or_assign(catalog_.own_name(each.package), each.package);
    if (!ref.origin.empty()) origins_.insert_or_assign(ref.origin, ref.version);
  }
  auto& above = path_.back().found;
  above.insert(above.end(), done.found.begin(), done.found.end());
  above.push_back(done.arrival);
}

// R7: a package is selected while its dependencies are resolved. One that has none never is.
bool ApkoResolver::select(PackageIndex package) {
  const auto clash = [&](PackageIndex other, NameIndex name) {
    failed_.candidates = {catalog_.ref(other).name + "-" + catalog_.ref(other).version};
    if (other != package) failed_.candidates.push_back(catalog_.ref(package).name + "-" + catalog_.ref(package).version);
    return fail(ClosureFailure::conflicts, std::string(catalog_.name_text(name)));
  };
  const auto own = catalog_.own_name(package);
  const auto [known, added] = selected_.try_emplace(own, package);
  if (!added) return known->second == package || clash(known->second, own);
  for (const auto& owned : catalog_.owned(package).subspan(1)) {
    if (const auto other = selected_.find(owned.name); other != selected_.end()) return clash(other->second, owned.name);
    if (owned.version != k_unversioned) selected_.emplace(owned.name, package);
  }
  return true;
}

// Rules out whatever gives the name in another version, or at all when it is a conflict (R6).
bool ApkoResolver::constrain(const ApkConstraint& constraint) {
  if (constraint.conflict) {
    disqualify_conflicts(constraint);
    return true;
  }
  if (constraint.version == nullptr) return true;
  const auto providers = catalog_.providers(constraint.name);
  if (providers.empty()) return true;
  const bool exact = constraint.exactly != k_nobody;
  const auto wanted = versions_.asked(constraint);
  if (!wanted && !exact) return fail(ClosureFailure::uninstallable, std::string(constraint.word));
  for (const auto& provider : providers) {
    const bool own = catalog_.own_name(provider.package) == constraint.name;
    if (!own && provider.version == k_unversioned) continue;
    const auto version = versions_.given(constraint.name, provider);
    const bool right =
        exact ? provider.package == constraint.exactly : version && apko_version_matches(*version, constraint.mask, *wanted);
    if (!right) disqualified_[provider.package] = 1;
  }
  return true;
}

void ApkoResolver::disqualify_conflicts(const ApkConstraint& constraint) {
  ApkConstraint wanted = constraint;
  wanted.conflict = false;
  for (const auto& provider : catalog_.providers(constraint.name)) {
    if (versions_.filter(wanted, provider.package)) disqualified_[provider.package] = 1;
  }
}

// Others that give a name which PACKAGE provides; its own name does not count.
void ApkoResolver::disqualify_rivals(PackageIndex package) {
  for (const auto& owned : catalog_.owned(package).subspan(1)) {
    for (const auto& other : catalog_.providers(owned.name)) {
      if (other.package != package && is_rival(owned, other)) disqualified_[other.package] = 1;
    }
  }
}

bool ApkoResolver::is_rival(const ApkOwned& owned, const ApkProvider& other) const {
  return owned.version != k_unversioned || other.version != k_unversioned;
}

std::vector<ApkProvider> ApkoResolver::candidates(const ApkConstraint& constraint) const {
  std::vector<ApkProvider> found;
  for (const auto& provider : catalog_.providers(constraint.name)) {
    if (!disqualified_[provider.package] && versions_.filter(constraint, provider.package)) found.push_back(provider);
  }
  return found;
}

ApkProvider ApkoResolver::best(NameIndex name, const std::vector<ApkProvider>& candidates) const {
  ApkProvider winner = candidates.front();
  for (const auto& candidate : candidates) {
    if (prefer(name, candidate, winner) > 0) winner = candidate;
  }
  return winner;
}

// R3
int ApkoResolver::prefer(NameIndex name, const ApkProvider& a, const ApkProvider& b) const {
  const auto& left_ref = catalog_.ref(a.package);
  const auto& right_ref = catalog_.ref(b.package);
  const auto is_there = [&](PackageIndex package) {
    const auto known = existing_.find(catalog_.own_name(package));
    return known != existing_.end() && catalog_.ref(known->second).version == catalog_.ref(package).version;
  };
  if (is_there(a.package) != is_there(b.package)) return is_there(a.package) ? 1 : -1;
  const auto origin_used = [&](const model::PackageRef& ref) {
    const auto known = origins_.find(ref.origin);
    return known != origins_.end() && known->second == ref.version;
  };
  if (origin_used(left_ref) != origin_used(right_ref)) return origin_used(left_ref) ? 1 : -1;
  const auto sign = [](std::strong_ordering order) { return order < 0 ? -1 : order > 0 ? 1 : 0; };
  const auto left = versions_.given(name, a), right = versions_.given(name, b);
  if (left && right && *left != *right) return sign(*left <=> *right);
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

// R5: for what one item brought in, but not for the item; by own names, and without dependencies.
void ApkoResolver::add_install_if(std::vector<ApkArrival>& found) const {
  Packages added;
  for (const auto& each : found) added.try_emplace(catalog_.own_name(each.package), each.package);
  const auto there = [&](const ApkConstraint& item) {
    const auto known = added.find(item.name);
    if (item.conflict || known == added.end()) return false;
    return item.version == nullptr || item.version->text() == catalog_.ref(known->second).version;
  };
  const std::size_t brought = found.size();
  for (std::size_t i = 0; i < brought; ++i) {
    const PackageIndex package = found[i].package;
    for (const PackageIndex watcher : watchers_of(package)) {
      const auto items = catalog_.install_if(watcher);
      if (!std::all_of(items.begin(), items.end(), there)) continue;
      if (added.try_emplace(catalog_.own_name(watcher), watcher).second) found.push_back({watcher, item_, nullptr, package});
    }
  }
}

// Those that name the package alone; where there are none, those that name this very version of it.
std::vector<PackageIndex> ApkoResolver::watchers_of(PackageIndex package) const {
  const auto& ref = catalog_.ref(package);
  const auto with_word = [&](const std::string& word) {
    std::vector<PackageIndex> watchers;
    for (const PackageIndex watcher : catalog_.watchers(catalog_.own_name(package))) {
      const auto items = catalog_.install_if(watcher);
      if (std::any_of(items.begin(), items.end(), [&](const auto& item) { return item.word == word; })) {
        watchers.push_back(watcher);
      }
    }
    return watchers;
  };
  auto watchers = with_word(ref.name);
  return watchers.empty() ? with_word(ref.name + "=" + ref.version) : watchers;
}

// Of one name the first stays.
void ApkoResolver::install(const ApkArrival& arrival) {
  if (installed_.try_emplace(catalog_.own_name(arrival.package), arrival.package).second) reading_.members.push_back(arrival);
}

bool ApkoResolver::fail(ClosureFailure failure, std::string end) {
  failed_.failure = failure;
  failed_.chain = {world_.items()[item_].word};
  for (const auto& visit : path_) {
    const auto& name = catalog_.ref(visit.arrival.package).name;
    if (failed_.chain.back() != name) failed_.chain.push_back(name);
  }
  if (failed_.chain.back() != end) failed_.chain.push_back(std::move(end));
  return false;
}

bool ApkoResolver::fail_without_candidate(const ApkConstraint& constraint) {
  for (const auto& provider : catalog_.providers(constraint.name)) {
    failed_.candidates.push_back(catalog_.ref(provider.package).name + "-" + catalog_.ref(provider.package).version);
  }
  const auto failure = failed_.candidates.empty() ? ClosureFailure::no_such_package : ClosureFailure::breaks;
  return fail(failure, std::string(constraint.word));
}

}  // namespace elfgate::closure
