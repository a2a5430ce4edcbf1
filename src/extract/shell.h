// A maintainer script, read far enough to know the words of its plain commands. Not a shell: nothing is run, conditions are not
// decided, and a word that depends on anything outside of the script is unknown rather than guessed.
//
// Understood: quoting, continued lines, comments, here-documents (skipped), NAME=value, ${NAME}, `for NAME in words`, and that
// a variable set differently on two branches has no known value. Command substitutions, arithmetic and parameter tricks are
// unknown.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace elfgate::extract {

/// One word after expansion; nothing when its text cannot be told from the script.
using ShellWord = std::optional<std::string>;

/// Calls VISIT with the words of each simple command in the order of the text, bodies of loops once for each known value.
/// Bounded: a script whose loops unroll to more than k_shell_work words stops there; packaged scripts have a few thousand.
void for_each_command(std::string_view script, const std::function<void(const std::vector<ShellWord>&)>& visit);

inline constexpr unsigned k_shell_work = 200'000;

}  // namespace elfgate::extract
