// Facts of a listing that come when they are asked for: by words that a package may hold, or by the package. What the store
// does not know is read whatever is asked, because nobody could say what it holds.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/repository.h"

namespace elfgate::engine {

/// Borrows all that it is given. One thread at a time.
class FactsOnDemand {
 public:
  FactsOnDemand(const Listed& listed, const RepositoryOptions& options, store::Parts parts, store::FactsStore& store,
                RunContext& context, GatherCounts& counts);

  /// Brings the facts of every package that may hold one of WORDS (sorted).
  base::Result<void> search(const std::vector<std::uint32_t>& words);

  /// Brings the facts of the packages at POSITIONS of the listing.
  base::Result<void> want(std::span<const std::size_t> positions);

  /// Those that came so far; null for the others.
  const Facts& facts() const { return facts_; }

 private:
  enum State : std::uint8_t { k_unknown = 0, k_stored = 1, k_wanted = 2, k_has_facts = 4 };

  base::Result<void> gather(const std::vector<std::size_t>& positions);
  base::Result<void> read_unknown();
  base::Result<void> load_wanted();

  const Listed& listed_;
  const RepositoryOptions& options_;
  store::Parts parts_;
  store::FactsStore& store_;
  RunContext& context_;
  GatherCounts& counts_;
  std::vector<std::string> keys_;
  std::vector<std::size_t> by_key_;
  std::vector<std::uint8_t> state_;
  bool complete_ = false;  ///< what the store does not know has been read
  Facts facts_;
};

}  // namespace elfgate::engine
