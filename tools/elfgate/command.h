// The command: what main.cpp and the subcommands share. A subcommand is one file that defines one `Subcommand`; it declares its
// options on its own CLI11 app and leaves a function to run. Everything it does, it does through the public interface.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

namespace elfgate::command {

/// Exit statuses; 0, 1 and 3 come from elfgate::Status.
inline constexpr int k_exit_ok = 0;
inline constexpr int k_exit_failed = 2;

/// What runs once the command line has been read; returns the exit status.
using Action = std::function<int()>;

struct Subcommand {
  const char* name;
  const char* summary;      ///< one line of `elfgate --help`
  const char* description;  ///< the paragraph on top of its own help
  const char* examples;     ///< the last part of its own help
  Action (*declare)(CLI::App& app);
};

extern const Subcommand check_subcommand;
extern const Subcommand gate_subcommand;
extern const Subcommand snapshot_subcommand;
extern const Subcommand waivers_subcommand;
extern const Subcommand scan_subcommand;
extern const Subcommand query_subcommand;
extern const Subcommand ldd_subcommand;
extern const Subcommand explain_subcommand;
extern const Subcommand ldd_check_subcommand;
extern const Subcommand rules_subcommand;
extern const Subcommand formats_subcommand;

/// In the order of `elfgate --help`.
const std::vector<const Subcommand*>& subcommands();

/// "elfgate: TEXT" on stderr, with a full stop never added.
void complain(const std::string& text);

}  // namespace elfgate::command
