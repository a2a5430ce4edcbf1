// elfgate ldd-check: takes the place of the ldd-check tool of Wolfi's test stanzas: its options, its lines, its exit status.
// Also reached under the name ldd-check (a link to elfgate).
#include "elfgate/ldd_check.hpp"

#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <sstream>

#include "command.h"
#include "interrupt.h"
#include "output.h"

namespace elfgate::command {
namespace {

/// The tool's own status of everything that is not a pass.
constexpr int k_exit_not_passed = 1;

struct LddCheckArguments {
  std::vector<std::string> packages, files, exclude_files, extra_library_paths;
  std::vector<std::string> verbose{"false"};
  std::string root = "/";
  bool strict = false, allow_empty = false;
  unsigned threads = 0;
};

std::vector<std::string> words(const std::vector<std::string>& texts) {
  std::vector<std::string> found;
  for (const std::string& text : texts) {
    std::istringstream stream(text);
    for (std::string word; stream >> word;) found.push_back(word);
  }
  return found;
}

/// `none` as a whole value takes back what stands before it.
std::vector<std::string> packages_of(const std::vector<std::string>& texts) {
  std::vector<std::string> kept;
  for (const std::string& text : texts) {
    if (text == "none")
      kept.clear();
    else
      kept.push_back(text);
  }
  return words(kept);
}

/// What the options say, then LD_LIBRARY_PATH of the caller, which means nothing in another root.
std::string library_path_of(const LddCheckArguments& arguments) {
  std::string path;
  const auto append = [&](const std::string& text) { path += (path.empty() || text.empty() ? "" : ":") + text; };
  for (const std::string& word : words(arguments.extra_library_paths)) append(word);
  const char* inherited = std::getenv("LD_LIBRARY_PATH");
  if (inherited != nullptr && arguments.root == "/") append(inherited);
  return path;
}

std::string working_directory() {
  char* dir = ::get_current_dir_name();
  std::string text = dir == nullptr ? "/" : dir;
  std::free(dir);
  return text;
}

/// A relative path starts from the working directory, in another root from its top.
std::vector<std::string> files_of(const LddCheckArguments& arguments) {
  std::vector<std::string> files = words(arguments.files);
  const std::string base = arguments.root == "/" ? working_directory() : "/";
  for (std::string& file : files)
    if (file.front() != '/') file = (base == "/" ? base : base + "/") + file;
  return files;
}

int refuse(const std::string& text) {
  write_stdout("ERROR[ldd-check]: " + text + "\n");
  return k_exit_not_passed;
}

int run_ldd_check(const LddCheckArguments& arguments) {
  LddCheckOptions options;
  options.root = arguments.root;
  options.packages = packages_of(arguments.packages);
  options.files = files_of(arguments);
  options.exclude_files = words(arguments.exclude_files);
  options.library_path = library_path_of(arguments);
  options.strict = arguments.strict;
  options.allow_empty = arguments.allow_empty;
  options.threads = arguments.threads;
  const std::string& verbose = arguments.verbose.back();
  if (verbose != "true" && verbose != "false") return refuse("--verbose must be 'true' or 'false'. found '" + verbose + "'");
  options.verbose = verbose == "true";
  if (options.packages.empty() && options.files.empty() && !arguments.allow_empty)
    return refuse("nothing to examine: give --packages or --files (ldd-check --help has examples)");

  bool written = true;
  options.on_line = [&](std::string_view line) { written = written && write_stdout(std::string(line)); };
  options.should_stop = [&] { return interrupted() != 0; };
  watch_for_interrupts();
  const LddCheckReport report = ldd_check(options);
  if (interrupted() != 0) return 128 + interrupted();
  if (report.status == Status::failed) return refuse(report.error);
  if (!written) return k_exit_failed;
  return report.status == Status::clean ? k_exit_ok : k_exit_not_passed;
}

/// A value may be empty, as the pipeline of the test stanzas passes all options with or without one.
void declare_words(CLI::App& app, const std::string& name, std::vector<std::string>& words, const char* text) {
  app.add_option(name, words, text)->type_name("NAMES")->expected(0, 1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

Action declare_ldd_check(CLI::App& app) {
  auto arguments = std::make_shared<LddCheckArguments>();
  declare_words(app, "--packages", arguments->packages, "Installed packages to check, blank-separated; none for none");
  declare_words(app, "--files", arguments->files, "Files to check, blank-separated; each has to be dynamic");
  declare_words(app, "--exclude-files", arguments->exclude_files,
                "Files that are not checked: paths or patterns with * ? [...], where\n* also matches /");
  declare_words(app, "--extra-library-paths", arguments->extra_library_paths,
                "In front of LD_LIBRARY_PATH; separated by colons");
  app.add_option("--verbose", arguments->verbose, "true: also what the loader lists and what is passed over.\nDefault: false")
      ->type_name("BOOL")
      ->expected(0, 1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--root", arguments->root, "Look into the system installed in DIR. Default: /")
      ->type_name("DIR")
      ->check(CLI::ExistingDirectory)
      ->group("Beyond the shell tool");
  app.add_flag("--strict", arguments->strict, "Symbol versions and the interpreter have to be there too")
      ->group("Beyond the shell tool");
  app.add_flag("--allow-empty", arguments->allow_empty, "Nothing to examine is a pass")->group("Beyond the shell tool");
  app.add_option("--threads", arguments->threads, "Threads. Default: one per processor")
      ->type_name("N")
      ->check(CLI::Range(1U, 1024U))
      ->group("Beyond the shell tool");
  return [arguments] { return run_ldd_check(*arguments); };
}

}  // namespace

const Subcommand ldd_check_subcommand{
    "ldd-check", "Check installed packages, in the place of Wolfi's ldd-check",
    "Takes the place of the ldd-check tool of test stanzas: same options, same lines, same exit\n"
    "status. Nothing is executed, neither ldd nor the files; a failure does not end the run.\n",
    "Examples:\n"
    "  elfgate ldd-check --packages=\"curl libcurl4\"         every file of two installed packages\n"
    "  elfgate ldd-check --files=/usr/bin/psql --strict     versions and the interpreter too\n"
    "  elfgate ldd-check --packages=r --exclude-files=\"/usr/lib/R/library/*\"\n"
    "  elfgate ldd-check --root image/ --packages=nginx     a system that is not running\n"
    "  ln -s elfgate /usr/bin/ldd-check                     under the name that test stanzas call\n"
    "\n"
    "Exit status: 0 every file passes, 1 a file fails, nothing was examined or something could not\n"
    "             be read, 2 wrong use.",
    &declare_ldd_check};

}  // namespace elfgate::command
