// Things that a package system would drop or treat differently. A package with ten thousand "./" names must not make ten
// thousand findings, so each rule names its first few paths and then a count.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "repo/format.h"

namespace elfgate::repo {

/// Collects the notes of one package into its sink. One thread at a time.
class Notes {
 public:
  explicit Notes(EntrySink& sink) : sink_(&sink) {}

  /// RULE is a number of the rules ("C15"); PATH is what it is about, empty for the package.
  void add(std::string_view rule, std::string_view path, std::string_view text,
           base::ErrorCode code = base::ErrorCode::unsupported);

  /// Reports the counts of rules that had more paths than were named. REQUIRES: called once, last.
  void finish();

 private:
  static constexpr std::uint64_t k_named = 20;  ///< paths named per rule

  EntrySink* sink_;
  std::map<std::string, std::uint64_t, std::less<>> counts_;
};

}  // namespace elfgate::repo
