#include "run_options.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "command.h"

namespace elfgate::command {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

/// Credentials come from the places that curl and apko look at; HTTP_AUTH is basic:HOST:USER:PASSWORD.
void apply_network(const RunArguments& arguments, RemoteOptions& remote) {
  remote.offline = arguments.offline;
  remote.attempts = arguments.attempts;
  remote.stall_seconds = arguments.stall;
  remote.http_auth = environment("HTTP_AUTH");
  remote.netrc_path = environment("NETRC");
  const std::string home = environment("HOME");
  if (remote.netrc_path.empty() && home.starts_with('/')) remote.netrc_path = home + "/.netrc";
  std::error_code unreadable;  // of a home that belongs to somebody else
  if (!std::filesystem::is_regular_file(remote.netrc_path, unreadable)) remote.netrc_path.clear();
  const std::string facts = default_facts_path();
  if (arguments.facts.empty() && !facts.empty())
    remote.folder = std::filesystem::path(facts).replace_filename("remote").string();
}

/// The folder of PATH exists afterwards; the reason why not otherwise.
std::string make_folder_of(const std::string& path) {
  std::error_code failure;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), failure);
  return failure ? failure.message() : std::string();
}

}  // namespace

void declare_sources(CLI::App& app, RunArguments& arguments) {
  app.add_option("SOURCE", arguments.sources,
                 "A repository (x86_64/APKINDEX.tar.gz ...), a directory of .apk or\n"
                 ".deb files, a Debian archive, one package, or a scenario (.eg);\n"
                 "of the first and the third also the URL (https://...).\n"
                 "Several are layered in order.")
      ->type_name("")
      ->expected(-1);
}

void declare_run_options(CLI::App& app, RunArguments& arguments, bool facts_optional) {
  app.add_option("--arch", arguments.arches, "Only this architecture; repeat for more. Default: all there are")
      ->type_name("ARCH")
      ->allow_extra_args(false)
      ->group("What is read");
  auto* facts = app.add_option("--facts", arguments.facts,
                               "Keep what packages say in FILE and read each only once. Default:\n"
                               "$XDG_CACHE_HOME/elfgate/facts.sqlite, or below ~/.cache")
                    ->type_name("FILE")
                    ->group("What is read");
  if (facts_optional) {
    app.add_flag("--no-facts", arguments.no_facts, "Read every package, keep nothing")->excludes(facts)->group("What is read");
    app.add_flag("--facts-read-only", arguments.facts_read_only, "Use what the facts store holds, and write nothing to it")
        ->group("What is read");
  }
  app.add_option("--threads", arguments.threads, "Threads. Default: one per processor")
      ->type_name("N")
      ->check(CLI::Range(1U, 1024U))
      ->group("How");
  app.add_option("--memory", arguments.memory, "Bytes of packages held at once, such as 256MiB. Default: 128MiB")
      ->type_name("SIZE")
      ->transform(CLI::AsSizeValue(false))
      ->group("How");
  app.add_flag("--second-reader", arguments.second_reader, "Read every ELF file with LIEF too and report differences (slow)")
      ->group("How");
  app.add_flag("--no-progress", arguments.no_progress, "No progress bar, even on a terminal")->group("How");
  declare_network_options(app, arguments);
}

void declare_network_options(CLI::App& app, RunArguments& arguments) {
  const std::string group = "The network, for a SOURCE that is a URL";
  app.add_flag("--offline", arguments.offline, "Use what earlier runs have kept, and no network")->group(group);
  app.add_option("--attempts", arguments.attempts, "Attempts for one file, in a row and without progress. Default: 5")
      ->type_name("N")
      ->check(CLI::Range(1U, 100U))
      ->group(group);
  app.add_option("--stall", arguments.stall, "A transfer that stands still for so long is broken. Default: 30")
      ->type_name("SECONDS")
      ->check(CLI::Range(1U, 3600U))
      ->group(group);
}

std::string default_facts_path() {
  const std::string cache = environment("XDG_CACHE_HOME");
  if (cache.starts_with('/')) return cache + "/elfgate/facts.sqlite";  // the XDG rules say: a relative one is ignored
  const std::string home = environment("HOME");
  return home.starts_with('/') ? home + "/.cache/elfgate/facts.sqlite" : std::string();
}

void apply(const RunArguments& arguments, RunOptions& options) {
  options.sources = arguments.sources;
  options.arches = arguments.arches;
  options.threads = arguments.threads;
  options.memory_budget = arguments.memory;
  options.second_reader = arguments.second_reader;
  apply_network(arguments, options.remote);
  if (arguments.no_facts) return;
  options.facts_read_only = arguments.facts_read_only;
  options.facts_path = arguments.facts;
  if (!options.facts_path.empty()) return;
  options.facts_path = default_facts_path();
  if (options.facts_path.empty()) {
    complain("no facts store: neither XDG_CACHE_HOME nor HOME is set; use --facts FILE to keep facts between runs");
    return;
  }
  const std::string failure = make_folder_of(options.facts_path);
  if (failure.empty()) return;
  complain("no facts store: " + options.facts_path + ": " + failure + "; use --facts FILE or --no-facts");
  options.facts_path.clear();
}

}  // namespace elfgate::command
