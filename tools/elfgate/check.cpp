// elfgate check: every finding of the sources. Options become CheckOptions, the report becomes files and standard output.
#include <memory>

#include "command.h"
#include "elfgate/elfgate.hpp"
#include "interrupt.h"
#include "judge_options.h"
#include "progress.h"
#include "terminal.h"

namespace elfgate::command {
namespace {

int run_check(const JudgeArguments& arguments) {
  if (arguments.run.sources.empty()) {
    complain(std::string(k_no_source) + "\nRun 'elfgate check --help' for examples.");
    return k_exit_failed;
  }
  auto wanted = open_reports(arguments);
  if (!wanted) return k_exit_failed;
  CheckOptions options;
  fill_options(arguments, options);
  ProgressBar bar(!arguments.run.no_progress && can_show_progress());
  options.on_progress = [&bar](const Progress& progress) { bar.show(progress); };
  options.should_stop = [] { return interrupted() != 0; };
  watch_for_interrupts();
  const CheckReport report = check(options);
  bar.clear();
  if (interrupted() != 0) {
    complain("interrupted; nothing was reported");
    return 128 + interrupted();
  }
  if (report.status == Status::failed) {
    complain(report.error);
    return k_exit_failed;
  }
  if (!write_reports([&](const RenderOptions& style) { return render(report, style); }, *wanted, arguments))
    return k_exit_failed;
  if (report.status == Status::findings && arguments.fail_on == "never") return k_exit_ok;
  return static_cast<int>(report.status);
}

Action declare_check(CLI::App& app) {
  auto arguments = std::make_shared<JudgeArguments>();
  declare_sources(app, arguments->run);
  declare_run_options(app, arguments->run, true);
  declare_world(app, *arguments, true);
  declare_verdict(app, *arguments);
  declare_output(app, *arguments);
  return [arguments] { return run_check(*arguments); };
}

}  // namespace

const Subcommand check_subcommand{"check", "Report every library that will not be found, and why",
                                  "Reads packages, composes for each what an installation of it brings in, asks the dynamic\n"
                                  "linker's rules for every library of every ELF file, and reports what is missing or moved.\n"
                                  "All architectures are checked, on any machine. The second run reads only new packages.\n",
                                  "Examples:\n"
                                  "  elfgate check repo/                      all architectures of a repository\n"
                                  "  elfgate check --arch aarch64 repo/       one of them\n"
                                  "  elfgate check repo/ local-packages/      a repository and what is about to be added\n"
                                  "  elfgate check --package nginx repo/      only what concerns nginx\n"
                                  "  elfgate check repo/ --report json=out.json --fail-on warning\n"
                                  "  elfgate check --base \"\" package.apk      without an assumed base system\n"
                                  "\n"
                                  "Exit status: 0 clean, 1 findings from --fail-on on, 2 wrong use or a failure,\n"
                                  "             3 something could not be read, or there was nothing to examine.",
                                  &declare_check};

}  // namespace elfgate::command
