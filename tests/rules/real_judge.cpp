#include "real_judge.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "base/bytes.h"
#include "base/text.h"
#include "elf/reader.h"
#include "sandbox.h"

namespace elfgate::rules {

using oracle::Command;
using oracle::Mode;

namespace {

namespace fs = std::filesystem;

// One loader of this machine, made ready once per process.
struct Ready {
  std::optional<oracle::RealLoader> loader;
  std::string absence;
  std::string root;
  unsigned glibc_minor = 0;
};

const std::string& place() {
  static const std::string made = oracle::private_place();
  return made;
}

std::optional<model::LoaderConstants> constants_of(const std::string& host) {
  std::ifstream in(host, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  return elf::read_loader_constants(base::as_bytes(bytes));
}

Ready prepare(const System& system) {
  Ready ready;
  if (system.real.empty()) return {std::nullopt, "no machine has it", {}, 0};
  auto found = oracle::RealLoader::find(system.real, &ready.absence);
  if (!found) return ready;
  if (place().empty()) return {std::nullopt, "a changed root needs root's rights", {}, 0};
  const auto store = place() + "/store/" + system.real;
  fs::create_directory(store);
  found->stock(store);
  const auto constants = constants_of(store + "/ld.so");
  if (!constants || constants->system_dirs != system.default_dirs)
    return {std::nullopt, "the loader of this machine has other default directories", {}, 0};
  if (!system.musl()) ready.glibc_minor = static_cast<unsigned>(std::stoul(constants->version.substr(2)));
  ready.root = place() + "/root";
  ready.loader = std::move(found);
  return ready;
}

const Ready& ready(const System& system) {
  static std::map<std::string, Ready> known;
  const auto [at, added] = known.try_emplace(system.real);
  if (added) at->second = prepare(system);
  return at->second;
}

unsigned level_of(const oracle::RealLoader& real) {
  loader::LoaderSettings settings;
  real.set_cpu(&settings);
  return settings.cpu_level;
}

// The glibc-hwcaps directories that a CPU of LEVEL has.
std::string hwcaps_mask(unsigned level) {
  std::string mask;
  for (unsigned at = level; at >= 2; --at) mask += (mask.empty() ? "x86-64-v" : ":x86-64-v") + std::to_string(at);
  return mask.empty() ? "none" : mask;
}

// "\tlibq.so.1 (libc6,x86-64, hwcap: "x86-64-v2") => /c/..." of ldconfig -p as "libq.so.1 [x86-64-v2] => /c/...".
Lines printed_cache(const std::string& out) {
  Lines lines;
  for (auto line : base::split(out, '\n')) {
    if (!line.starts_with('\t')) continue;
    line.remove_prefix(1);
    const auto path = line.rfind(" => ");
    const auto flags = line.rfind(" (", path);
    if (path == std::string_view::npos || flags == std::string_view::npos) continue;
    std::string text(line.substr(0, flags));
    constexpr std::string_view k_hwcap = "hwcap: \"";
    const auto words = line.substr(flags, path - flags);
    if (const auto at = words.find(k_hwcap); at != std::string_view::npos) {
      const auto name = words.substr(at + k_hwcap.size());
      text.append(" [").append(name.substr(0, name.find('"'))).append("]");
    }
    lines.push_back(text.append(line.substr(path)));
  }
  return lines;
}

}  // namespace

// Puts ROOT's tree where the loader can be started in it; nothing when the loader has no part in this test.
static const Ready* stage(const Root& root, bool may_take_part, unsigned first, unsigned last, const oracle::Tree& tree) {
  if (!may_take_part) return nullptr;
  const auto& real = ready(root.system());
  if (!real.loader || (!root.system().musl() && (real.glibc_minor < first || real.glibc_minor > last))) return nullptr;
  oracle::clear_root(real.root);
  oracle::write_nodes(tree.nodes, real.root);
  real.loader->install(real.root);
  fs::create_directories(real.root + "/etc");
  return &real;
}

// False when this machine has the loader and not its ldconfig.
static bool run_ldconfig(const Ready& real, bool makes_links) {
  auto command = real.loader->ldconfig_command(real.root);
  if (!fs::exists(real.root + command.arguments.back())) return false;
  if (!makes_links) command.arguments.emplace_back("-X");
  oracle::run(command);
  return true;
}

std::optional<Lines> RealJudge::listing(const Root& root, Mode mode) {
  const auto tree = root.tree(mode);
  const bool told_platform = !root.platform_.empty() && root.platform_ != platform(root.system());
  const bool takes_part = !root.simulated_only_ && !root.secure_ && !told_platform;
  const auto* real = stage(root, takes_part, root.first_minor_, root.last_minor_, tree);
  if (real == nullptr) return std::nullopt;
  if (root.cpu_level_ > level_of(*real->loader)) return std::nullopt;
  if (tree.ldconfig && !run_ldconfig(*real, root.makes_links_)) return std::nullopt;
  auto command = real->loader->trace_command(tree, real->root);
  if (root.cpu_level_ > 0) {
    const auto program = command.arguments.end() - 1;
    command.arguments.insert(program, {"--glibc-hwcaps-mask", hwcaps_mask(root.cpu_level_)});
  }
  const auto ran = oracle::run(command);
  auto lines = oracle::said_lines(ran, mode, root.system().musl());
  if (ran.status < 0) lines.push_back("! not started");
  return lines;
}

std::optional<Lines> RealJudge::cache(const Root& root) {
  const auto* real = stage(root, !root.simulated_only_, root.first_minor_, root.last_minor_, root.tree(Mode::trace));
  if (real == nullptr) return std::nullopt;
  if (!run_ldconfig(*real, root.makes_links_)) return std::nullopt;
  auto command = real->loader->ldconfig_command(real->root);
  command.arguments.emplace_back("-p");
  return printed_cache(oracle::run(command).out);
}

std::optional<Lines> RealJudge::links(const Root& root, const std::string& dir) {
  const auto* real = stage(root, !root.simulated_only_, root.first_minor_, root.last_minor_, root.tree(Mode::trace));
  if (real == nullptr) return std::nullopt;
  if (!run_ldconfig(*real, root.makes_links_)) return std::nullopt;
  Lines lines;
  std::error_code ignored;
  for (const auto& entry : fs::recursive_directory_iterator(real->root + dir, ignored))
    if (entry.is_symlink())
      lines.push_back(entry.path().string().substr(real->root.size()) + " -> " + fs::read_symlink(entry.path()).string());
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::string RealJudge::platform(const System& system) {
  const auto& real = ready(system);
  if (!real.loader) return system.machine == model::k_em_aarch64 ? "aarch64" : "x86_64";
  loader::LoaderSettings settings;
  real.loader->set_cpu(&settings);
  return settings.platforms.front();
}

std::string RealJudge::absence(const System& system) {
  return ready(system).absence;
}

}  // namespace elfgate::rules
