// The cache that apko writes into an image it builds, without running ldconfig (R5.17): keys are file names, no link is made,
// directories are not de-duplicated.
#include <algorithm>

#include "base/text.h"
#include "base/vpath.h"
#include "loader/ldconfig.h"

namespace elfgate::loader {
namespace {

// /lib and the directories of ld.so.conf; reading stops at the first include line, whose one pattern is followed.
class ApkoConf {
 public:
  explicit ApkoConf(PathWalk& walk) : walk_(walk) {}

  std::vector<std::string> take() && {
    dirs_.emplace_back("/lib");
    read("/etc/ld.so.conf", true);
    return std::move(dirs_);
  }

 private:
  class Matches final : public FileView::Visitor {
   public:
    explicit Matches(std::string_view pattern) : pattern_(pattern) {}
    void visit(std::string_view name, const ViewEntry&) override {
      if (base::matches_pattern(pattern_, name)) names.emplace_back(name);
    }
    std::vector<std::string> names;

   private:
    std::string_view pattern_;
  };

  void read(const std::string& path, bool may_include) {
    const auto file = walk_.resolve(path);
    const auto* text = file.error == WalkError::none ? walk_.view().conf(file.real) : nullptr;
    if (text == nullptr) return;
    for (const auto raw : base::split(*text, '\n')) {
      const auto line = base::trim(raw);
      if (line.empty() || line.starts_with('#')) continue;
      if (line.starts_with("include ")) {
        if (may_include) include(base::trim(line.substr(8)));
        return;
      }
      dirs_.emplace_back(line);
    }
  }

  void include(std::string_view pattern) {
    const std::string full = pattern.starts_with('/') ? std::string(pattern) : base::join("/etc", pattern);
    const auto& dir = walk_.directory(base::dirname(full));
    if (dir.error != WalkError::none) return;
    Matches matches(base::basename(full));
    walk_.view().list(dir.real, matches);
    for (const auto& name : matches.names) read(base::join(base::dirname(full), name), false);
  }

  PathWalk& walk_;
  std::vector<std::string> dirs_;
};

bool is_library_name(std::string_view name) {
  return name.starts_with("lib") || name.starts_with("ld-");
}

// Whether the file is entered under its own name.
bool is_entered(std::string_view name, const model::ElfFacts& elf) {
  if (!elf.soname) return name.ends_with(".so");
  const std::string_view soname = *elf.soname;
  if (!is_library_name(soname)) return false;
  if (name == soname) return true;
  const auto so = soname.find(".so");
  return so != std::string_view::npos && name == std::string(soname.substr(0, so)) + ".so";
}

class Files final : public FileView::Visitor {
 public:
  void visit(std::string_view name, const ViewEntry& entry) override {
    if (entry.kind == EntryKind::regular || entry.kind == EntryKind::symlink) names.emplace_back(name);
  }
  std::vector<std::string> names;
};

}  // namespace

LdCache run_apko_cache(PathWalk& walk, const LdconfigSettings& settings) {
  LdCache cache;
  for (const auto& path : ApkoConf(walk).take()) {
    const auto& dir = walk.directory(path);
    if (dir.error != WalkError::none) continue;
    Files files;
    walk.view().list(dir.real, files);
    for (const auto& name : files.names) {
      if (!is_library_name(name) || name.find(".so") == std::string::npos) continue;
      const auto walked = walk.resolve_in(dir, name);
      if (walked.error != WalkError::none || walked.entry.fact == nullptr) continue;
      const auto& fact = *walked.entry.fact;
      if (fact.content != model::FileContent::elf || fact.elf.type != model::k_et_dyn) continue;
      if (fact.elf.machine != settings.machine || !is_entered(name, fact.elf)) continue;
      CacheEntry entry;
      entry.soname = name;
      entry.path = base::join(path, name);
      entry.flags = cache_flags(settings.machine, fact.elf.elf_class);
      cache.entries.push_back(std::move(entry));
    }
  }
  std::stable_sort(cache.entries.begin(), cache.entries.end(),
                   [](const CacheEntry& a, const CacheEntry& b) { return cache_compare(a.soname, b.soname) > 0; });
  return cache;
}

}  // namespace elfgate::loader
