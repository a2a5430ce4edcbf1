// ldconfig, seen as a function from a tree to a cache and to links (section 5.2). It walks the directories of ld.so.conf and
// then its builtin ones; in each it keeps one file per soname, makes the link that carries the soname, and adds an entry.
#include "loader/ldconfig.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/vpath.h"
#include "loader/ld_so_conf.h"
#include "loader/linked_view.h"

namespace elfgate::loader {
namespace {

constexpr unsigned k_first_with_hwcaps = 33;
constexpr unsigned k_cuts_implicit_soname = 37;
constexpr unsigned k_skips_temporary_names = 39;
constexpr std::uint8_t k_class32 = 1, k_class64 = 2, k_little_endian = 1;

// R5.8: names that can be a shared library or a dynamic linker.
bool is_dso_name(std::string_view name) {
  if ((name.starts_with("lib") || name.starts_with("ld-")) && name.find(".so") != std::string_view::npos) return true;
  return name.starts_with("ld.so.") || name.starts_with("ld64.so.");
}

bool is_skipped_name(std::string_view name, unsigned glibc_minor) {
  constexpr std::string_view prelink = ".#prelink#";
  constexpr std::size_t random_letters = 7;  // ".XXXXXX"
  if (name.ends_with(prelink)) return true;
  if (name.size() > prelink.size() + random_letters &&
      name.substr(name.size() - prelink.size() - random_letters, prelink.size() + 1) == ".#prelink#.")
    return true;
  if (glibc_minor < k_skips_temporary_names) return false;
  return name.find(';') != std::string_view::npos || name.ends_with(".dpkg-new") || name.ends_with(".dpkg-tmp");
}

// R5.9: the flags ldconfig of MACHINE gives a file; 0 when it leaves the file out.
std::uint32_t flags_of(const model::FileFact* fact, std::uint16_t machine) {
  if (fact == nullptr || fact->content != model::FileContent::elf) return 0;
  const auto& elf = fact->elf;
  if (elf.type != model::k_et_dyn || elf.data != k_little_endian || !elf.has_dynamic || !elf.has_strtab) return 0;
  if (machine == model::k_em_aarch64) return elf.elf_class == k_class64 ? 0xa03 : 0x903;
  if (machine == model::k_em_x86_64 || machine == model::k_em_386) {
    if (elf.machine == model::k_em_x86_64) return elf.elf_class == k_class64 ? 0x303 : 0x803;
    return elf.machine == model::k_em_386 && elf.elf_class == k_class32 ? 0x3 : 0;
  }
  return elf.machine == machine ? cache_flags(machine, elf.elf_class) : 0;
}

unsigned isa_level_of(const model::ElfFacts& elf) {
  unsigned level = 0;
  for (unsigned bit = 1; bit < 4; ++bit)
    if ((elf.x86_isa_needed >> bit & 1) != 0) level = bit + 1;
  return level;
}

std::string implicit_soname(std::string_view name, unsigned glibc_minor) {
  if (glibc_minor != k_cuts_implicit_soname) return std::string(name);
  const auto so = name.find(".so.");
  if (so == std::string_view::npos) return std::string(name);
  const auto end = name.find('.', so + 4);
  return std::string(name.substr(0, end));
}

struct Kept {
  std::string name;
  bool is_link = false;
  std::uint32_t flags = 0;
  unsigned isa_level = 0;
};

struct Directory {
  std::string path;  // as listed: what the cache shows
  std::string real;
  std::string hwcap;
};

class Names final : public FileView::Visitor {
 public:
  struct Name {
    std::string name;
    EntryKind kind;
  };
  void visit(std::string_view name, const ViewEntry& entry) override { names.push_back({std::string(name), entry.kind}); }
  std::vector<Name> names;
};

class Candidates final : public FileView::Visitor {
 public:
  struct Candidate {
    std::string name;
    ViewEntry entry;
  };
  Candidates(bool hwcaps, unsigned glibc_minor) : hwcaps_(hwcaps), glibc_minor_(glibc_minor) {}
  void visit(std::string_view name, const ViewEntry& entry) override {
    if (entry.kind != EntryKind::regular && entry.kind != EntryKind::symlink) return;
    if (!is_dso_name(name) && !(hwcaps_ && entry.kind == EntryKind::symlink)) return;
    if (!is_skipped_name(name, glibc_minor_)) found.push_back({std::string(name), entry});
  }
  std::vector<Candidate> found;

 private:
  bool hwcaps_;
  unsigned glibc_minor_;
};

class Run {
 public:
  Run(PathWalk& walk, const LdconfigSettings& settings) : settings_(settings), view_(walk.view()), walk_(view_) {}

  LdCache take() && {
    auto conf = read_ld_so_conf(walk_, settings_.glibc_minor);
    cache_.problems = std::move(conf.problems);
    for (const auto& path : conf.directories) add_directory(path);
    for (const auto& path : settings_.system_dirs) add_directory(path);
    for (const auto& dir : directories_) scan(dir);
    std::stable_sort(cache_.entries.begin(), cache_.entries.end(), before);
    cache_.freeze();
    return std::move(cache_);
  }

