#include "engine/partial.h"

#include <algorithm>
#include <unordered_map>

#include "base/vpath.h"
#include "store/terms.h"

namespace elfgate::engine {

namespace {

class PartialLoader {
 public:
  PartialLoader(const RepositoryOptions& options, store::Parts parts, RunContext& context)
      : options_(options), parts_(parts), context_(context) {}

  base::Result<std::unique_ptr<Repository>> run(const NextWords& next) {
    auto repository = std::make_unique<Repository>();
    ELFGATE_TRY_ASSIGN(repository->listed, open_repository(options_, context_));
    ELFGATE_TRY_ASSIGN(store_, open_store(options_));
    prepare(repository->listed);
    bool complete = false;
    for (auto words = next(nullptr); !words.empty(); words = next(repository.get())) {
      std::sort(words.begin(), words.end());
      ELFGATE_TRY(search(words));
      if (!std::exchange(complete, true)) ELFGATE_TRY(read_unknown(repository->listed, repository->counts));
      ELFGATE_TRY(load_matches(repository->listed, repository->counts));
      ELFGATE_TRY(build_parts(options_, facts_, *repository, context_));
    }
    return repository;
  }

 private:
  enum State : std::uint8_t { k_unknown = 0, k_stored = 1, k_matches = 2, k_has_facts = 4 };

  void prepare(const Listed& listed) {
    const auto count = listed.packages.size();
    facts_.packages.resize(count);
    facts_.other_paths.resize(count);
    state_.resize(count);
    keys_.reserve(count);
    for (const auto& package : listed.packages) {
      keys_.push_back(store::facts_key(*package.ref));
      if (options_.second_reader && !keys_.back().empty()) keys_.back() += " second-reader";
    }
    for (std::size_t i = 0; i < count; ++i)
      if (!keys_[i].empty()) by_key_.push_back(i);
    std::sort(by_key_.begin(), by_key_.end(), [&](std::size_t a, std::size_t b) { return keys_[a] < keys_[b]; });
  }

  // Both the store and by_key_ are in the order of keys.
  base::Result<void> search(const std::vector<std::uint32_t>& words) {
    std::size_t at = 0;
    return store_->search(words, [&](std::string_view key, bool may_match) {
      while (at < by_key_.size() && keys_[by_key_[at]] < key) ++at;
      for (; at < by_key_.size() && keys_[by_key_[at]] == key; ++at)
        state_[by_key_[at]] |= may_match ? k_stored | k_matches : k_stored;
    });
  }

  // What the store does not have is read, whatever is asked; what it cannot keep stays here.
  base::Result<void> read_unknown(const Listed& listed, GatherCounts& counts) {
    std::vector<std::size_t> unknown;
    for (std::size_t i = 0; i < state_.size(); ++i)
      if ((state_[i] & k_stored) == 0) unknown.push_back(i);
    return gather(listed, unknown, counts);
  }

  base::Result<void> gather(const Listed& listed, const std::vector<std::size_t>& positions, GatherCounts& counts) {
    if (positions.empty()) return {};
    Listed some;
    for (const auto i : positions) some.packages.push_back(listed.packages[i]);
    ELFGATE_TRY_ASSIGN(auto facts, gather_facts(some, options_, *store_, context_, counts));
    for (std::size_t n = 0; n < positions.size(); ++n) {
      facts_.packages[positions[n]] = std::move(facts.packages[n]);
      facts_.other_paths[positions[n]] = std::move(facts.other_paths[n]);
      state_[positions[n]] |= k_has_facts;
    }
    return {};
  }

  base::Result<void> load_matches(const Listed& listed, GatherCounts& counts) {
    std::vector<std::size_t> wanted;
    for (const auto i : by_key_)
      if ((state_[i] & k_matches) != 0 && (state_[i] & k_has_facts) == 0) wanted.push_back(i);
    ELFGATE_TRY(load_known(wanted, keys_, *store_, parts_, context_, facts_));
    std::vector<std::size_t> damaged;
    for (const auto i : wanted) {
      if (facts_.packages[i])
        state_[i] |= k_has_facts;
      else
        damaged.push_back(i);
    }
    return gather(listed, damaged, counts);
  }

  const RepositoryOptions& options_;
  store::Parts parts_;
  RunContext& context_;
  std::unique_ptr<store::FactsStore> store_;
  std::vector<std::string> keys_;
  std::vector<std::size_t> by_key_;
  std::vector<std::uint8_t> state_;
  Facts facts_;
};

}  // namespace

base::Result<std::unique_ptr<Repository>> load_partly(const RepositoryOptions& options, store::Parts parts,
                                                      const NextWords& next, RunContext& context) {
  return PartialLoader(options, parts, context).run(next);
}

}  // namespace elfgate::engine
