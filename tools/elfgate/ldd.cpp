// elfgate ldd: the link map that the real dynamic linker would make, of files of a root directory or of packages.
#include "elfgate/ldd.hpp"

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

namespace fs = std::filesystem;

struct LddArguments {
  std::vector<std::string> words;  ///< SOURCE and paths, or only paths
  std::string root;
  std::vector<std::string> packages;
  bool all = false, list = false, paths = false;
  std::string format = "text";
  LoaderArguments loader;
  RunArguments run;
};

bool is_package_file(const std::string& path) {
  return path.ends_with(".apk") || path.ends_with(".deb");
}

/// Files of this system and no source: the first is an ELF file, or a single file that can be no source.
bool names_files(const LddArguments& arguments) {
  const auto& first = arguments.words.front();
  if (is_elf_file(first)) return true;
  std::error_code ignored;
  const bool chosen = arguments.all || !arguments.packages.empty() || arguments.words.size() > 1;
  return !chosen && fs::is_regular_file(first, ignored) && !is_package_file(first) && !first.ends_with(".eg");
}

/// What the words mean: files of the root; files of this system, as with ldd; or a source and files of its packages.
bool place_words(const LddArguments& arguments, LddOptions& options) {
  options.root = arguments.root;
  options.files = arguments.words;
  if (!arguments.root.empty()) return true;
  if (arguments.words.empty()) {
    complain(
        "no SOURCE, no --root and no file given\nFor example: elfgate ldd --root image/ --all\n"
        "Run 'elfgate ldd --help' for more.");
    return false;
  }
  if (names_files(arguments)) {
    options.root = "/";
    std::error_code ignored;
    const auto here = fs::current_path(ignored);
    for (auto& file : options.files) file = fs::absolute(file, ignored).lexically_normal();
    if (arguments.loader.cwd.empty()) options.loader.cwd = here.string();
    return true;
  }
  options.sources = {arguments.words.front()};
  options.files.erase(options.files.begin());
  return true;
}

/// Which of the files. One package file by itself means all of its own.
bool choose_files(const LddArguments& arguments, LddOptions& options) {
  options.packages = arguments.packages;
  options.all = arguments.all;
  if (options.all && (!options.files.empty() || !options.packages.empty())) {
    complain("--all already means every file: name no paths and no --package with it");
    return false;
  }
  if (options.all || !options.files.empty() || !options.packages.empty()) return true;
  options.all = !options.sources.empty() && is_package_file(options.sources.front());
  if (options.all) return true;
  complain("which files? Name paths, --package NAME or --all\nRun 'elfgate ldd --help' for examples.");
  return false;
}

LddFormat format_of(const LddArguments& arguments) {
  if (arguments.format == "json") return LddFormat::json;
  if (arguments.format == "jsonl") return LddFormat::jsonl;
  if (arguments.paths) return LddFormat::paths;
  return arguments.list ? LddFormat::list : LddFormat::tree;
}

/// Entries as they come, many with one call; the elements of a JSON document get their brackets and commas here.
class EntryWriter {
 public:
  EntryWriter(LddFormat format, ProgressBar& bar) : json_(format == LddFormat::json), bar_(bar) {}

  void entry(const LddEntry& entry) {
    if (json_) waiting_ += any_ ? ",\n" : "[\n";
    waiting_ += entry.rendered;
    any_ = true;
    if (waiting_.size() >= k_block) flush();
  }
  bool finish() {
    if (json_) waiting_ += any_ ? "\n]\n" : "[]\n";
    flush();
    return written_;
  }
  void flush() {
    bar_.clear();
    written_ = written_ && write_stdout(waiting_);
    waiting_.clear();
  }

 private:
  static constexpr std::size_t k_block = 65536;

  bool json_, any_ = false, written_ = true;
  std::string waiting_;
  ProgressBar& bar_;
};

