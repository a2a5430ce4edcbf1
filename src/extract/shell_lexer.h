// Shell text -> words and separators, without meaning. Shared by nothing but shell.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace elfgate::extract {

/// A piece of a word: text, a variable that may be known, or something nobody can know without running the script.
struct ShellPart {
  enum class Kind { text, variable, unknown };
  Kind kind = Kind::text;
  std::string value;    ///< the text, or the name of the variable
  bool quoted = false;  ///< its value is one word, blanks included
};

/// A word, or what ends a command (newline, ; & | parentheses) when `parts` is empty.
struct ShellToken {
  std::vector<ShellPart> parts;

  bool is_separator() const { return parts.empty(); }
  /// The unquoted text of a word that is nothing else; empty otherwise. Only such words can be reserved.
  std::string_view bare() const {
    return parts.size() == 1 && parts[0].kind == ShellPart::Kind::text && !parts[0].quoted ? std::string_view(parts[0].value)
                                                                                           : std::string_view();
  }
};

/// The tokens of SCRIPT. Redirections, comments and here-documents are dropped.
std::vector<ShellToken> read_tokens(std::string_view script);

bool is_name_character(char c);

}  // namespace elfgate::extract
