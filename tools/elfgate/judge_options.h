// What check and gate have in common: what counts, what is assumed, and where the reports go.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "elfgate/elfgate.hpp"
#include "output.h"
#include "run_options.h"

namespace elfgate::command {

/// As the user typed them.
struct JudgeArguments {
  RunArguments run;
  std::string format;
  std::vector<std::string> reports;  ///< "FORMAT=FILE"
  std::string base;
  bool has_base = false;
  std::string profile, policy, keys, baseline;
  std::string fail_on = "error";
  bool allow_empty = false;
  bool all_versions = false;
  bool compare_builders = false;
  std::vector<std::string> packages, rules, severities;
  bool verbose = false;
  std::string color = "auto";
};

/// Declares the group "What is assumed". WITH_BASE: also --base, the world of every installation.
void declare_world(CLI::App& app, JudgeArguments& arguments, bool with_base);
/// Declares the group "What counts".
void declare_verdict(CLI::App& app, JudgeArguments& arguments);
/// Declares the group "Output".
void declare_output(CLI::App& app, JudgeArguments& arguments);

/// Moves ARGUMENTS into OPTIONS; as apply(), it makes the folder of the facts store.
void fill_options(const JudgeArguments& arguments, CheckOptions& options);

/// One report that was asked for: standard output when FILE is empty.
struct WantedReport {
  std::string format;
  std::unique_ptr<ReportFile> file;
};

/// Opens every report file, standard output last. Nothing, with a message, when one cannot be written or two want the same
/// place.
std::optional<std::vector<WantedReport>> open_reports(const JudgeArguments& arguments);

/// Writes what RENDER makes of each format. False, with a message, when something could not be written.
bool write_reports(const std::function<std::string(const RenderOptions&)>& render, std::vector<WantedReport>& wanted,
                   const JudgeArguments& arguments);

}  // namespace elfgate::command
