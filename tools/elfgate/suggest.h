// "Did you mean": the known name nearest to a misspelt one.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace elfgate::command {

/// "; did you mean 'check'?", or nothing when no candidate is near.
std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates);

/// The long names of all options of APP: "--arch" ...
std::vector<std::string> long_options(const CLI::App& app);

/// "elfgate check"
std::string program_name(const CLI::App& app);

/// Accepts one of NAMES; says which WHAT ("format") is unknown, what was probably meant and what there is.
CLI::Validator known_name(const std::string& what, std::vector<std::string> names);

/// The sentence of known_name, empty when NAME is known.
std::string unknown_name(const std::string& what, const std::string& name, const std::vector<std::string>& names);

}  // namespace elfgate::command
