#include "judge.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "disk_view.h"
#include "loader/linked_view.h"
#include "loader/loader.h"

namespace elfgate::oracle {
namespace {

std::string entry_text(const loader::CacheEntry& entry) {
  return "cache " + entry.soname + " = " + entry.path + " flags " + std::to_string(entry.flags) +
         (entry.hwcap.empty() ? "" : " hwcap " + entry.hwcap);
}

// All symbolic links of a view, as lines.
class Links final : public loader::FileView::Visitor {
 public:
  explicit Links(const loader::FileView& view) : view_(view) {}
  Lines take() && {
    walk("/");
    return std::move(lines_);
  }
  void visit(std::string_view name, const loader::ViewEntry& entry) override {
    const auto path = (dir_ == "/" ? "" : dir_) + "/" + std::string(name);
    if (entry.kind == loader::EntryKind::symlink) lines_.push_back("link " + path + " -> " + std::string(entry.target));
    if (entry.kind == loader::EntryKind::directory) below_.push_back(path);
  }

 private:
  void walk(const std::string& dir) {
    dir_ = dir;
    view_.list(dir, *this);
    auto below = std::move(below_);
    below_.clear();
    for (const auto& path : below) walk(path);
  }
  const loader::FileView& view_;
  std::string dir_;
  std::vector<std::string> below_;
  Lines lines_;
};

Lines cache_lines(const loader::LdCache& cache) {
  Lines lines;
  for (const auto& entry : cache.entries) lines.push_back(entry_text(entry));
  return lines;
}

// Equal keys of one directory and one hwcaps set come in the order of readdir: only their set can be compared.
Lines sorted(Lines lines) {
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::string compare_ldconfig(const RealLoader& real, const std::string& root, const loader::LinkedView& simulated,
                             const loader::LdCache& cache) {
  const auto ran = run(real.ldconfig_command(root));
  if (ran.status != 0) return "ldconfig failed: " + ran.err;
  std::ifstream in(root + "/etc/ld.so.cache", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const auto written = loader::read_cache_file(base::as_bytes(bytes), "ld.so.cache");
  if (!written) return "cache unreadable: " + base::to_text(written.error());
  const DiskView after(root);
  return difference(sorted(cache_lines(*written)), sorted(cache_lines(cache))) +
         difference(sorted(Links(after).take()), sorted(Links(simulated).take()));
}

}  // namespace

std::string difference(const Lines& said, const Lines& simulated) {
  if (said == simulated) return {};
  std::string report;
  for (const auto& line : said) {
    const bool both = std::find(simulated.begin(), simulated.end(), line) != simulated.end();
    report += (both ? "    real        " : "  < real        ") + line + "\n";
  }
  for (const auto& line : simulated) {
    const bool both = std::find(said.begin(), said.end(), line) != said.end();
    report += (both ? "    simulation  " : "  > simulation  ") + line + "\n";
  }
  return report;
}

Verdict judge(const Tree& tree, const RealLoader& real, const std::string& root) {
  Verdict verdict;
  clear_root(root);
  write_tree(tree, root);
  real.install(root);
  std::filesystem::create_directories(root + "/etc");  // where ldconfig writes its cache
  const DiskView disk(root);
  loader::LinkedView view(disk);
  loader::PathWalk first_walk(disk);
  auto detected = loader::detect_loader(first_walk, real.interp(), real.machine(), 2);
  if (detected.loader == nullptr) return {false, false, "no loader detected: " + detected.note + "\n"};
  loader::LdCache cache;
  if (tree.ldconfig && !real.musl()) {
    loader::LdconfigSettings settings{real.machine(), detected.ldconfig_dirs, detected.settings.glibc_minor, true};
    cache = loader::run_ldconfig(first_walk, settings);
    for (const auto& link : cache.links) view.add(link.path, link.target);
    for (const auto& path : cache.removed) view.remove(path);
    verdict.report = compare_ldconfig(real, root, view, cache);
    detected.settings.cache = &cache;
  }
  auto& settings = detected.settings;
  real.set_cpu(&settings);
  settings.library_path = tree.library_path;
  settings.preload = tree.preload;
  settings.cwd = tree.cwd;
  settings.canonical_origin = tree.mode != Mode::list;
  loader::PathWalk walk(view);
  const auto map = detected.loader->link(walk, settings, {tree.program, {}});
  const auto ran = run(real.trace_command(tree, root));
  if (ran.status < 0 || ran.status == 125 || ran.status == 126) return {true, true, {}};
  verdict.report +=
      difference(said_lines(ran, tree.mode, real.musl()), simulated_lines(map, tree.program, tree.mode, real.musl()));
  verdict.agree = verdict.report.empty();
  return verdict;
}

}  // namespace elfgate::oracle
