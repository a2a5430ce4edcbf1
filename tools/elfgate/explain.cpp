// elfgate explain: why the dynamic linker takes the file it takes, or finds none.
#include "elfgate/explain.hpp"

#include <filesystem>
#include <memory>

#include "command.h"
#include "interrupt.h"
#include "loader_options.h"
#include "output.h"
#include "progress.h"
#include "run_options.h"
#include "terminal.h"

namespace elfgate::command {
namespace {

struct ExplainArguments {
  std::vector<std::string> words;  ///< [SOURCE] FILE [LIBRARY]
  std::string root, package, color = "auto";
  bool json = false;
  LoaderArguments loader;
  RunArguments run;
};

/// What the words mean: with a root, or with an ELF file of this system in front, there is no source among them.
bool place_words(const ExplainArguments& arguments, ExplainOptions& options) {
  auto words = arguments.words;
  options.root = arguments.root;
  if (options.root.empty() && !words.empty() && is_elf_file(words.front())) {
    std::error_code ignored;
    options.root = "/";
    if (arguments.loader.cwd.empty()) options.loader.cwd = std::filesystem::current_path(ignored);
    words.front() = std::filesystem::absolute(words.front()).lexically_normal();
  }
  if (options.root.empty() && !words.empty()) {
    options.sources = {words.front()};
    words.erase(words.begin());
  }
  if (words.empty() || words.size() > 2) {
    complain(
        "explain needs a SOURCE or --root, a file in it, and at most one name of a library\n"
        "For example: elfgate explain repo/ /usr/bin/psql libreadline.so.8");
    return false;
  }
  options.file = words[0];
  if (words.size() == 2) options.library = words[1];
  options.package = arguments.package;
  return true;
}

int run_explain(const ExplainArguments& arguments) {
  ExplainOptions options;
  options.loader = inputs_of(arguments.loader);
  if (!place_words(arguments, options)) return k_exit_failed;
  RunArguments run = arguments.run;
  run.sources = options.sources;
  run.no_facts = run.no_facts || !options.root.empty();
  apply(run, options);
  ProgressBar bar(!run.no_progress && can_show_progress());
  options.on_progress = [&bar](const Progress& progress) { bar.show(progress); };
  options.should_stop = [] { return interrupted() != 0; };
  watch_for_interrupts();
  const ExplainReport report = explain(options, use_color(arguments.color));
  bar.clear();
  if (interrupted() != 0) return 128 + interrupted();
  if (report.status == Status::failed) {
    complain(report.error);
    return k_exit_failed;
  }
  for (const auto& problem : report.problems) complain(problem);
  if (!write_stdout(arguments.json ? report.json : report.text)) return k_exit_failed;
  return static_cast<int>(report.status);
}

Action declare_explain(CLI::App& app) {
  auto arguments = std::make_shared<ExplainArguments>();
  app.add_option("SOURCE|FILE", arguments->words, "A source, a file in it, and the name of a library")->type_name("");
  const char* what = "What is looked at";
  app.add_option("--root", arguments->root, "The system installed in DIR")
      ->type_name("DIR")
      ->check(CLI::ExistingDirectory)
      ->group(what);
  app.add_option("--package", arguments->package, "In the closure of this package.\nDefault: of the one that ships the file")
      ->type_name("NAME")
      ->group(what);
  app.add_option("--arch", arguments->run.arches, "Only this architecture. Default: the first that has it")
      ->type_name("ARCH")
      ->allow_extra_args(false)
      ->group(what);
  declare_loader_options(app, arguments->loader);
  const char* how = "How";
  app.add_flag("--json", arguments->json, "One JSON object instead of text")->group(how);
  app.add_option("--color", arguments->color, "auto, always or never. Default: auto")
      ->type_name("WHEN")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->group(how);
  app.add_option("--facts", arguments->run.facts, "Keep what packages say in FILE")->type_name("FILE")->group(how);
  app.add_flag("--no-facts", arguments->run.no_facts, "Keep nothing")->group(how);
  app.add_option("--threads", arguments->run.threads, "Threads. Default: one per processor")
      ->type_name("N")
      ->check(CLI::Range(1U, 1024U))
      ->group(how);
  app.add_flag("--no-progress", arguments->run.no_progress, "No progress bar")->group(how);
  return [arguments] { return run_explain(*arguments); };
}

}  // namespace

const Subcommand explain_subcommand{
    "explain", "Say why the dynamic linker takes the file it takes",
    "Shows, for a library that a program asks for, every list, directory and candidate that the\n"
    "dynamic linker looks at, why each is passed over, and the rule that says so. Without the name\n"
    "of a library: what is missing, and if nothing is, what the file itself asks for.\n",
    "Examples:\n"
    "  elfgate explain repo/ /usr/bin/psql libreadline.so.8     in the closure of its package\n"
    "  elfgate explain repo/ /usr/bin/psql --arch aarch64       whatever is missing\n"
    "  elfgate explain --root image/ /usr/sbin/nginx libz.so.1  in a root directory\n"
    "  elfgate explain /usr/bin/curl libssl.so.3                in this system\n"
    "\n"
    "Exit status: 0 everything asked about is found, 1 something is not, 2 wrong use or a failure,\n"
    "             3 something could not be read.",
    &declare_explain};

}  // namespace elfgate::command
