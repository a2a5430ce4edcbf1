// Scenario text as lines of words: comments and blanks gone, quotes undone, `@arch` prefixes and `|` content lines recognised.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace elfgate::repo::scenario {

/// One line that says something.
struct Line {
  unsigned number = 0;
  std::string only_arch;    ///< of `@arch`; empty: every architecture
  bool is_content = false;  ///< begins with `|`: `content` holds the rest
  std::string content;
  std::vector<std::string> words;  ///< otherwise, at least one
};

/// The lines of TEXT. Words are separated by blanks; "..." may hold blanks and the escapes \n \t \\ \" \xNN; `#` at the
/// beginning of a word starts a comment. Errors: malformed (an open quote, an unknown escape, control bytes).
base::Result<std::vector<Line>> split_lines(std::string_view text, const std::string& subject);

}  // namespace elfgate::repo::scenario
