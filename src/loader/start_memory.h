// What starts of many programs in one tree have in common. Nearly all of them look for the same few hundred libraries in the
// same cache, and ask the same libraries for the same versions; each of these questions has one answer as long as the view and
// the settings stay the same. Answers are kept, never guessed: a start with a memory and one without are the same start.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "loader/ldconfig.h"

namespace elfgate::loader {

/// For starts in one view, with one cache, one CPU level and one machine. One thread at a time.
class StartMemory {
 public:
  /// What the cache says of a name: for the best processor there is, and for the one that is assumed (R4.2).
  struct CacheAnswer {
    const CacheEntry* best = nullptr;
    const CacheEntry* entry = nullptr;
  };

  /// The kept answer for NAME, or what ASK() gives.
  template <typename Ask>
  const CacheAnswer& cached(std::string_view name, Ask&& ask) {
    if (const auto found = answers_.find(name); found != answers_.end()) return found->second;
    return answers_.emplace(name, ask()).first->second;
  }

  /// R9.3: what came of NEED when it was held against PROVIDER: nothing is missing, and whether it names a version on which
  /// DT_RELR relies (R9.6). Nothing where it is not known, or not that simple.
  std::optional<bool> satisfied(const model::VersionNeed& need, const model::ElfFacts& provider) const {
    const auto found = satisfied_.find({&need, &provider});
    return found == satisfied_.end() ? std::nullopt : std::optional(found->second);
  }
  void keep_satisfied(const model::VersionNeed& need, const model::ElfFacts& provider, bool names_relr) {
    satisfied_.emplace(Pair{&need, &provider}, names_relr);
  }

 private:
  using Pair = std::pair<const model::VersionNeed*, const model::ElfFacts*>;
  struct PairHash {
    std::size_t operator()(const Pair& pair) const {
      const std::hash<const void*> hash;
      return hash(pair.first) * 31 + hash(pair.second);
    }
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  std::unordered_map<std::string, CacheAnswer, TextHash, std::equal_to<>> answers_;
  std::unordered_map<Pair, bool, PairHash> satisfied_;
};

}  // namespace elfgate::loader
