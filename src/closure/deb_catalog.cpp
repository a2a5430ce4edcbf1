#include "closure/deb_catalog.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "closure/version.h"

namespace elfgate::closure {

DebCatalog::DebCatalog(const model::PackageList& packages, std::string_view arch) : refs_(packages), arch_(arch) {
  std::vector<std::uint32_t> load_order(refs_.size());
  std::iota(load_order.begin(), load_order.end(), 0U);
  std::stable_sort(load_order.begin(), load_order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::pair(refs_[a].layer, refs_[a].order) < std::pair(refs_[b].layer, refs_[b].order);
  });
  read(load_order);
  find_hopeless();
}

std::uint32_t DebCatalog::find_name(std::string_view text) const {
  const auto id = pool_.find(text);
  return id == base::StringId::none ? k_none : static_cast<std::uint32_t>(id);
}

void DebCatalog::read(const std::vector<std::uint32_t>& load_order) {
  const auto intern = [&](std::string_view text) { return static_cast<std::uint32_t>(pool_.intern(text)); };
  clause_begin_.push_back(0);
  for (const auto& ref : refs_) {
    own_name_.push_back(intern(ref.name));
    for (const auto& clause : ref.relations.depends) {
      for (const auto& alternative : parse_deb_clause(clause)) clauses_.add({intern(alternative.name), alternative});
      clauses_.end_row();
    }
    clause_begin_.push_back(clauses_.rows());
    for (const auto& clause : ref.relations.conflicts) {
      for (const auto& alternative : parse_deb_clause(clause)) conflicts_.add({intern(alternative.name), alternative});
    }
    conflicts_.end_row();
  }
  std::vector<std::pair<std::uint32_t, std::uint32_t>> called;
  std::vector<std::pair<std::uint32_t, Provide>> provides;
  for (const std::uint32_t package : load_order) {
    called.emplace_back(own_name_[package], package);
    for (const auto& clause : refs_[package].relations.provides) {
      for (const auto& item : parse_deb_clause(clause)) {
        const bool versioned = item.operation == DebOperator::equal;
        provides.emplace_back(intern(item.name),
                              Provide{package, versioned ? item.version : std::string_view{}, item.qualifier});
      }
    }
  }
  std::stable_sort(called.begin(), called.end(), [&](const auto& a, const auto& b) {
    if (a.first != b.first) return a.first < b.first;
    return compare_deb_versions(refs_[a.second].version, refs_[b.second].version) > 0;
  });
  const auto names = static_cast<std::uint32_t>(pool_.size());
  // apt prefers the more important package; the rank of its Priority field comes as provider_priority. Then versions of one
  // package stand together, highest first, where the first of them is met.
  std::vector<std::uint32_t> first_met(names, k_none);
  std::uint32_t met = 0;
  for (const std::uint32_t package : load_order) first_met[own_name_[package]] = std::min(first_met[own_name_[package]], met++);
  std::stable_sort(provides.begin(), provides.end(), [&](const auto& a, const auto& b) {
    const auto left = a.second.package, right = b.second.package;
    const auto left_rank = refs_[left].relations.provider_priority, right_rank = refs_[right].relations.provider_priority;
    if (left_rank != right_rank) return left_rank > right_rank;
    if (own_name_[left] != own_name_[right]) return first_met[own_name_[left]] < first_met[own_name_[right]];
    return compare_deb_versions(refs_[left].version, refs_[right].version) > 0;
  });
  called_ = Table<std::uint32_t>::from_pairs(names, called);
  provides_ = Table<Provide>::from_pairs(names, provides);
}

bool DebCatalog::answers_by_name(const DebRequest& request, std::uint32_t package) const {
  const auto& ref = refs_[package];
  const auto& alternative = request.alternative;
  if (alternative.qualifier == "any" && ref.multi_arch != "allowed") return false;
  if (!alternative.qualifier.empty() && alternative.qualifier != "any" && alternative.qualifier != "native" &&
      arch_of_deb(alternative.qualifier) != arch_) {
    return false;
  }
  return deb_version_matches(alternative, ref.version);
}

bool DebCatalog::answers_by_provide(const DebRequest& request, const Provide& provide) const {
  const auto& alternative = request.alternative;
  if (alternative.qualifier == "any" && provide.qualifier != "any") return false;
  return deb_version_matches(alternative, provide.version);
}

// A clause dies with its last candidate, a package with its first dead clause.
void DebCatalog::find_hopeless() {
  hopeless_.assign(refs_.size(), 0);
  std::vector<std::uint32_t> alive(clauses_.rows(), 0), owner(clauses_.rows(), 0), dead;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  const auto kill = [&](std::uint32_t package) {
    if (!std::exchange(hopeless_[package], 1)) dead.push_back(package);
  };
  for (std::uint32_t package = 0; package < refs_.size(); ++package) {
    const auto& ref = refs_[package];
    if (!ref.uninstallable.empty() || (ref.arch != arch_ && ref.arch != "noarch" && !ref.arch.empty())) kill(package);
    for (std::uint32_t clause = first_clause(package); clause < last_clause(package); ++clause) {
      owner[clause] = package;
      for (const auto& request : alternatives(clause)) {
        any_candidate(request, [&](std::uint32_t candidate) {
          ++alive[clause];
          pairs.emplace_back(candidate, clause);
          return false;
        });
      }
      if (alive[clause] == 0) kill(package);
    }
  }
  const auto hopes = Table<std::uint32_t>::from_pairs(package_count(), pairs);
  while (!dead.empty()) {
    const std::uint32_t package = dead.back();
    dead.pop_back();
    for (const std::uint32_t clause : hopes[package]) {
      if (--alive[clause] == 0) kill(owner[clause]);
    }
  }
}

}  // namespace elfgate::closure
