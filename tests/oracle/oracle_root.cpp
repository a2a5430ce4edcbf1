// Every ELF file of a root directory: what `elfgate ldd --all` says, line by line against the real loader, without a cache and
// with the one that the real ldconfig makes. The command is asked as a user asks it. oracle_root --loader glibc-x86_64
// DIRECTORY
//
// Nothing in DIRECTORY is changed: an overlay lies over it, or a copy where the kernel has no overlays.
#include <sys/mount.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "judge.h"

namespace {

using namespace elfgate;
using namespace elfgate::oracle;
using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;
namespace fs = std::filesystem;

constexpr int k_different = 1;
constexpr int k_failed = 2;
constexpr int k_skipped = 77;

struct Figures {
  std::uint64_t files = 0, lines = 0, different = 0, passed_over = 0;
};

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// The lines of `elfgate ldd --format jsonl`; nothing when it fails.
std::optional<std::vector<Json>> ask_command(const std::string& command) {
  std::vector<Json> entries;
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return std::nullopt;
  char* line = nullptr;
  std::size_t capacity = 0;
  while (getline(&line, &capacity, pipe) > 0) entries.push_back(Json::parse(line));
  std::free(line);
  const int status = pclose(pipe);
  if (!WIFEXITED(status) || WEXITSTATUS(status) == 2) return std::nullopt;
  return entries;
}

// An entry in the notation of listing.h.
Lines command_lines(const Json& entry) {
  Lines lines;
  const std::string file = entry.at("file");
  if (entry.contains("version_errors"))
    for (const std::string error : entry.at("version_errors")) lines.push_back("! " + file + ": " + error);
  if (entry.contains("reason")) {
    lines.push_back(complaint(entry.at("reason").get<std::string>()));
    return lines;
  }
  for (const auto& object : entry.at("map")) {
    const std::string needed = object.at("needed");
    if (object.at("path").is_null()) {
      lines.push_back(needed + " => not found");
    } else {
      const std::string path = object.at("path");
      lines.push_back(needed == path ? path : needed + " => " + path);
    }
  }
  if (lines.empty()) lines.emplace_back("statically linked");
  return lines;
}

// "no version information available" stops nothing, and the command does not tell.
void drop_warnings(Lines& lines) {
  std::erase_if(lines, [](const std::string& line) {
    return line.find(": no version information available") != std::string::npos ||
           line.find(": weak version `") != std::string::npos;
  });
}

class Comparison {
 public:
  Comparison(const RealLoader& real, std::string root) : real_(real), root_(std::move(root)) {}

  bool run(const std::string& command, const char* label) {
    const auto begin = Clock::now();
    const auto entries = ask_command(command);
    if (!entries) return false;
    const auto ours = seconds_since(begin);
    Figures figures;
    const auto second = Clock::now();
    for (const auto& entry : *entries) compare(entry, figures);
    const auto theirs = seconds_since(second);
    std::cout << label << ": " << figures.files << " files, " << figures.lines << " lines, " << figures.different
              << " different, " << figures.passed_over << " passed over (another loader, static, not readable); elfgate "
              << ours << " s, real " << theirs << " s" << std::endl;
    different_ += figures.different;
    files_ += figures.files;
    return true;
  }

  std::uint64_t different() const { return different_; }
  std::uint64_t files() const { return files_; }

 private:
  bool is_ours(const Json& entry) const {
    const auto& interp = entry.at("interp");
    const std::string file = entry.at("file");
    std::error_code error;
    const auto mode = fs::status(root_ + file, error).permissions();
    return entry.at("status") != "static" && interp.is_string() && interp == real_.interp() && entry.at("loader").is_string() &&
           !fs::equivalent(root_ + file, root_ + real_.interp(), error) && !file.starts_with(k_tools) &&
           (mode & fs::perms::others_read) != fs::perms::none;
  }

  void compare(const Json& entry, Figures& figures) {
    if (!is_ours(entry)) {
      ++figures.passed_over;
      return;
    }
    ++figures.files;
    Tree tree;
    tree.program = entry.at("file");
    tree.mode = Mode::list;
    auto said = said_lines(oracle::run(real_.trace_command(tree, root_)), tree.mode, real_.musl());
    drop_warnings(said);
    figures.lines += said.size();
    const bool misses = std::any_of(said.begin(), said.end(), [](const auto& line) { return line.ends_with(" => not found"); });
    auto report = difference(said, command_lines(entry));
    if (misses != (entry.at("status") == "missing")) report += "status " + entry.at("status").get<std::string>() + "\n";
    if (report.empty()) return;
    ++figures.different;
    std::cout << tree.program << "\n" << report;
  }

  const RealLoader& real_;
  std::string root_;
  std::uint64_t different_ = 0, files_ = 0;
};

// DIRECTORY with room for changes at PLACE/root.
void lay_over(const std::string& directory, const std::string& place) {
  const auto root = place + "/root";
  for (const char* below : {"/upper", "/work"}) fs::create_directory(place + below);
  const auto options =
      "lowerdir=" + fs::canonical(directory).string() + ",upperdir=" + place + "/upper,workdir=" + place + "/work";
  if (mount("none", root.c_str(), "overlay", 0, options.c_str()) != 0)
    for (const auto& entry : fs::directory_iterator(directory))
      fs::copy(entry.path(), root / entry.path().filename(), fs::copy_options::recursive | fs::copy_options::copy_symlinks);
  fs::create_directory(root + "/proc");
  mount("none", (root + "/proc").c_str(), "proc", 0, nullptr);
  fs::remove(root + "/etc/ld.so.cache");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("What elfgate ldd says of every ELF file of a root directory, compared with a real dynamic linker");
  std::string name = "glibc-x86_64", elfgate, directory;
  app.add_option("--loader", name, "glibc-x86_64, glibc-aarch64, musl-x86_64 or musl-aarch64");
  app.add_option("--elfgate", elfgate, "the command")->required()->check(CLI::ExistingFile);
  app.add_option("directory", directory, "root directory")->required()->check(CLI::ExistingDirectory);
  CLI11_PARSE(app, argc, argv);

  std::string problem;
  auto real = RealLoader::find(name, &problem);
  const auto place = real ? private_place() : std::string();
  if (!real || place.empty()) {
    std::cout << "skipped: " << (problem.empty() ? "a changed root needs root's rights" : problem) << "\n";
    return k_skipped;
  }
  real->stock(place + "/store");
  const auto root = place + "/root";
  lay_over(directory, place);
  real->install(root);

  const auto command = "'" + elfgate + "' ldd --root '" + root + "' --all --no-progress --format jsonl --cpu-level " +
                       std::to_string(real->cpu_level()) + " --cache ";
  Comparison comparison(*real, root);
  bool done = comparison.run(command + "none", "without cache");
  if (done && !real->musl()) {
    // The simulated ldconfig first: the real one would leave its links for it to find.
    const auto expected = ask_command(command + "ldconfig");
    const bool ran = run(real->ldconfig_command(root)).status == 0;
    if (!ran) std::cout << "ldconfig failed" << std::endl;
    done = ran && expected && comparison.run(command + "file", "with cache") && expected == ask_command(command + "file");
    if (!done) std::cout << "--cache ldconfig and --cache file differ" << std::endl;
  }
  if (comparison.files() == 0) std::cout << "nothing was compared" << std::endl;
  if (!done || comparison.files() == 0) return k_failed;
  return comparison.different() == 0 ? 0 : k_different;
}
