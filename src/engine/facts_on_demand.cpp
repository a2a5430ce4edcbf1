#include "engine/facts_on_demand.h"

#include <algorithm>

namespace elfgate::engine {

FactsOnDemand::FactsOnDemand(const Listed& listed, const RepositoryOptions& options, store::Parts parts,
                             store::FactsStore& store, RunContext& context, GatherCounts& counts)
    : listed_(listed), options_(options), parts_(parts), store_(store), context_(context), counts_(counts) {
  const auto count = listed.packages.size();
  facts_.packages.resize(count);
  facts_.other_paths.resize(count);
  state_.resize(count);
  keys_.reserve(count);
  for (const auto& package : listed.packages) keys_.push_back(pinned_by(*package.ref, options.second_reader));
  for (std::size_t i = 0; i < count; ++i)
    if (!keys_[i].empty()) by_key_.push_back(i);
  std::sort(by_key_.begin(), by_key_.end(), [&](std::size_t a, std::size_t b) { return keys_[a] < keys_[b]; });
}

// Both the store and by_key_ are in the order of keys.
base::Result<void> FactsOnDemand::search(const std::vector<std::uint32_t>& words) {
  std::size_t at = 0;
  ELFGATE_TRY(store_.search(words, [&](std::string_view key, bool may_match) {
    while (at < by_key_.size() && keys_[by_key_[at]] < key) ++at;
    for (; at < by_key_.size() && keys_[by_key_[at]] == key; ++at)
      state_[by_key_[at]] |= may_match ? k_stored | k_wanted : k_stored;
  }));
  if (!std::exchange(complete_, true)) ELFGATE_TRY(read_unknown());
  return load_wanted();
}

base::Result<void> FactsOnDemand::want(std::span<const std::size_t> positions) {
  if (!complete_) ELFGATE_TRY(search({}));
  for (const auto i : positions) state_[i] |= k_wanted;
  return load_wanted();
}

// What the store cannot keep stays here.
base::Result<void> FactsOnDemand::read_unknown() {
  std::vector<std::size_t> unknown;
  for (std::size_t i = 0; i < state_.size(); ++i)
    if ((state_[i] & k_stored) == 0) unknown.push_back(i);
  return gather(unknown);
}

base::Result<void> FactsOnDemand::gather(const std::vector<std::size_t>& positions) {
  if (positions.empty()) return {};
  Listed some;
  for (const auto i : positions) some.packages.push_back(listed_.packages[i]);
  ELFGATE_TRY_ASSIGN(auto facts, gather_facts(some, options_, store_, context_, counts_));
  for (std::size_t n = 0; n < positions.size(); ++n) {
    facts_.packages[positions[n]] = std::move(facts.packages[n]);
    facts_.other_paths[positions[n]] = std::move(facts.other_paths[n]);
    state_[positions[n]] |= k_has_facts;
  }
  return {};
}

base::Result<void> FactsOnDemand::load_wanted() {
  std::vector<std::size_t> wanted;
  for (const auto i : by_key_)
    if ((state_[i] & k_wanted) != 0 && (state_[i] & k_has_facts) == 0) wanted.push_back(i);
  ELFGATE_TRY(load_known(wanted, keys_, store_, parts_, context_, facts_));
  std::vector<std::size_t> damaged;
  for (const auto i : wanted) {
    if (facts_.packages[i])
      state_[i] |= k_has_facts;
    else
      damaged.push_back(i);
  }
  return gather(damaged);
}

}  // namespace elfgate::engine
