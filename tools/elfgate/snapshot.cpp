// elfgate snapshot: a repository in one file, a source like any other afterwards.
#include "elfgate/snapshot.hpp"

#include <array>
#include <cstdio>
#include <memory>

#include "command.h"
#include "interrupt.h"
#include "output.h"
#include "progress.h"
#include "run_options.h"
#include "terminal.h"

namespace elfgate::command {
namespace {

struct SnapshotArguments {
  RunArguments run;
  std::string output;
};

std::string summary_of(const SnapshotReport& report, const std::string& file) {
  std::string arches;
  for (const auto& arch : report.arches) arches += (arches.empty() ? "" : ", ") + arch;
  std::array<char, 128> counts{};
  std::snprintf(counts.data(), counts.size(), "%llu packages (%llu read, %llu unreadable), %.1f MB",
                static_cast<unsigned long long>(report.packages), static_cast<unsigned long long>(report.read),
                static_cast<unsigned long long>(report.unreadable), static_cast<double>(report.bytes.size()) / 1e6);
  return file + ": " + arches + "; " + counts.data() + "\n";
}

std::string wrong_use(const SnapshotArguments& arguments) {
  if (arguments.run.sources.empty()) return k_no_source;
  return arguments.output.empty() ? "no FILE given: -o FILE says where the snapshot goes" : "";
}

int run_snapshot(const SnapshotArguments& arguments) {
  if (const auto wrong = wrong_use(arguments); !wrong.empty()) {
    complain(wrong + "\nRun 'elfgate snapshot --help' for examples.");
    return k_exit_failed;
  }
  ReportFile file(arguments.output);
  if (!file.error().empty()) {
    complain(file.error());
    return k_exit_failed;
  }
  RunOptions options;
  apply(arguments.run, options);
  ProgressBar bar(!arguments.run.no_progress && can_show_progress());
  options.on_progress = [&bar](const Progress& progress) { bar.show(progress); };
  options.should_stop = [] { return interrupted() != 0; };
  watch_for_interrupts();
  const SnapshotReport report = snapshot(options);
  bar.clear();
  if (interrupted() != 0) {
    complain("interrupted; no snapshot was written");
    return 128 + interrupted();
  }
  if (report.status == Status::failed || !file.commit(report.bytes)) {
    complain(report.status == Status::failed ? report.error : file.error());
    return k_exit_failed;
  }
  if (!write_stdout(summary_of(report, arguments.output))) return k_exit_failed;
  return static_cast<int>(report.status);
}

Action declare_snapshot(CLI::App& app) {
  auto arguments = std::make_shared<SnapshotArguments>();
  declare_sources(app, arguments->run);
  app.add_option("-o,--output", arguments->output, "The snapshot; it appears only when it is complete")
      ->type_name("FILE")
      ->group("Output");
  declare_run_options(app, arguments->run, true);
  return [arguments] { return run_snapshot(*arguments); };
}

}  // namespace

const Subcommand snapshot_subcommand{
    "snapshot", "Put all that is known of a repository into one small file",
    "Writes one file that stands for the sources: their index and what linkage needs to know of\n"
    "every package, without the packages. It is a SOURCE for every other subcommand: the base of a\n"
    "gate that does not reach the repository, or a state to compare with later.\n",
    "Examples:\n"
    "  elfgate snapshot repo/ -o repo.snapshot              both architectures\n"
    "  elfgate gate --base repo.snapshot --overlay new/     judge packages against it\n"
    "  elfgate snapshot https://HOST/os -o monday.snapshot  a published state, to keep\n"
    "  elfgate gate --base monday.snapshot --candidate https://HOST/os\n"
    "\n"
    "Exit status: 0 written, 2 wrong use or a failure, 3 written, but a package could not be read.",
    &declare_snapshot};

}  // namespace elfgate::command
