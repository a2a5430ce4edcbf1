// ldconfig, seen as a function from a tree to a cache and to links (section 5.2). It walks the directories of ld.so.conf and
// then its builtin ones; in each it keeps one file per soname, makes the link that carries the soname, and adds an entry.
#include "loader/ldconfig.h"

#include <algorithm>
#include <bit>
#include <map>
#include <set>

#include "base/vpath.h"
#include "loader/ld_so_conf.h"
#include "loader/linked_view.h"
#include "loader/loader.h"

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

constexpr std::uint32_t k_flag_elf = 1, k_flag_libc6 = 3;

// What says that a 32-bit file belongs to libc 6: its interpreter, or a library it needs.
std::uint32_t flags_of_32_bit(const model::ElfFacts& elf, std::uint16_t machine) {
  const bool x86 = machine != model::k_em_aarch64;
  constexpr std::string_view k_x86[] = {"/lib/ld-linux-x86-64.so.2", "/lib/ld-linux.so.2", "/libx32/ld-linux-x32.so.2",
                                        "/lib64/ld-linux-x86-64.so.2"};
  constexpr std::string_view k_arm[] = {"/lib/ld-linux-aarch64.so.1",
                                        "/lib/ld-linux-aarch64_be.so.1",
                                        "/lib/ld-linux-aarch64_ilp32.so.1",
                                        "/lib/ld-linux-aarch64_be_ilp32.so.1",
                                        "/lib/ld-linux.so.3",
                                        "/lib/ld-linux-armhf.so.3"};
  bool known = false;
  if (elf.interp) {
    for (const auto name : k_x86) known |= x86 && *elf.interp == name;
    for (const auto name : k_arm) known |= !x86 && *elf.interp == name;
  }
  for (const auto& edge : elf.edges)
    known |= edge.kind == model::EdgeKind::needed && (edge.name == "libc.so.6" || edge.name == "libm.so.6");
  return known ? k_flag_libc6 : k_flag_elf;
}

// ldconfig for aarch64 takes every 32-bit file for one of arm, and asks for its float ABI.
std::uint32_t flags_of_arm(const model::ElfFacts& elf) {
  constexpr std::uint32_t k_eabi_mask = 0xff000000, k_eabi_5 = 0x05000000, k_hard = 0x400, k_soft = 0x200;
  if ((elf.flags & k_eabi_mask) != k_eabi_5) return flags_of_32_bit(elf, model::k_em_aarch64);
  return (elf.flags & k_hard) != 0 ? 0x903 : (elf.flags & k_soft) != 0 ? 0xb03 : k_flag_libc6;
}

// R5.9: the flags ldconfig of MACHINE gives a file; 0 when it leaves the file out.
std::uint32_t flags_of(const model::FileFact* fact, std::uint16_t machine) {
  if (fact == nullptr || fact->content != model::FileContent::elf) return 0;
  const auto& elf = fact->elf;
  if (elf.type != model::k_et_dyn || elf.data != k_little_endian || !elf.has_dynamic || !elf.has_strtab) return 0;
  if (machine == model::k_em_aarch64) return elf.elf_class == k_class64 ? 0xa03 : flags_of_arm(elf);
  if (machine == model::k_em_x86_64 || machine == model::k_em_386) {
    if (elf.machine == model::k_em_x86_64) return elf.elf_class == k_class64 ? 0x303 : 0x803;
    return elf.machine == model::k_em_386 && elf.elf_class == k_class32 ? flags_of_32_bit(elf, machine) : 0;
  }
  return elf.machine == machine ? cache_flags(machine, elf.elf_class) : 0;
}

