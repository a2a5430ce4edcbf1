// The inside of parse_scenario(): one pass over the lines for one architecture. Words of a kind live in one file each:
// package_words.cpp, elf_words.cpp, expect_words.cpp.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "repo/scenario/lines.h"
#include "repo/scenario/scenario.h"

namespace elfgate::repo::scenario {

using base::ErrorCode;
using base::Result;

/// Where a pass stands: whom the next line talks about.
struct Pass {
  Scenario& scenario;
  std::string arch;     ///< of this pass; empty in the header
  std::string subject;  ///< in errors
  bool first = false;   ///< expectations and noarch packages are taken from the first pass only
  bool in_after = false;
  bool in_builtin = false;
  bool generate = false;  ///< header: `generate melange`
  std::string libc_version;
  std::vector<Package> packages;                     ///< complete ones of the current state
  std::optional<Package> package;                    ///< the current one
  std::vector<std::string> arches;                   ///< the current one is for these; empty: all
  std::vector<Expectation>* expectations = nullptr;  ///< its last one is the current one; null when none is
  std::vector<Expectation> ignored;                  ///< where later passes put the expectations they meet again
  std::string* content = nullptr;                    ///< where `|` lines go

  Entry* entry() { return package && !package->entries.empty() ? &package->entries.back() : nullptr; }
};

/// One line of words on its way through a pass.
struct Statement {
  Pass& pass;
  const Line& line;

  const std::string& word(std::size_t i) const { return line.words[i]; }
  std::size_t count() const { return line.words.size() - 1; }  ///< arguments
  std::vector<std::string> arguments(std::size_t from = 1) const {
    return {line.words.begin() + static_cast<std::ptrdiff_t>(std::min(from, line.words.size())), line.words.end()};
  }
  base::Failure error(std::string detail) const {
    return base::fail(ErrorCode::malformed, pass.subject + ":" + std::to_string(line.number), std::move(detail));
  }
  /// Fails unless there are between LEAST and MOST arguments; USAGE is shown.
  Result<void> expect_arguments(std::size_t least, std::size_t most, const char* usage) const;
};

using Handler = Result<void> (*)(const Statement&);
using Words = std::map<std::string_view, Handler>;

const Words& header_words();
const Words& body_words();  ///< package, expect, after, withdraw
const Words& package_words();
const Words& entry_words();  ///< what begins an entry and attributes of any entry
const Words& elf_words();
const Words& expectation_words();

/// `expect ...` itself.
Result<void> expect_statement(const Statement& statement);

/// Splits "name-version/arch" of every expectation by the packages there are, and repeats `/*` for each architecture.
Result<void> resolve_expectations(Scenario& scenario, const std::string& subject);

/// Ends the current package: defaults are filled in and it joins pass.packages if it is for this architecture.
Result<void> finish_package(Pass& pass);

/// "did you mean `x`?" for WORD among CANDIDATES, or the list of them when nothing is near.
std::string suggestion(std::string_view word, const std::vector<std::string>& candidates);

/// A number in decimal, 0x or (with OCTAL) octal notation.
std::optional<std::uint64_t> to_number(std::string_view text, bool octal = false);

/// e_machine of "x86_64", "i386", "s390x" ... or of a number.
std::optional<std::uint16_t> machine_of(std::string_view name);

/// "GLIBC_2.17..40" as GLIBC_2.17, GLIBC_2.18 ... GLIBC_2.40; any other word as it is.
std::vector<std::string> expand_range(const std::string& word);

/// Adds what melange would generate to the packages of one architecture that ask for it (M1-M8).
void generate_relations(std::vector<Package>& packages);

}  // namespace elfgate::repo::scenario
