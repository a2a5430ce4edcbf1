// elfgate scan: reads packages into the facts store and says what was done. A check that follows reads none of them again.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <memory>

#include "command.h"
#include "elfgate/elfgate.hpp"
#include "interrupt.h"
#include "output.h"
#include "progress.h"
#include "run_options.h"
#include "terminal.h"

namespace elfgate::command {
namespace {

std::string summary_of(const ScanReport& report, std::chrono::duration<double> elapsed) {
  std::array<char, 256> text{};
  std::snprintf(text.data(), text.size(),
                "%llu packages: %llu read (%.1f MB), %llu known from the store, %llu unreadable; %.1f s\n",
                static_cast<unsigned long long>(report.packages), static_cast<unsigned long long>(report.read),
                static_cast<double>(report.bytes) / 1e6, static_cast<unsigned long long>(report.from_store),
                static_cast<unsigned long long>(report.unreadable), elapsed.count());
  return text.data();
}

int run_scan(const RunArguments& arguments) {
  if (arguments.sources.empty()) {
    complain(std::string(k_no_source) + "\nRun 'elfgate scan --help' for examples.");
    return k_exit_failed;
  }
  RunOptions options;
  apply(arguments, options);
  if (options.facts_path.empty()) return k_exit_failed;  // apply() has said why
  ProgressBar bar(!arguments.no_progress && can_show_progress());
  options.on_progress = [&bar](const Progress& progress) { bar.show(progress); };
  options.should_stop = [] { return interrupted() != 0; };
  watch_for_interrupts();
  const auto start = std::chrono::steady_clock::now();
  const ScanReport report = scan(options);
  bar.clear();
  if (interrupted() != 0) {
    complain("interrupted; run it again to go on");
    return 128 + interrupted();
  }
  if (report.status == Status::failed) {
    complain(report.error);
    return k_exit_failed;
  }
  if (!write_stdout(summary_of(report, std::chrono::steady_clock::now() - start))) return k_exit_failed;
  return static_cast<int>(report.status);
}

Action declare_scan(CLI::App& app) {
  auto arguments = std::make_shared<RunArguments>();
  declare_sources(app, *arguments);
  declare_run_options(app, *arguments, false);
  return [arguments] { return run_scan(*arguments); };
}

}  // namespace

const Subcommand scan_subcommand{
    "scan", "Read packages into the facts store, report nothing",
    "Reads every package that the facts store does not know yet. A check that follows reads none.\n",
    "Examples:\n"
    "  elfgate scan repo/                       into the default store\n"
    "  elfgate scan --facts ci.sqlite repo/     into a store that CI keeps between runs\n"
    "  elfgate check --facts ci.sqlite repo/    the check that follows\n"
    "\n"
    "Exit status: 0 all read, 2 wrong use or a failure, 3 something could not be read.",
    &declare_scan};

}  // namespace elfgate::command
