// The options that check and scan share: what is read, with what, and what is shown meanwhile.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "elfgate/elfgate.hpp"

namespace elfgate::command {

/// As the user typed them.
struct RunArguments {
  std::vector<std::string> sources;
  std::vector<std::string> arches;
  std::string facts;
  bool no_facts = false, facts_read_only = false;
  unsigned threads = 0;
  std::uint64_t memory = 0;
  bool second_reader = false;
  bool no_progress = false;
  bool offline = false;
  unsigned attempts = 0, stall = 0;
};

/// Declares the arguments SOURCE.
void declare_sources(CLI::App& app, RunArguments& arguments);

/// Declares the groups "What is read" and "How". FACTS_OPTIONAL adds --no-facts and
/// --facts-read-only.
void declare_run_options(CLI::App& app, RunArguments& arguments, bool facts_optional);

/// Declares the group "The network", for sources that are URLs.
void declare_network_options(CLI::App& app, RunArguments& arguments);

/// What to say when no SOURCE was given. Whether one exists, its format knows: "x.eg#after" is no path.
inline constexpr const char* k_no_source = "no SOURCE given: name a repository, a directory of packages or a package";

/// Moves ARGUMENTS into OPTIONS. Makes the folder of the default facts store; where that cannot be, warns and goes on without.
void apply(const RunArguments& arguments, RunOptions& options);

/// $XDG_CACHE_HOME/elfgate/facts.sqlite, or the same below ~/.cache; empty when the environment names neither.
std::string default_facts_path();

}  // namespace elfgate::command
