// elfgate gate: what a change of a repository newly breaks. Only what is new counts.
#include "elfgate/gate.hpp"

#include <memory>

#include "command.h"
#include "interrupt.h"
#include "judge_options.h"
#include "progress.h"
#include "terminal.h"

namespace elfgate::command {
namespace {

struct GateArguments {
  JudgeArguments judge;
  std::vector<std::string> base, candidate, overlay, withdraw;
};

/// False, with a message, when the change is not said.
bool is_complete(const GateArguments& arguments) {
  std::string wrong;
  if (arguments.base.empty())
    wrong = "no --base given: name the published repository";
  else if (arguments.candidate.empty() && arguments.overlay.empty() && arguments.withdraw.empty())
    wrong = "no change given: name a --candidate, an --overlay or what to --withdraw";
  if (wrong.empty()) return true;
  complain(wrong + "\nRun 'elfgate gate --help' for examples.");
  return false;
}

int run_gate(const GateArguments& arguments) {
  if (!is_complete(arguments)) return k_exit_failed;
  auto wanted = open_reports(arguments.judge);
  if (!wanted) return k_exit_failed;
  GateOptions options;
  fill_options(arguments.judge, options);
  options.sources = arguments.base;
  options.candidate = arguments.candidate;
  options.overlay = arguments.overlay;
  options.withdraw = arguments.withdraw;
  options.never_fail = arguments.judge.fail_on == "never";
  ProgressBar bar(!arguments.judge.run.no_progress && can_show_progress());
  options.on_progress = [&bar](const Progress& progress) { bar.show(progress); };
  options.should_stop = [] { return interrupted() != 0; };
  watch_for_interrupts();
  const GateReport report = gate(options);
  bar.clear();
  if (interrupted() != 0) {
    complain("interrupted; nothing was reported");
    return 128 + interrupted();
  }
  if (report.status == Status::failed) {
    complain(report.error);
    return k_exit_failed;
  }
  const auto rendered = [&](const RenderOptions& style) { return render(report, style); };
  if (!write_reports(rendered, *wanted, arguments.judge)) return k_exit_failed;
  return static_cast<int>(report.status);
}

CLI::Option* declare_list(CLI::App& app, const std::string& name, std::vector<std::string>& list, const char* type,
                          const char* text) {
  return app.add_option(name, list, text)->type_name(type)->allow_extra_args(false)->group("The change");
}

Action declare_gate(CLI::App& app) {
  auto arguments = std::make_shared<GateArguments>();
  declare_list(app, "--base", arguments->base, "SOURCE", "What is published; repeat to layer several");
  declare_list(app, "--candidate", arguments->candidate, "SOURCE",
               "The whole repository after the change; repeat to layer several");
  declare_list(app, "--overlay", arguments->overlay, "DIR",
               "New packages, each in the place of all versions of its name on its\narchitecture; repeat for more")
      ->check(CLI::ExistingPath);
  declare_list(app, "--withdraw", arguments->withdraw, "NAME[=VERSION]", "A package that leaves; repeat for more");
  app.add_flag("--all", arguments->judge.verbose, "The same as --verbose: also what was broken before")->group("Output");
  declare_run_options(app, arguments->judge.run, true);
  declare_world(app, arguments->judge, false);
  declare_verdict(app, arguments->judge);
  declare_output(app, arguments->judge);
  return [arguments] { return run_gate(*arguments); };
}

}  // namespace

const Subcommand gate_subcommand{
    "gate", "Judge a change: what it newly breaks, and what to rebuild",
    "Judges the repository that a change results in, on all its architectures, against the\n"
    "published one. Only what is newly broken counts; what was broken before is counted and not\n"
    "held against the change. Says who asks for what the change took away, and what has to be\n"
    "rebuilt in which order.\n",
    "Examples:\n"
    "  elfgate gate --base repo/ --overlay new-packages/      packages that are about to be added\n"
    "  elfgate gate --base repo/ --candidate staging/         a whole new state\n"
    "  elfgate gate --base repo/ --withdraw openssl=3.1.0-r2  what a withdrawal breaks\n"
    "  elfgate gate --base https://HOST/os --overlay packages/ --report markdown=summary.md\n"
    "  elfgate gate --base repo/ --overlay new/ --baseline known.json --all\n"
    "\n"
    "Exit status: 0 nothing newly broken, 1 newly broken from --fail-on on, 2 wrong use or a failure,\n"
    "             3 something new could not be read, or there was nothing to examine.",
    &declare_gate};

}  // namespace elfgate::command
