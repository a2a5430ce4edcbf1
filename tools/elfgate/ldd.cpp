// elfgate ldd: the link map that the real dynamic linker would make, of files of a root directory or of packages.
#include "elfgate/ldd.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>

#include "command.h"
#include "interrupt.h"
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
  bool all = false, list = false, paths = false, no_cache = false;
  std::string format = "text", cache = "auto";
  LoaderInputs loader;
  RunArguments run;
};

bool is_elf_file(const std::string& path) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return false;
  std::array<char, 4> magic{};
  std::ifstream(path, std::ios::binary).read(magic.data(), magic.size());
  return magic == std::array<char, 4>{'\x7f', 'E', 'L', 'F'};
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
  if (is_elf_file(arguments.words.front())) {
    options.root = "/";
    for (auto& file : options.files) file = fs::absolute(file).lexically_normal();
    return true;
  }
  options.sources = {arguments.words.front()};
  options.files.erase(options.files.begin());
  return true;
}

bool is_package_file(const std::string& path) {
  return path.ends_with(".apk") || path.ends_with(".deb");
}

/// Which of the files. One package file by itself means all of its own.
bool choose_files(const LddArguments& arguments, LddOptions& options) {
  options.packages = arguments.packages;
  options.all = arguments.all;
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

CacheMode cache_of(const LddArguments& arguments) {
  static const std::map<std::string, CacheMode> modes{{"auto", CacheMode::automatic},
                                                      {"ldconfig", CacheMode::ldconfig},
                                                      {"image", CacheMode::image},
                                                      {"none", CacheMode::none},
                                                      {"file", CacheMode::file}};
  return arguments.no_cache ? CacheMode::none : modes.at(arguments.cache);
}

/// Entries as they come; the elements of a JSON document get their brackets and commas here.
class EntryWriter {
 public:
  EntryWriter(LddFormat format, ProgressBar& bar) : json_(format == LddFormat::json), bar_(bar) {}

  void entry(const LddEntry& entry) {
    bar_.clear();
    if (json_)
      write((any_ ? ",\n" : "[\n") + entry.rendered);
    else
      write(entry.rendered);
    any_ = true;
  }
  bool finish() {
    if (json_) write(any_ ? "\n]\n" : "[]\n");
    return written_;
  }

 private:
  void write(const std::string& text) { written_ = written_ && write_stdout(text); }

  bool json_, any_ = false, written_ = true;
  ProgressBar& bar_;
};

int run_ldd(const LddArguments& arguments) {
  LddOptions options;
  if (!place_words(arguments, options) || !choose_files(arguments, options)) return k_exit_failed;
  RunArguments run = arguments.run;
  run.sources = options.sources;
  run.no_facts = run.no_facts || !options.root.empty();
  apply(run, options);
  options.loader = arguments.loader;
  options.loader.cache = cache_of(arguments);
  options.format = format_of(arguments);

  ProgressBar bar(!run.no_progress && can_show_progress());
  EntryWriter writer(options.format, bar);
  options.on_progress = [&bar](const Progress& progress) { bar.show(progress); };
  options.on_entry = [&writer](const LddEntry& entry) { writer.entry(entry); };
  options.should_stop = [] { return interrupted() != 0; };
  watch_for_interrupts();
  const LddReport report = ldd(options);
  bar.clear();
  if (interrupted() != 0) return 128 + interrupted();
  if (report.status == Status::failed) {
    complain(report.error);
    return k_exit_failed;
  }
  for (const auto& problem : report.problems) complain(problem);
  return writer.finish() ? static_cast<int>(report.status) : k_exit_failed;
}

void declare_loader_options(CLI::App& app, LddArguments& arguments) {
  const char* group = "The process";
  auto& loader = arguments.loader;
  app.add_option("--library-path", loader.library_path, "LD_LIBRARY_PATH")->type_name("DIRS")->group(group);
  app.add_option("--preload", loader.preload, "An entry of LD_PRELOAD. May be repeated")
      ->type_name("FILE")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option(
         "--cache", arguments.cache,
         "ld.so.cache: auto (file where there is one, ldconfig\notherwise), ldconfig (as it would make it), image (as an\n"
         "image builder makes it), file, none. Default: auto")
      ->type_name("WHICH")
      ->check(CLI::IsMember({"auto", "ldconfig", "image", "file", "none"}))
      ->group(group);
  app.add_flag("--no-cache", arguments.no_cache, "The same as --cache none")->group(group);
  app.add_option("--cpu-level", loader.cpu_level, "x86-64-v1 to v4, for glibc-hwcaps. Default: 1")
      ->type_name("1-4")
      ->check(CLI::Range(1U, 4U))
      ->group(group);
  app.add_flag("--secure", loader.secure, "Start every program as if it were setuid")->group(group);
  app.add_option("--cwd", loader.cwd, "Working directory, inside the root. Default: /")->type_name("DIR")->group(group);
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
  declare_loader_options(app, *arguments);
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
