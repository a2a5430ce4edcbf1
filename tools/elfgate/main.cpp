// elfgate: the command. Reads the command line, runs one subcommand, returns its exit status:
// 0 clean, 1 findings, 2 wrong use or a failing world, 3 something could not be looked at.
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "command.h"
#include "elfgate/elfgate.hpp"
#include "help.h"
#include "output.h"
#include "suggest.h"

namespace elfgate::command {

const std::vector<const Subcommand*>& subcommands() {
  static const std::vector<const Subcommand*> all{&check_subcommand,   &gate_subcommand,     &query_subcommand,
                                                  &scan_subcommand,    &ldd_subcommand,      &explain_subcommand,
                                                  &waivers_subcommand, &snapshot_subcommand, &ldd_check_subcommand,
                                                  &rules_subcommand,   &formats_subcommand};
  return all;
}

void complain(const std::string& text) {
  std::fprintf(stderr, "elfgate: %s\n", text.c_str());
}

namespace {

constexpr const char* k_description =
    "For every ELF file of every package of a distribution: will the dynamic linker find\n"
    "each library it asks for, once the package and what it declares are installed?\n"
    "Nothing is run or unpacked; all architectures are checked on any machine.\n";

constexpr const char* k_footer =
    "Examples:\n"
    "  elfgate check repo/                    a repository with x86_64/ and aarch64/, or a\n"
    "                                         directory of .apk or .deb files\n"
    "  elfgate check curl_7.88.1_amd64.deb    one package, by itself\n"
    "  elfgate check --arch aarch64 repo/ --report json=findings.json\n"
    "  elfgate check --help                   all options of a subcommand\n"
    "\n"
    "Exit status: 0 clean, 1 findings, 2 wrong use or a failure, 3 something could not be read.\n"
    "Manual: man elfgate";

bool is_subcommand(const std::string& name) {
  for (const Subcommand* subcommand : subcommands()) {
    if (name == subcommand->name) return true;
  }
  return false;
}

/// CLI11 would call a misspelt subcommand an unexpected argument; say what it is.
bool refuse_unknown_subcommand(int argc, char** argv) {
  if (argc < 2) {
    complain("what shall be done? For example: elfgate check DIRECTORY\nRun 'elfgate --help' for all subcommands.");
    return true;
  }
  const std::string word = argv[1];
  if (word.empty() || word.front() == '-' || is_subcommand(word)) return false;
  std::vector<std::string> names;
  for (const Subcommand* subcommand : subcommands()) names.emplace_back(subcommand->name);
  complain("unknown subcommand '" + word + "'" + did_you_mean(word, names) +
           "\nRun 'elfgate --help' for all subcommands; to check a file or directory: elfgate check " + word);
  return true;
}

/// What CLI11 could not place: it leaves it in remaining().
bool refuse_unknown_arguments(const CLI::App& app) {
  if (app.remaining().empty()) return false;
  const std::string word = app.remaining().front();
  const std::string name = word.substr(0, word.find('='));
  const std::string next_step = "\nRun '" + program_name(app) + " --help' for all options.";
  if (name.starts_with('-')) {
    complain("unknown option '" + name + "'" + did_you_mean(name, long_options(app)) + next_step);
  } else {
    complain(app.get_name() + " takes no argument '" + word + "'" + next_step);
  }
  return true;
}

/// CLI11's sentence about wrong use, in our words where its own are hard to read.
std::string sentence_of(const CLI::ParseError& error) {
  const std::string text = error.what();
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) == nullptr) return text;
  return text.substr(0, text.find(':')) + " needs a value";
}

int run(int argc, char** argv) {
  if (refuse_unknown_subcommand(argc, argv)) return k_exit_failed;
  CLI::App app(k_description, "elfgate");
  set_up_help(app, k_footer);
  app.allow_extras();  // refused with a suggestion below
  app.set_version_flag("-V,--version", "elfgate " + std::string(version()), "Show the version and exit");
  app.require_subcommand(1);
  std::vector<std::pair<CLI::App*, Action>> actions;
  for (const Subcommand* subcommand : subcommands()) {
    CLI::App* own = app.add_subcommand(subcommand->name, subcommand->summary);
    set_up_help(*own, subcommand->examples);
    own->allow_extras();
    actions.emplace_back(own, subcommand->declare(*own));
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    for (std::size_t i = 0; i < actions.size(); ++i) {
      if (actions[i].first->parsed()) actions[i].first->description(subcommands()[i]->description);
    }
    return write_stdout(help_text(app)) ? k_exit_ok : k_exit_failed;
  } catch (const CLI::CallForVersion& version_text) {
    return write_stdout(std::string(version_text.what()) + "\n") ? k_exit_ok : k_exit_failed;
  } catch (const CLI::ParseError& error) {
    if (refuse_unknown_arguments(app)) return k_exit_failed;
    const CLI::App* own = app.get_subcommands().empty() ? &app : app.get_subcommands().front();
    if (own != &app && refuse_unknown_arguments(*own)) return k_exit_failed;
    complain(sentence_of(error) + "\nRun '" + program_name(*own) + " --help' for all options.");
    return k_exit_failed;
  }
  if (refuse_unknown_arguments(app)) return k_exit_failed;
  for (const auto& [own, action] : actions) {
    if (own->parsed()) return refuse_unknown_arguments(*own) ? k_exit_failed : action();
  }
  return k_exit_failed;
}

}  // namespace
}  // namespace elfgate::command

int main(int argc, char** argv) {
  // Under the name ldd-check (a link), the command is that subcommand: test stanzas need no change.
  std::vector<char*> words(argv, argv + argc);
  std::string own_name = "elfgate", subcommand = "ldd-check";
  const std::string called = argc > 0 ? argv[0] : "";
  if (called.substr(called.rfind('/') + 1) == subcommand) {
    words[0] = own_name.data();
    words.insert(words.begin() + 1, subcommand.data());
  }
  words.push_back(nullptr);
  std::signal(SIGPIPE, SIG_IGN);  // a reader that has seen enough (`| head`) is no failure: write_stdout() sees EPIPE
  try {
    return elfgate::command::run(static_cast<int>(words.size()) - 1, words.data());
  } catch (const std::exception& failure) {
    elfgate::command::complain(std::string("internal failure: ") + failure.what() + "; please report it with the command line");
    return elfgate::command::k_exit_failed;
  }
}