unsigned isa_level_of(const model::ElfFacts& elf) {
  const auto bits = static_cast<unsigned>(std::bit_width(elf.x86_isa_needed));
  return bits < 2 ? 0 : bits;
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

// What of a directory is looked at.
class Candidates final : public FileView::Visitor {
 public:
  struct Candidate {
    std::string name;
    ViewEntry entry;
  };
  Candidates(bool hwcaps, const LdconfigSettings& settings) : hwcaps_(hwcaps), settings_(settings) {}
  void visit(std::string_view name, const ViewEntry& entry) override {
    if (entry.kind != EntryKind::regular && entry.kind != EntryKind::symlink && entry.kind != EntryKind::directory) return;
    const bool free_name =
        hwcaps_ || (ldconfig_knows_legacy_hwcaps(settings_.glibc_minor) && is_legacy_hwcap_directory(settings_.machine, name));
    if (!is_dso_name(name) && (entry.kind == EntryKind::regular || !free_name)) return;
    if (!is_skipped_name(name, settings_.glibc_minor)) found.push_back({std::string(name), entry});
  }
  std::vector<Candidate> found;

 private:
  bool hwcaps_;
  const LdconfigSettings& settings_;
};

// Whoever runs ldconfig is root.
class Run {
 public:
  Run(PathWalk& walk, const LdconfigSettings& settings) : settings_(settings), view_(walk.view()), walk_(view_, true) {}

  LdCache take() && {
    auto conf = read_ld_so_conf(walk_, settings_.glibc_minor);
    cache_.problems = std::move(conf.problems);
    for (const auto& path : conf.directories) add_directory(path);
    for (const auto& path : settings_.system_dirs) add_directory(path);
    for (std::size_t i = 0; i < directories_.size(); ++i) scan(Directory(directories_[i]));  // which may add some at the end
    std::stable_sort(cache_.entries.begin(), cache_.entries.end(), before);
    return std::move(cache_);
  }

 private:
  // R5.10.
  static bool before(const CacheEntry& a, const CacheEntry& b) {
    if (const int order = cache_compare(a.soname, b.soname); order != 0) return order > 0;
    if (a.flags != b.flags) return a.flags > b.flags;
    if (a.hwcap.empty() != b.hwcap.empty()) return b.hwcap.empty();
    if (a.hwcap != b.hwcap) return a.hwcap < b.hwcap;
    const auto a_bits = std::popcount(a.legacy_hwcap), b_bits = std::popcount(b.legacy_hwcap);
    return a_bits != b_bits ? a_bits > b_bits : a.legacy_hwcap > b.legacy_hwcap;
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

  // R4.4: queued behind everything that is known by now.
  void add_legacy_directory(const Directory& dir, const std::string& name) {
    if (!dir.hwcap.empty() || !ldconfig_knows_legacy_hwcaps(settings_.glibc_minor)) return;
    if (is_legacy_hwcap_directory(settings_.machine, name)) add_single(dir.path + "/" + name, {});
  }

  void scan(const Directory& dir) {
    Candidates candidates(!dir.hwcap.empty(), settings_);
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
    }
    if (file.kind == EntryKind::directory) add_legacy_directory(dir, name);
    if (file.kind != EntryKind::regular) return;
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
    if (dir.hwcap.empty() && ldconfig_knows_legacy_hwcaps(settings_.glibc_minor))
      entry.legacy_hwcap = legacy_hwcap_bits(settings_.machine, dir.path);
    if (dir.hwcap.empty()) {
      entry.path = dir.path + "/" + soname;
      if (!file.is_link && settings_.make_links) link(dir, soname, file.name, &entry);
    } else {
      entry.path = dir.path + "/" + file.name;
      entry.isa_level = file.isa_level;
    }
    cache_.entries.push_back(std::move(entry));
  }

  // R5.13. A soname with a slash leads into another directory; what stands there is treated no differently.
  void link(const Directory& dir, const std::string& soname, const std::string& name, CacheEntry* entry) {
    if (soname == name) return;
    const auto path = dir.real + "/" + soname;
    const std::string leaf(base::basename(path));
    const auto& place = walk_.directory(path.substr(0, path.size() - leaf.size()));
    if (leaf.empty() || leaf == "." || leaf == ".." || place.error != WalkError::none) return;
    const auto standing = view_.entry(place.real, leaf);
    const auto target = walk_.resolve(path);
    if (target.error == WalkError::none) {
      const auto file = walk_.resolve(base::join(dir.real, name));
      if (file.real == target.real || (file.entry.file == target.entry.file && file.entry.file != model::FileId::none)) return;
      if (standing.kind != EntryKind::symlink || is_kept_loader(soname)) return;
    } else {
      if (standing.kind != EntryKind::absent && standing.kind != EntryKind::symlink) return;
      entry->created_link = true;
      entry->link_target = name;
    }
    cache_.links.push_back({base::join(place.real, leaf), name});
    view_.add(cache_.links.back().path, name);
  }

  // Debian's ldconfig never points the name of a dynamic linker elsewhere.
  bool is_kept_loader(std::string_view soname) const {
    constexpr std::string_view k_names[] = {"ld-linux-aarch64.so.1",
                                            "ld-linux-aarch64_be.so.1",
                                            "ld-linux-armhf.so.3",
                                            "ld-linux-ia64.so.2",
                                            "ld-linux-mipsn8.so.1",
                                            "ld-linux-x86-64.so.2",
                                            "ld-linux.so.2",
                                            "ld-linux.so.3",
                                            "ld.so.1",
                                            "ld-kfreebsd-x86-64.so.1",
                                            "ld64.so.1",
                                            "ld64.so.2"};
    return is_debian(settings_.system_dirs) && std::find(std::begin(k_names), std::end(k_names), soname) != std::end(k_names);
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
