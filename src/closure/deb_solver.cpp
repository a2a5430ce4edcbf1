#include "closure/deb_solver.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace elfgate::closure {
namespace {

constexpr std::uint32_t k_none = DebCatalog::k_none;
using model::ClosureFailure;

std::string full_name(const model::PackageRef& ref) {
  return ref.name + "-" + ref.version;
}

}  // namespace

DebSolver::DebSolver(const DebCatalog& catalog, const World& world)
    : catalog_(catalog),
      world_(world),
      selected_(catalog.package_count(), 0),
      settled_(catalog.package_count(), 0),
      certain_(catalog.package_count(), 0),
      banned_(catalog.package_count(), 0) {}

model::Closure DebSolver::solve() {
  select_world();
  find_certain();
  const auto roots = order_;
  for (const std::uint32_t root : roots) settle(root);
  check_conflicts();
  list_members();
  return std::move(closure_);
}

// Everything that is asked for is fixed before anything is brought in for it.
void DebSolver::select_world() {
  for (const auto package : world_.packages) {
    if (model::to_index(package) < catalog_.package_count()) select(model::to_index(package), "asked for");
  }
  for (const auto& word : world_.wanted) select_word(word, false);
  for (const auto& word : world_.base) select_word(word, true);
}

void DebSolver::select_word(const std::string& word, bool base) {
  std::vector<DebRequest> alternatives;
  for (const auto& alternative : parse_deb_clause(word)) {
    alternatives.push_back({catalog_.find_name(alternative.name), alternative});
  }
  if (present(alternatives) != k_none) return;
  const std::uint32_t package = candidate(alternatives);
  if (package != k_none) return select(package, base ? "base" : "asked for");
  if (base || !closure_.ok()) return;
  const bool known = std::any_of(alternatives.begin(), alternatives.end(), [&](const DebRequest& request) {
    return request.name != k_none && (!catalog_.called(request.name).empty() || !catalog_.provides(request.name).empty());
  });
  closure_.failure = known ? ClosureFailure::breaks : ClosureFailure::no_such_package;
  closure_.chain = {word};
}

void DebSolver::select(std::uint32_t package, std::string why) {
  if (selected_[package]) return;
  const std::uint32_t other = other_version(package);
  selected_[package] = 1;
  expect(package);
  order_.push_back(package);
  why_.push_back(std::move(why));
  if (other == k_none || !closure_.ok()) return;
  closure_.failure = ClosureFailure::conflicts;
  closure_.chain = way();
  closure_.chain.push_back(catalog_.ref(package).name);
  closure_.candidates = {full_name(catalog_.ref(other)), full_name(catalog_.ref(package))};
}

// Brings in what PACKAGE needs, depth first; the stack is ours because chains may be long.
void DebSolver::settle(std::uint32_t package) {
  enter(package);
  while (!path_.empty()) {
    Visit& visit = path_.back();
    if (visit.clause == catalog_.last_clause(visit.package)) {
      path_.pop_back();
      continue;
    }
    const Visit now = visit;
    ++visit.clause;
    settle_clause(now.package, now.clause);
  }
}

void DebSolver::enter(std::uint32_t package) {
  if (!std::exchange(settled_[package], 1)) path_.push_back({package, catalog_.first_clause(package)});
}

// What the world needs without any choice will be there; what conflicts with it is out of the question from the start, even
// where it is met first ("a | b" of one dependency, "b" of the next).
void DebSolver::find_certain() {
  std::vector<std::uint32_t> certain = order_;
  for (std::size_t i = 0; i < certain.size(); ++i) {
    const std::uint32_t package = certain[i];
    for (std::uint32_t clause = catalog_.first_clause(package); clause < catalog_.last_clause(package); ++clause) {
      const auto alternatives = catalog_.alternatives(clause);
      if (!leaves_no_choice(alternatives)) continue;
      const std::uint32_t only = candidate(alternatives);
      if (only == k_none || certain_[only]) continue;
      expect(only);
      certain.push_back(only);
    }
  }
}

// PACKAGE is, or will be, there: nothing it conflicts with may come.
void DebSolver::expect(std::uint32_t package) {
  if (std::exchange(certain_[package], 1)) return;
  for (const auto& conflict : catalog_.conflicts(package)) {
    catalog_.any_candidate(conflict, [&](std::uint32_t other) {
      if (other != package) banned_[other] = 1;
      return false;
    });
  }
}

void DebSolver::settle_clause(std::uint32_t package, std::uint32_t clause) {
  const auto alternatives = catalog_.alternatives(clause);
  std::uint32_t chosen = present(alternatives);
  if (chosen == k_none) {
    chosen = candidate(alternatives);
    if (chosen == k_none) return fail_clause(clause);
    select(chosen, reason(alternatives, package));
  }
  enter(chosen);
}

std::string DebSolver::reason(std::span<const DebRequest> alternatives, std::uint32_t package) const {
  return std::string(alternatives.front().alternative.word) + " of " + catalog_.ref(package).name;
}

