#include "loader/glibc/search.h"

#include "base/limits.h"
#include "base/vpath.h"

namespace elfgate::loader::glibc {

using model::Found;
using model::Refusal;

namespace {

constexpr ImageId k_program = 0;
constexpr std::uint32_t k_mode_setuid = 04000;

Found found_by(int kind) {
  constexpr Found found[] = {Found::rpath, Found::ld_library_path, Found::runpath,
                             Found::cache, Found::default_dir,     Found::path};
  return found[kind];
}

}  // namespace

std::string Search::origin_of(const std::string& path, const std::string& cwd) {
  const auto full = path.starts_with('/') ? path : base::join(cwd, path);
  return std::string(base::dirname(full));
}

TokenValues Search::tokens_of(Image& image) const {
  if (!image.origin) image.origin = origin_of(image.path, settings_.cwd);
  return {*image.origin, settings_.lib_token, settings_.platforms.empty() ? std::string_view{} : settings_.platforms.front()};
}

std::string Search::label(ImageId id) const {
  if (id == k_no_image) return {};
  const auto& image = images_[id];
  return image.path.empty() ? image.real : image.path;
}

std::string Search::describe(const Source& source) const {
  switch (source.kind) {
    case ListKind::rpath: return "RPATH of " + label(source.owner);
    case ListKind::library_path: return "LD_LIBRARY_PATH";
    case ListKind::runpath: return "RUNPATH of " + label(source.owner);
    case ListKind::cache: return "ld.so.cache";
    case ListKind::defaults: return "default";
    case ListKind::path: return "path";
  }
  return {};
}

OriginTrust Search::trust_of(ImageId id) const {
  return !secure_ ? OriginTrust::any : id == k_program ? OriginTrust::trusted : OriginTrust::leading;
}

SearchList Search::split_of(ImageId id, const std::optional<std::string>& text) {
  if (!text) return {};
  auto& image = images_[id];
  return dirs_.split(*text, ":", [&](std::string_view part) {
    return expand_tokens(part, tokens_of(image), trust_of(id), settings_.system_dirs);
  });
}

const SearchList& Search::rpath_of(ImageId id) {
  if (!images_[id].rpath) {
    const auto* elf = images_[id].elf();
    images_[id].rpath = elf == nullptr || elf->runpath ? SearchList{} : split_of(id, elf->rpath);
  }
  return *images_[id].rpath;
}

const SearchList& Search::runpath_of(ImageId id) {
  if (!images_[id].runpath) {
    const auto* elf = images_[id].elf();
    images_[id].runpath = elf == nullptr ? SearchList{} : split_of(id, elf->runpath);
  }
  return *images_[id].runpath;
}

const SearchList& Search::library_path() {
  if (!library_path_) {
    library_path_ = secure_ ? SearchList{} : dirs_.split(settings_.library_path, ":;", [&](std::string_view part) {
      return expand_tokens(part, tokens_of(images_[k_program]));
    });
  }
  return *library_path_;
}

const SearchList& Search::default_dirs() {
  if (!default_dirs_) {
    default_dirs_.emplace();
    for (const auto& dir : settings_.system_dirs) default_dirs_->push_back(dirs_.element(dir.ends_with('/') ? dir : dir + "/"));
  }
  return *default_dirs_;
}

template <typename Visit>
bool Search::each_list(ImageId requester, Visit&& visit) {
  const auto* elf = requester == k_no_image ? nullptr : images_[requester].elf();
  if (elf == nullptr || !elf->runpath) {
    bool met_program = false;
    for (auto id = requester; id != k_no_image; id = images_[id].loader) {
      met_program |= id == k_program;
      if (visit(rpath_of(id), Source{ListKind::rpath, id})) return true;
    }
    if (!met_program && visit(rpath_of(k_program), Source{ListKind::rpath, k_program})) return true;
  }
  if (visit(library_path(), Source{ListKind::library_path, k_no_image})) return true;
  return requester != k_no_image && visit(runpath_of(requester), Source{ListKind::runpath, requester});
}

const model::ElfFacts* Search::flags_of(ImageId requester) const {
  return images_[requester == k_no_image ? k_program : requester].elf();
}

void Search::open(Query& query) {
  if (query.name.find('/') != std::string_view::npos) {
    if (!query.name.starts_with('/')) map_.depends_on_cwd = true;
    open_path(query);
    return;
  }
  const auto visit = [&](const SearchList& list, const Source& source) { return try_list(query, list, source); };
  if (each_list(query.requester, visit)) return;
  if (!query.secure_preload && try_cache(query)) return;
  const auto* elf = flags_of(query.requester);
  if (elf == nullptr || !elf->no_default_dirs())
    try_list(query, default_dirs(), Source{ListKind::defaults, k_no_image});
  else if (settings_.trace)
    query.trace.push_back({"default", {}, Refusal::none, "R2.6", "not searched: DF_1_NODEFLIB"});
}

// The tokens of a name with a slash are expanded once more when it is opened: only here for LD_PRELOAD, a second time for
// DT_NEEDED, where a directory may be called "$LIB".
void Search::open_path(Query& query) {
  const Source source{ListKind::path, k_no_image};
  std::string path(query.name);
  if (query.requester != k_no_image) {
    auto& image = images_[query.requester];
    path = expand_tokens(path, tokens_of(image), trust_of(query.requester), settings_.system_dirs).value_or("");
  }
  if (path.size() >= base::limits::k_path) {
    note(query, source, path, Refusal::name_too_long, "R1.8");
    return;
  }
  auto walked = walk_.resolve(path, settings_.cwd);
  query.outcome = judge(query, std::move(walked), std::move(path), source);
}

bool Search::try_list(Query& query, const SearchList& list, const Source& source) {
  if (settings_.trace) remark(query, source, list);
  for (const auto* element : list) {
    if (element->relative) map_.depends_on_cwd = true;
    note_levels(query, *element, source);
    Outcome last = Outcome::skip;
    for (const auto& place : element->places) {
      const bool is_root = place.prefix == "/";
      if (is_root && root_dir_ == RootDir::gone) {
        note(query, source, element->text, Refusal::absent, "R7.1", "taken for missing: it lacked the first name");
        continue;
      }
      last = try_place(query, place, source);
      if (is_root && root_dir_ == RootDir::unknown) {
        root_dir_ = last == Outcome::accept ? RootDir::there : RootDir::gone;
        if (last == Outcome::end_list) last = Outcome::skip;
      }
      if (last == Outcome::accept || last == Outcome::fatal) return true;
    }
    if (element->places.empty()) note(query, source, element->text, Refusal::absent, "R3.5", "no such directory");
    if (last == Outcome::end_list) return false;
  }
  return false;
}

void Search::note_levels(Query& query, const Element& element, const Source& source) {
  for (const auto& place : element.above) {
    if (walk_.resolve_in(*place.dir, query.name).error != WalkError::none) continue;
    map_.depends_on_cpu_level = true;
    note(query, source, place.prefix + std::string(query.name), Refusal::cpu_level, "R4.5");
  }
}

Outcome Search::try_place(Query& query, const Place& place, const Source& source) {
  std::string path;
  path.reserve(place.prefix.size() + query.name.size());
  path.append(place.prefix).append(query.name);
  Walked walked;
  if (path.size() >= base::limits::k_path) {
    walked.error = WalkError::name_too_long;
  } else {
    walked = walk_.resolve_in(*place.dir, query.name);
  }
  if (place.level > 0 && walked.error == WalkError::none) map_.depends_on_cpu_level = true;
  return query.outcome = judge(query, std::move(walked), std::move(path), source);
}

Outcome Search::judge(Query& query, Walked walked, std::string path, const Source& source) {
  auto refusal = check_candidate(walked, target_);
  if (refusal == Refusal::none && query.secure_preload && source.kind != ListKind::path &&
      (walked.entry.fact->mode & k_mode_setuid) == 0)
    refusal = Refusal::absent;
  // An object that is loaded already is not read again: it may be this file under another name (R1.6).
  const auto outcome = outcome_of(refusal, target_.glibc_minor);
  note(query, source, path, refusal, "R7.1");
  if (outcome == Outcome::accept || outcome == Outcome::fatal) {
    query.path = std::move(path);
    query.how = found_by(static_cast<int>(source.kind));
    query.walked = std::move(walked);
  }
  if (outcome == Outcome::accept) query.refusal = Refusal::none;
  return outcome;
}

StartMemory::CacheAnswer Search::ask_cache(std::string_view name, std::uint32_t flags) const {
  constexpr unsigned k_best_level = 4;
  const auto* best = settings_.cache->find(name, flags, k_best_level, legacy_);
  if (best == nullptr || best->hwcap.empty()) return {best, best};
  return {best, settings_.cache->find(name, flags, settings_.cpu_level, legacy_)};
}

bool Search::try_cache(Query& query) {
  if (settings_.cache == nullptr) return false;
  const Source source{ListKind::cache, k_no_image};
  const auto flags = cache_flags(target_.machine, target_.elf_class);
  const auto ask = [&] { return ask_cache(query.name, flags); };
  const auto [best, entry] = settings_.memory != nullptr ? settings_.memory->cached(query.name, ask) : ask();
  if (best != nullptr && !best->hwcap.empty()) map_.depends_on_cpu_level = true;
  if (settings_.trace) remark_entry(query, entry, flags);
  if (entry == nullptr) {
    note(query, source, query.name, Refusal::absent, "R5.2", "no entry");
    return false;
  }
  if (entry->stops(flags, settings_.cpu_level)) {
    note(query, source, query.name, Refusal::damaged_cache, "R4.2");
    query.outcome = Outcome::fatal;
    return true;
  }
  const auto* elf = flags_of(query.requester);
  if (elf != nullptr && elf->no_default_dirs()) {
    for (const auto& dir : settings_.system_dirs) {
      if (!entry->path.starts_with(dir.ends_with('/') ? dir : dir + "/")) continue;
      note(query, source, entry->path, Refusal::no_default_dirs, "R2.6");
      return false;
    }
  }
  if (!entry->path.starts_with('/')) map_.depends_on_cwd = true;
  auto walked = walk_.resolve(entry->path, settings_.cwd);
  if (walked.error == WalkError::absent && entry->created_link && !entry->link_target.empty()) {
    const auto slash = entry->path.rfind('/');
    walked = walk_.resolve(entry->path.substr(0, slash + 1) + entry->link_target, settings_.cwd);
  }
  query.outcome = judge(query, std::move(walked), entry->path, source);
  return query.outcome == Outcome::accept || query.outcome == Outcome::fatal;
}

void Search::note(Query& query, const Source& source, std::string_view path, Refusal refusal, const char* rule,
                  const char* detail) const {
  if (settings_.trace) query.trace.push_back({describe(source), std::string(path), refusal, rule, detail});
  const bool telling = refusal != Refusal::none && refusal != Refusal::absent && refusal != Refusal::cpu_level;
  const bool fatal = outcome_of(refusal, target_.glibc_minor) == Outcome::fatal;
  if (fatal || (telling && query.refusal == Refusal::absent)) {
    query.refusal = refusal;
    query.refused_path = path;
  }
}

std::vector<std::string> Search::places(std::string_view name, ImageId requester) {
  if (name.find('/') != std::string_view::npos) return {"path: " + std::string(name)};
  std::vector<std::string> lines;
  const auto add = [&](const SearchList& list, const Source& source) {
    for (const auto* element : list) {
      std::string_view dir = element->text;
      if (dir.size() > 1) dir.remove_suffix(1);
      lines.push_back(describe(source) + ": " + (dir.empty() ? "(current directory)" : std::string(dir)));
    }
    return false;
  };
  each_list(requester, add);
  if (settings_.cache != nullptr) lines.push_back("ld.so.cache");
  const auto* elf = flags_of(requester);
  if (elf == nullptr || !elf->no_default_dirs()) add(default_dirs(), Source{ListKind::defaults, k_no_image});
  return lines;
}

}  // namespace elfgate::loader::glibc
