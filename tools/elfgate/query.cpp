// elfgate query: one question, one answer. `elfgate query QUESTION SOURCE WORD...`
#include "elfgate/query.hpp"

#include <memory>
#include <sstream>

#include "command.h"
#include "interrupt.h"
#include "output.h"
#include "progress.h"
#include "run_options.h"
#include "suggest.h"
#include "terminal.h"

namespace elfgate::command {
namespace {

struct QueryArguments {
  RunArguments run;
  std::string question, source;
  std::vector<std::string> words, layers, remove, withdraw, replace;
  std::string base, world, builder, profile, policy;
  bool has_base = false, index_only = false, why = false, json = false;
};

const std::vector<std::string>& questions() {
  static const std::vector<std::string> names{"closure", "provides", "needs", "owns", "what-if"};
  return names;
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> found;
  std::istringstream stream(text);
  for (std::string word; stream >> word;) found.push_back(word);
  return found;
}

void declare_what(CLI::App& app, QueryArguments& arguments) {
  app.add_option("QUESTION", arguments.question, "closure, provides, needs, owns or what-if")
      ->type_name("")
      ->check(known_name("question", questions()));
  app.add_option("SOURCE", arguments.source, "As for elfgate check; for closure an index file is enough")->type_name("");
  app.add_option("WORD", arguments.words,
                 "closure: packages to install together; provides: a name; needs:\na soname; owns: a path")
      ->type_name("")
      ->expected(-1);
  app.add_option("--layer", arguments.layers, "A further source, layered over SOURCE; repeat for more")
      ->type_name("SOURCE")
      ->allow_extra_args(false)
      ->group("What is read");
  app.add_option("--arch", arguments.run.arches, "Only this architecture; repeat for more. Default: all there are")
      ->type_name("ARCH")
      ->allow_extra_args(false)
      ->group("What is read");
  auto* facts = app.add_option("--facts", arguments.run.facts, "The facts store, as for elfgate check")
                    ->type_name("FILE")
                    ->group("What is read");
  app.add_flag("--no-facts", arguments.run.no_facts, "Read every package, keep nothing")
      ->excludes(facts)
      ->group("What is read");
  app.add_flag("--facts-read-only", arguments.run.facts_read_only, "Use what the facts store holds, and write nothing to it")
      ->group("What is read");
  app.add_flag("--index-only", arguments.index_only, "closure: the packages need not be there (they are never read)")
      ->group("What is read");
}

void declare_how(CLI::App& app, QueryArguments& arguments) {
  const std::string closure = "closure";
  app.add_option("--world", arguments.world,
                 "What the world holds already, blank-separated: as --base, but a\nname that nobody has is a failure")
      ->type_name("NAMES")
      ->group(closure);
  app.add_option_function<std::string>(
         "--base",
         [&arguments](const std::string& text) {
           arguments.base = text;
           arguments.has_base = true;
         },
         "Packages that every installation has; \"\" for none. Default: the\nprofile's")
      ->type_name("NAMES")
      ->group(closure);
  app.add_option("--builder", arguments.builder, "Whose resolver: apk (default) or apko")
      ->type_name("NAME")
      ->check(known_name("builder", {"apk", "apko"}))
      ->group(closure);
  app.add_flag("--why", arguments.why, "Say why each package comes along")->group(closure);
  app.add_option("--profile", arguments.profile, "Distribution, as for elfgate check")
      ->type_name("NAME")
      ->check(known_name("profile", profiles()))
      ->group(closure);
  app.add_option("--policy", arguments.policy, "YAML policy file")->type_name("FILE")->check(CLI::ExistingFile)->group(closure);
  const std::string change = "what-if";
  app.add_option("--remove", arguments.remove, "This package leaves; repeat for more")
      ->type_name("NAME")
      ->allow_extra_args(false)
      ->group(change);
  app.add_option("--withdraw", arguments.withdraw, "This version leaves; repeat for more")
      ->type_name("NAME=VERSION")
      ->allow_extra_args(false)
      ->group(change);
  app.add_option("--replace", arguments.replace, "This package file, or a directory of them, comes in; repeat for more")
      ->type_name("FILE")
      ->allow_extra_args(false)
      ->group(change);
  app.add_flag("--json", arguments.json, "JSON instead of text")->group("Output");
  app.add_option("--threads", arguments.run.threads, "Threads. Default: one per processor")->type_name("N")->group("How");
  app.add_flag("--no-progress", arguments.run.no_progress, "No progress bar, even on a terminal")->group("How");
  declare_network_options(app, arguments.run);
}

// What is missing from the command line; "" when all is well.
std::string wrong_use(const QueryArguments& arguments) {
  if (arguments.question.empty()) return "no QUESTION given: closure, provides, needs, owns or what-if";
  if (arguments.source.empty()) return "no SOURCE given: elfgate query " + arguments.question + " SOURCE ...";
  if (arguments.question == "what-if") {
    if (!arguments.words.empty()) return "what-if takes no WORD; say what changes with --remove, --withdraw or --replace";
    if (arguments.remove.empty() && arguments.withdraw.empty() && arguments.replace.empty())
      return "nothing changes: use --remove NAME, --withdraw NAME=VERSION or --replace FILE";
  } else if (arguments.words.empty() && arguments.world.empty()) {
    return "no WORD given: elfgate query " + arguments.question + " " + arguments.source + " WORD";
  } else if (arguments.question != "closure" && arguments.words.size() != 1) {
    return arguments.question + " takes one WORD";
  }
  return {};
}

template <typename Options>
Options options_of(const QueryArguments& arguments, ProgressBar& bar) {
  Options options;
  apply(arguments.run, options);
  options.profile = arguments.profile;
  options.policy_path = arguments.policy;
  if (arguments.has_base) options.base = words_of(arguments.base);
  options.on_progress = [&bar](const Progress& progress) { bar.show(progress); };
  options.should_stop = [] { return interrupted() != 0; };
  return options;
}

QueryAnswer ask(const QueryArguments& arguments, ProgressBar& bar) {
  const auto forms = arguments.json ? AnswerForms::json : AnswerForms::text;
  if (arguments.question == "closure") {
    auto options = options_of<ClosureQueryOptions>(arguments, bar);
    options.packages = arguments.words;
    options.world = words_of(arguments.world);
    options.builder = arguments.builder;
    options.why = arguments.why;
    options.forms = forms;
    return query_closure(options);
  }
  if (arguments.question == "what-if") {
    auto options = options_of<WhatIfOptions>(arguments, bar);
    options.remove = arguments.remove;
    options.withdraw = arguments.withdraw;
    options.replace = arguments.replace;
    options.forms = forms;
    return what_if(options);
  }
  const auto options = options_of<RunOptions>(arguments, bar);
  const std::string& word = arguments.words.front();
  if (arguments.question == "provides") return query_provides(options, word, forms);
  if (arguments.question == "needs") return query_needs(options, word, forms);
  return query_owns(options, word, forms);
}

int run_query(QueryArguments& arguments) {
  arguments.run.sources = {arguments.source};
  arguments.run.sources.insert(arguments.run.sources.end(), arguments.layers.begin(), arguments.layers.end());
  if (const std::string wrong = wrong_use(arguments); !wrong.empty()) {
    complain(wrong + "\nRun 'elfgate query --help' for examples.");
    return k_exit_failed;
  }
  ProgressBar bar(!arguments.run.no_progress && can_show_progress());
  watch_for_interrupts();
  const QueryAnswer answer = ask(arguments, bar);
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

Action declare_query(CLI::App& app) {
  auto arguments = std::make_shared<QueryArguments>();
  declare_what(app, *arguments);
  declare_how(app, *arguments);
  return [arguments] { return run_query(*arguments); };
}

}  // namespace

const Subcommand query_subcommand{
    "query", "Who provides, who needs, who owns, what an install brings, what if",
    "Asks a repository one question. The answer comes from the index and the facts; nothing is installed.\n",
    "Examples:\n"
    "  elfgate query closure repo/ curl                what an install of curl brings, in order\n"
    "  elfgate query closure repo/x86_64/APKINDEX.tar.gz curl --index-only --why --base \"\"\n"
    "  elfgate query provides repo/ libz.so.1          who has it, and which one is taken\n"
    "  elfgate query needs repo/ libssl.so.3           every object that asks for it\n"
    "  elfgate query owns repo/ /usr/lib/libz.so.1     which packages have this path\n"
    "  elfgate query what-if repo/ --remove zlib       what breaks without zlib\n"
    "  elfgate query what-if repo/ --replace new/zlib-1.4-r0.apk\n"
    "\n"
    "Exit status: 0 answered, 1 the answer is no (nothing found, cannot be installed, something breaks),\n"
    "2 wrong use or a failure, 3 nothing found, and some packages could not be read.",
    &declare_query};

}  // namespace elfgate::command
