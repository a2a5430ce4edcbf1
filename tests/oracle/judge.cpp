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
         (entry.hwcap.empty() ? "" : " hwcap " + entry.hwcap) +
         (entry.legacy_hwcap == 0 ? "" : " legacy " + std::to_string(entry.legacy_hwcap)) +
         (entry.isa_level == 0 ? "" : " isa " + std::to_string(entry.isa_level));
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

Lines sorted(Lines lines) {
  std::sort(lines.begin(), lines.end());
  return lines;
}

// The order of entries that ldconfig takes for equal is the file system's: only their set can be compared.
std::string compare_ldconfig(const loader::LdCache& written, const DiskView& after, const loader::LinkedView& simulated,
                             const loader::LdCache& cache) {
  return difference(sorted(cache_lines(written)), sorted(cache_lines(cache))) +
         difference(sorted(Links(after).take()), sorted(Links(simulated).take()));
}

std::optional<loader::LdCache> read_cache(const std::string& root) {
  std::ifstream in(root + "/etc/ld.so.cache", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  auto cache = loader::read_cache_file(base::as_bytes(bytes), "ld.so.cache");
  if (!cache) return std::nullopt;
  return std::move(*cache);
}

// All that a listing is made of, as lines.
Lines listing_of(const model::LinkMap& map) {
  Lines lines{std::string("status ") + name_of(map.status), "reason " + map.fatal_reason};
  for (const auto& line : map.listing) {
    auto& text = lines.emplace_back();
    if (line.reserved != model::k_no_object) text += map.reserved_names[line.reserved] + " ";
    if (line.object == model::k_no_object) {
      text += map.edges[line.edge].name + " missing for " + map.objects[map.edges[line.edge].from].path;
    } else {
      const auto& object = map.objects[line.object];
      text += object.name + " => " + object.path + " -> " + object.real + " " + name_of(object.how);
    }
  }
  for (const auto& problem : map.versions)
    lines.push_back("version " + problem.version + " of " + problem.file + " for " + map.objects[problem.from].path);
  lines.push_back(std::string("depends") + (map.depends_on_cwd ? " cwd" : "") + (map.depends_on_cpu_level ? " cpu" : "") +
                  (map.uses_install_time_link ? " links" : ""));
  return lines;
}

// One tree, from its making to the verdict.
class Case {
 public:
  Case(const Tree& tree, const RealLoader& real, const std::string& root) : tree_(tree), real_(real), root_(root) {}

  Verdict judge() && {
    clear_root(root_);
    write_nodes(tree_.nodes, root_);
    real_.install(root_);
    std::filesystem::create_directories(root_ + "/etc");  // where ldconfig writes its cache
    if (tree_.ldconfig && !real_.musl()) run_ldconfig();
    age(tree_, root_);
    const auto ran = run(real_.trace_command(tree_, root_));
    const bool no_interpreter = real_.emulated() && ran.err.starts_with("qemu: Could not open");
    // Audit libraries are not modelled (R10.4). ld.so trips over itself when it unloads one that has filtees, and is stopped by
    // one whose versions are of a file that it does not need (R9.2).
    const bool in_audit = ran.err.find("dl-close.c") != std::string::npos ||
                          (asks_for_audit() && ran.err.find("dl-version.c") != std::string::npos);
    if (ran.status < 0 || ran.status == 125 || ran.status == 126 || no_interpreter || in_audit) {
      verdict_.skipped = true;
      verdict_.agree = verdict_.report.empty();
      return std::move(verdict_);
    }
    const DiskView disk(root_, real_.known_files());
    std::optional<loader::LdCache> cache;
    if (tree_.ldconfig) cache = read_cache(root_);
    compare(ran, disk, cache ? &*cache : nullptr);
    if (as_ldconfig_left_it()) compare(ran, *simulated_, &made_);
    verdict_.agree = verdict_.report.empty();
    return std::move(verdict_);
  }

 private:
  loader::Detected detect(const loader::FileView& view) const {
    loader::PathWalk walk(view);
    return loader::detect_loader(walk, real_.interp(), real_.machine(), 2);
  }

  bool asks_for_audit() const {
    return std::any_of(tree_.nodes.begin(), tree_.nodes.end(), [](const Node& node) {
      return !node.image.facts.audit.empty() || !node.image.facts.depaudit.empty();
    });
  }

  void run_ldconfig() {
    before_.emplace(root_, real_.known_files());
    const auto detected = detect(*before_);
    loader::PathWalk walk(*before_);
    made_ = loader::run_ldconfig(walk, {real_.machine(), detected.ldconfig_dirs, detected.settings.glibc_minor, true});
    simulated_.emplace(*before_, made_);
    const auto ran = run(real_.ldconfig_command(root_));
    const auto written = read_cache(root_);
    if (ran.status != 0 || !written) {
      verdict_.report += "ldconfig failed: " + ran.err;
      return;
    }
    in_order_ = cache_lines(*written) == cache_lines(made_);
    verdict_.report += compare_ldconfig(*written, DiskView(root_, real_.known_files()), *simulated_, made_);
  }

  // The simulated cache and links are what the program meets.
  bool as_ldconfig_left_it() const {
    return simulated_ && in_order_ && tree_.removed_later.empty() && tree_.added_later.empty() &&
           tree_.damage.kind == CacheDamage::Kind::none;
  }

  void compare(const Ran& ran, const loader::FileView& view, const loader::LdCache* cache) {
    auto detected = detect(view);
    if (detected.loader == nullptr) {
      verdict_.report += "no loader detected: " + detected.note + "\n";
      return;
    }
    auto& settings = detected.settings;
    real_.set_cpu(&settings);
    settings.cache = cache;
    settings.library_path = tree_.library_path;
    settings.preload = tree_.preload;
    settings.cwd = tree_.cwd;
    settings.canonical_origin = tree_.mode != Mode::list;
    loader::PathWalk walk(view);
    const auto map = detected.loader->link(walk, settings, {tree_.program, {}});
    verdict_.report +=
        difference(said_lines(ran, tree_.mode, real_.musl()), simulated_lines(map, tree_.program, tree_.mode, real_.musl()));
    compare_with_memory(*detected.loader, settings, view, map);
  }

  // Many starts in one tree, of which only listings are wanted, take short cuts. They lead to the same place.
  void compare_with_memory(const loader::Loader& loader, loader::LoaderSettings settings, const loader::FileView& view,
                           const model::LinkMap& map) {
    loader::PathWalk walk(view, false, loader::PathWalk::Remember::files);
    loader::StartMemory memory;
    settings.memory = &memory;
    settings.every_edge = false;
    for (int start = 0; start < 2; ++start) {
      const auto report = difference(listing_of(map), listing_of(loader.link(walk, settings, {tree_.program, {}})));
      if (!report.empty()) verdict_.report += "with a memory:\n" + report;
    }
  }

  const Tree& tree_;
  const RealLoader& real_;
  const std::string& root_;
  std::optional<DiskView> before_;
  bool in_order_ = false;  // the simulated cache has even equal entries in the order of the real one
  loader::LdCache made_;
  std::optional<loader::LinkedView> simulated_;
  Verdict verdict_;
};

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
  return Case(tree, real, root).judge();
}

}  // namespace elfgate::oracle