int run_ldd(const LddArguments& arguments) {
  LddOptions options;
  options.loader = inputs_of(arguments.loader);
  if (!place_words(arguments, options) || !choose_files(arguments, options)) return k_exit_failed;
  RunArguments run = arguments.run;
  run.sources = options.sources;
  run.no_facts = run.no_facts || !options.root.empty();
  apply(run, options);
  options.format = format_of(arguments);
  options.values = false;

  ProgressBar bar(!run.no_progress && can_show_progress());
  EntryWriter writer(options.format, bar);
  options.on_progress = [&bar](const Progress& progress) { bar.show(progress); };
  options.on_entry = [&writer](const LddEntry& entry) { writer.entry(entry); };
  options.should_stop = [] { return interrupted() != 0; };
  watch_for_interrupts();
  const LddReport report = ldd(options);
  writer.flush();
  if (interrupted() != 0) return 128 + interrupted();
  if (report.status == Status::failed) {
    complain(report.error);
    return k_exit_failed;
  }
  const bool written = writer.finish();
  for (const auto& problem : report.problems) complain(problem);
  return written ? static_cast<int>(report.status) : k_exit_failed;
}

Action declare_ldd(CLI::App& app) {
  auto arguments = std::make_shared<LddArguments>();
  app.add_option("SOURCE|FILE", arguments->words, "A source and paths in its packages; with --root only paths")->type_name("");
  const char* what = "What is looked at";
  app.add_option("--root", arguments->root, "The system installed in DIR")
      ->type_name("DIR")
      ->check(CLI::ExistingDirectory)
      ->group(what);
  app.add_option("--package", arguments->packages, "All files of this package. May be repeated")
      ->type_name("NAME")
      ->allow_extra_args(false)
      ->group(what);
  app.add_flag("--all", arguments->all, "All programs and libraries")->group(what);
  app.add_option("--arch", arguments->run.arches, "Only this architecture. May be repeated")
      ->type_name("ARCH")
      ->allow_extra_args(false)
      ->group(what);
  declare_loader_options(app, arguments->loader);
  const char* shown = "What is shown";
  app.add_flag("--list", arguments->list, "Flat, as ldd lists it")->group(shown);
  app.add_flag("--paths", arguments->paths, "Only the paths of what is loaded")->group(shown);
  app.add_option("--format", arguments->format, "text, json or jsonl. Default: text")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"text", "json", "jsonl"}))
      ->group(shown);
  const char* how = "How";
  app.add_option("--facts", arguments->run.facts, "Keep what packages say in FILE")->type_name("FILE")->group(how);
  app.add_flag("--no-facts", arguments->run.no_facts, "Keep nothing")->group(how);
  app.add_option("--threads", arguments->run.threads, "Threads. Default: one per processor")
      ->type_name("N")
      ->check(CLI::Range(1U, 1024U))
      ->group(how);
  app.add_flag("--no-progress", arguments->run.no_progress, "No progress bar")->group(how);
  return [arguments] { return run_ldd(*arguments); };
}

}  // namespace

const Subcommand ldd_subcommand{"ldd", "Show the link map that the dynamic linker would make",
                                "Shows what the dynamic linker would load for a program or library, and where it finds it:\n"
                                "in a root directory, or in what an installation of its package brings. Nothing is run, so\n"
                                "programs of any architecture can be looked at, and untrusted ones too.\n",
                                "Examples:\n"
                                "  elfgate ldd /usr/bin/curl                          a program of this system\n"
                                "  elfgate ldd --root image/ --all --format jsonl     every ELF file of a root directory\n"
                                "  elfgate ldd --root image/ --package nginx          of a package installed there\n"
                                "  elfgate ldd repo/ --package curl --arch aarch64    of a package, in its own closure\n"
                                "  elfgate ldd repo/ /usr/bin/psql --no-cache         whichever package ships it\n"
                                "\n"
                                "Exit status: 0 everything is found, 1 a library is missing or the loader would stop, 2 wrong\n"
                                "             use or a failure, 3 something could not be read.",
                                &declare_ldd};

}  // namespace elfgate::command
