// How help looks: CLI11's layout, without the names of its validators and with one blank line between parts.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace elfgate::command {

/// Gives APP our formatter, a help option and EXAMPLES as the last part of its help.
void set_up_help(CLI::App& app, const std::string& examples);

/// The help of the subcommand that was asked for, of APP otherwise.
std::string help_text(const CLI::App& app);

}  // namespace elfgate::command
