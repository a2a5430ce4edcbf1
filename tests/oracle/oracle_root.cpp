// Every ELF file of a root directory, the real loader against the simulation: oracle_root --loader glibc-x86_64 DIRECTORY. The
// directory is copied first; nothing in it is changed.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "disk_view.h"
#include "judge.h"
#include "loader/linked_view.h"

namespace {

using namespace elfgate;
using namespace elfgate::oracle;

constexpr int k_skipped = 77;

struct Figures {
  std::uint64_t files = 0;
  std::uint64_t different = 0;
  std::uint64_t passed_over = 0;
};

// What ldd would do with it: a program is started, a library named to the loader.
bool choose_mode(const model::FileFact& fact, const RealLoader& real, Mode* mode) {
  const auto& elf = fact.elf;
  if (elf.machine != real.machine() || elf.elf_class != 2 || !elf.has_dynamic) return false;
  if (elf.type != model::k_et_dyn && elf.type != model::k_et_exec) return false;
  if (elf.interp && *elf.interp != real.interp()) return false;
  if (!elf.interp && (elf.is_pie() || elf.type == model::k_et_exec)) return false;
  *mode = real.musl() || !elf.interp || (fact.mode & 06000) != 0 ? Mode::list : Mode::trace;
  return fact.mode & 0004;
}

void compare_all(const RealLoader& real, const std::string& root, const loader::LdCache* cache, const char* label) {
  const DiskView view(root);
  loader::PathWalk walk(view);
  auto detected = loader::detect_loader(walk, real.interp(), real.machine(), 2);
  real.set_cpu(&detected.settings);
  detected.settings.cache = cache;
  std::cout << label << ": " << detected.note << std::endl;
  Figures figures;
  for (const auto& path : view.elf_files()) {
    const auto walked = walk.resolve(path);
    Tree tree;
    tree.program = path;
    if (path == real.interp() || walked.entry.fact->elf.loader || !choose_mode(*walked.entry.fact, real, &tree.mode)) {
      ++figures.passed_over;
      continue;
    }
    ++figures.files;
    auto settings = detected.settings;
    settings.canonical_origin = tree.mode == Mode::trace;
    const auto map = detected.loader->link(walk, settings, {path, {}});
    auto command = real.trace_command(tree, root);
    if (tree.mode == Mode::trace && (walked.entry.fact->mode & 0001) == 0) command.arguments = {real.interp(), "--list", path};
    const auto report =
        difference(said_lines(run(command), tree.mode, real.musl()), simulated_lines(map, path, tree.mode, real.musl()));
    if (report.empty()) continue;
    ++figures.different;
    std::cout << path << "\n" << report;
  }
  std::cout << label << ": " << figures.files << " files, " << figures.different << " different, " << figures.passed_over
            << " passed over (other machine, static, no dynamic section)" << std::endl;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Every ELF file of a root directory under a real dynamic linker, compared with the simulation");
  std::string name = "glibc-x86_64";
  std::string directory;
  app.add_option("--loader", name, "glibc-x86_64, glibc-aarch64, musl-x86_64 or musl-aarch64");
  app.add_option("directory", directory, "root directory")->required();
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
  namespace fs = std::filesystem;
  for (const auto& entry : fs::directory_iterator(directory))
    if (entry.path().filename() != "proc")
      fs::copy(entry.path(), root / entry.path().filename(),
               fs::copy_options::recursive | fs::copy_options::copy_symlinks | fs::copy_options::overwrite_existing);
  fs::remove(root + "/etc/ld.so.cache");
  real->install(root);
  compare_all(*real, root, nullptr, "without cache");
  if (real->musl()) return 0;
  const DiskView before(root);
  loader::PathWalk walk(before);
  const auto detected = loader::detect_loader(walk, real->interp(), real->machine(), 2);
  const auto cache = loader::run_ldconfig(walk, {real->machine(), detected.ldconfig_dirs, detected.settings.glibc_minor, true});
  if (run(real->ldconfig_command(root)).status != 0) std::cout << "ldconfig failed" << std::endl;
  compare_all(*real, root, &cache, "with cache");
  return 0;
}