// All that could satisfy the clause bears one name.
bool DebSolver::leaves_no_choice(std::span<const DebRequest> alternatives) const {
  std::uint32_t name = k_none;
  return std::none_of(alternatives.begin(), alternatives.end(), [&](const DebRequest& request) {
    return catalog_.any_candidate(request, [&](std::uint32_t package) {
      if (name == k_none) name = catalog_.name_of(package);
      return catalog_.name_of(package) != name;
    });
  });
}

bool DebSolver::satisfied(std::uint32_t clause) const {
  return present(catalog_.alternatives(clause)) != k_none;
}

// What is selected and satisfies one of the alternatives.
std::uint32_t DebSolver::present(std::span<const DebRequest> alternatives) const {
  std::uint32_t found = k_none;
  for (const auto& request : alternatives) {
    catalog_.any_candidate(request, [&](std::uint32_t package) {
      if (selected_[package]) found = package;
      return found != k_none;
    });
    if (found != k_none) break;
  }
  return found;
}

// The first that can be had; failing that, the first whose own trouble lies further down, so that the trouble is named.
std::uint32_t DebSolver::candidate(std::span<const DebRequest> alternatives) const {
  std::uint32_t fallback = k_none;
  for (const auto& request : alternatives) {
    std::uint32_t found = k_none;
    catalog_.any_candidate(request, [&](std::uint32_t package) {
      if (other_version(package) != k_none) return false;
      if (fallback == k_none) fallback = package;
      if (catalog_.hopeless(package) || blocked(package)) return false;
      found = package;
      return true;
    });
    if (found != k_none) return found;
  }
  return fallback;
}

// A selected package of the same name and another version.
std::uint32_t DebSolver::other_version(std::uint32_t package) const {
  for (const std::uint32_t other : catalog_.called(catalog_.name_of(package))) {
    if (other != package && selected_[other]) return other;
  }
  return k_none;
}

// In conflict with something that is or will be there, in either direction. A package may conflict with a name it provides
// itself: that means "no other one".
bool DebSolver::blocked(std::uint32_t package) const {
  if (banned_[package]) return true;
  const auto conflicts = catalog_.conflicts(package);
  return std::any_of(conflicts.begin(), conflicts.end(), [&](const DebRequest& conflict) {
    return catalog_.any_candidate(conflict, [&](std::uint32_t other) { return other != package && certain_[other]; });
  });
}

void DebSolver::fail_clause(std::uint32_t clause) {
  if (!closure_.ok()) return;
  closure_.failure = ClosureFailure::no_such_package;
  for (const auto& request : catalog_.alternatives(clause)) {
    for (const std::uint32_t package : catalog_.called(request.name)) {
      closure_.failure = ClosureFailure::breaks;
      closure_.candidates.push_back(full_name(catalog_.ref(package)));
    }
  }
  closure_.chain = way();
  if (const auto alternatives = catalog_.alternatives(clause); !alternatives.empty()) {
    closure_.chain.emplace_back(alternatives.front().alternative.word);
  }
}

void DebSolver::check_conflicts() {
  for (const std::uint32_t declarer : order_) {
    for (const auto& conflict : catalog_.conflicts(declarer)) {
      if (!closure_.ok()) return;
      catalog_.any_candidate(conflict, [&](std::uint32_t other) {
        if (other == declarer || !selected_[other]) return false;
        closure_.failure = ClosureFailure::conflicts;
        closure_.chain = {catalog_.ref(declarer).name, std::string(conflict.alternative.word)};
        closure_.candidates = {full_name(catalog_.ref(declarer)), full_name(catalog_.ref(other))};
        return true;
      });
    }
  }
}

// Install order: what a package needs comes before it, as far as cycles allow.
void DebSolver::list_members() {
  std::unordered_map<std::uint32_t, std::size_t> position;
  for (std::size_t i = 0; i < order_.size(); ++i) position.emplace(order_[i], i);
  std::vector<char> entered(catalog_.package_count(), 0);
  std::vector<Visit> path;
  const auto enter_once = [&](std::uint32_t package) {
    if (!std::exchange(entered[package], 1)) path.push_back({package, catalog_.first_clause(package)});
  };
  for (const std::uint32_t root : order_) {
    enter_once(root);
    while (!path.empty()) {
      Visit& visit = path.back();
      if (visit.clause == catalog_.last_clause(visit.package)) {
        closure_.members.push_back({static_cast<model::PackageId>(visit.package), std::move(why_[position[visit.package]])});
        path.pop_back();
        continue;
      }
      const std::uint32_t met = present(catalog_.alternatives(visit.clause++));
      if (met != k_none) enter_once(met);
    }
  }
}

// From a package of the world over the packages whose dependencies are being settled.
std::vector<std::string> DebSolver::way() const {
  std::vector<std::string> chain;
  for (const auto& visit : path_) chain.push_back(catalog_.ref(visit.package).name);
  return chain;
}

}  // namespace elfgate::closure