 private:
  // R5.10.
  static bool before(const CacheEntry& a, const CacheEntry& b) {
    if (const int order = cache_compare(a.soname, b.soname); order != 0) return order > 0;
    if (a.flags != b.flags) return a.flags > b.flags;
    if (a.hwcap.empty() != b.hwcap.empty()) return b.hwcap.empty();
    return a.hwcap < b.hwcap;
  }

  bool add_single(const std::string& path, std::string hwcap) {
    const auto& dir = walk_.directory(path);
    if (dir.error != WalkError::none || !known_.insert(dir.real).second) return false;
    directories_.push_back({path, dir.real, std::move(hwcap)});
    return true;
  }

  // R5.7, R5.14.
  void add_directory(const std::string& path) {
    if (!add_single(path, {}) || settings_.glibc_minor < k_first_with_hwcaps) return;
    const auto below = path + "/glibc-hwcaps";
    const auto& dir = walk_.directory(below);
    if (dir.error != WalkError::none) return;
    Names names;
    view_.list(dir.real, names);
    for (const auto& [name, kind] : names.names) {
      if (name.starts_with('.') || name.find(':') != std::string::npos) continue;
      if (kind == EntryKind::directory || kind == EntryKind::symlink) add_single(below + "/" + name, name);
    }
  }

  void scan(const Directory& dir) {
    Candidates candidates(!dir.hwcap.empty(), settings_.glibc_minor);
    view_.list(dir.real, candidates);
    std::map<std::string, Kept> kept;  // by soname
    for (const auto& candidate : candidates.found) consider(dir, candidate, &kept);
    for (const auto& [soname, file] : kept) add_entry(dir, soname, file);
  }

  void consider(const Directory& dir, const Candidates::Candidate& candidate, std::map<std::string, Kept>* kept) {
    const auto& name = candidate.name;
    bool is_link = candidate.entry.kind == EntryKind::symlink;
    ViewEntry file = candidate.entry;
    if (is_link) {
      const auto walked = walk_.resolve(base::join(dir.real, name));
      if (walked.error != WalkError::none) {
        if (settings_.make_links && name.find(".so.") != std::string::npos) {
          cache_.removed.push_back(base::join(dir.real, name));
          view_.remove(cache_.removed.back());
        }
        return;
      }
      file = walked.entry;
      if (file.kind != EntryKind::regular) return;
    }
    const auto flags = flags_of(file.fact, settings_.machine);
    if (flags == 0) return;
    auto soname = file.fact->elf.soname.value_or(implicit_soname(name, settings_.glibc_minor));
    // R5.11: a link named after the soname, or a development link to it, is an entry of its own; another one counts as a file.
    is_link = is_link && (name == soname || (name.ends_with(".so") && soname.starts_with(name)));
    if (is_link) soname = name;
    const auto [place, added] = kept->try_emplace(std::move(soname));
    auto& best = place->second;
    // R5.12: a file beats a link, then the greater name wins.
    if (!added && !(!is_link && best.is_link) && !(is_link == best.is_link && cache_compare(best.name, name) < 0)) return;
    best = {name, is_link, flags, isa_level_of(file.fact->elf)};
  }

  void add_entry(const Directory& dir, const std::string& soname, const Kept& file) {
    CacheEntry entry;
    entry.soname = soname;
    entry.flags = file.flags;
    entry.hwcap = dir.hwcap;
    if (dir.hwcap.empty()) {
      entry.path = dir.path + "/" + soname;
      if (!file.is_link && settings_.make_links) link(dir, soname, file.name, &entry);
    } else {
      entry.path = dir.path + "/" + file.name;
      entry.isa_level = file.isa_level;
    }
    cache_.entries.push_back(std::move(entry));
  }

  // R5.13.
  void link(const Directory& dir, const std::string& soname, const std::string& name, CacheEntry* entry) {
    if (soname == name || soname.empty() || soname.find('/') != std::string::npos) return;
    const auto path = base::join(dir.real, soname);
    const auto standing = view_.entry(dir.real, soname);
    const auto target = walk_.resolve(path);
    if (target.error == WalkError::none) {
      const auto file = walk_.resolve(base::join(dir.real, name));
      if (file.real == target.real || (file.entry.file == target.entry.file && file.entry.file != model::FileId::none)) return;
      if (standing.kind != EntryKind::symlink) return;
    } else {
      if (standing.kind != EntryKind::absent && standing.kind != EntryKind::symlink) return;
      entry->created_link = true;
      entry->link_target = name;
    }
    view_.add(path, name);
    cache_.links.push_back({path, name});
  }

  const LdconfigSettings& settings_;
  LinkedView view_;
  PathWalk walk_;
  LdCache cache_;
  std::vector<Directory> directories_;
  std::set<std::string> known_;
};

}  // namespace

LdCache run_ldconfig(PathWalk& walk, const LdconfigSettings& settings) {
  return Run(walk, settings).take();
}

}  // namespace elfgate::loader
