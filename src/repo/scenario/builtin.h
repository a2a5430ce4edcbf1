// The C libraries that `libc NAME` puts into a scenario, themselves written in the scenario language.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace elfgate::repo::scenario {

/// The text of `libc NAME VERSION`; nothing for an unknown name. An empty VERSION takes the usual one.
std::optional<std::string> builtin_libc(std::string_view name, std::string_view version);

/// The names it knows.
std::vector<std::string> builtin_libc_names();

}  // namespace elfgate::repo::scenario
