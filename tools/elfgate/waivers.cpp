// elfgate waivers: what each waiver of a policy file hides today.
#include "elfgate/waivers.hpp"

#include <memory>

#include "command.h"
#include "interrupt.h"
#include "judge_options.h"
#include "progress.h"
#include "terminal.h"

namespace elfgate::command {
namespace {

struct WaiversArguments {
  JudgeArguments judge;
  bool json = false;
};

std::string wrong_use(const WaiversArguments& arguments) {
  if (arguments.judge.run.sources.empty()) return k_no_source;
  return arguments.judge.policy.empty() ? "no --policy given: waivers are kept in a policy file" : "";
}

int run_waivers(const WaiversArguments& arguments) {
  if (const auto wrong = wrong_use(arguments); !wrong.empty()) {
    complain(wrong + "\nRun 'elfgate waivers --help' for examples.");
    return k_exit_failed;
  }
  CheckOptions options;
  fill_options(arguments.judge, options);
  ProgressBar bar(!arguments.judge.run.no_progress && can_show_progress());
  options.on_progress = [&bar](const Progress& progress) { bar.show(progress); };
  options.should_stop = [] { return interrupted() != 0; };
  watch_for_interrupts();
  const WaiversAnswer answer = waivers(options);
  bar.clear();
  if (interrupted() != 0) {
    complain("interrupted");
    return 128 + interrupted();
  }
  if (answer.status == Status::failed) {
    complain(answer.error);
    return k_exit_failed;
  }
  if (!write_stdout(arguments.json ? answer.json : answer.text)) return k_exit_failed;
  return static_cast<int>(answer.status);
}

Action declare_waivers(CLI::App& app) {
  auto arguments = std::make_shared<WaiversArguments>();
  declare_sources(app, arguments->judge.run);
  declare_run_options(app, arguments->judge.run, true);
  declare_world(app, arguments->judge, true);
  app.add_flag("--json", arguments->json, "JSON instead of text")->group("Output");
  return [arguments] { return run_waivers(*arguments); };
}

}  // namespace

const Subcommand waivers_subcommand{
    "waivers", "List the waivers of a policy and what each of them hides",
    "Holds every waiver of a policy file against all findings of the sources: what it hides, why it\n"
    "is there and until when; which ones hide nothing any more, and which have come to their end.\n",
    "Examples:\n"
    "  elfgate waivers --policy policy.yaml repo/\n"
    "  elfgate waivers --policy policy.yaml --json repo/\n"
    "\n"
    "Exit status: 0 every waiver hides something, 1 one is unused or expired, 2 wrong use or a failure,\n"
    "             3 something could not be read, so a waiver that hides nothing may still be needed.",
    &declare_waivers};

}  // namespace elfgate::command
