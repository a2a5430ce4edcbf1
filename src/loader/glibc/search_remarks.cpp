// What a trace says beside the candidates: which lists are not searched and why, on whose behalf one is, which elements were
// left out of it, which entry of the cache stands for a name. Nothing here changes what is found.
#include "base/text.h"
#include "loader/glibc/search.h"

namespace elfgate::loader::glibc {

using model::Refusal;

namespace {

constexpr ImageId k_program = 0;

void say(Query& query, std::string list, const char* rule, std::string detail) {
  query.trace.push_back({std::move(list), {}, Refusal::none, rule, std::move(detail)});
}

}  // namespace

void Search::remark(Query& query, const Source& source, const SearchList& list) const {
  switch (source.kind) {
    case ListKind::rpath: {
      const auto* elf = images_[source.owner].elf();
      if (!list.empty() && source.owner != query.requester)
        say(query, describe(source), "R2.2", heritage(query.requester, source.owner));
      if (elf == nullptr || !elf->rpath) return;
      if (elf->runpath) return say(query, describe(source), "R2.3", "does not count: the same object has a RUNPATH");
      return remark_left_out(query, source, elf->rpath);
    }
    case ListKind::library_path:
      remark_rpaths_skipped(query);
      if (secure_ && !settings_.library_path.empty()) say(query, describe(source), "R3.13", "ignored: the process is secure");
      return;
    case ListKind::runpath:
      if (const auto* elf = images_[source.owner].elf()) remark_left_out(query, source, elf->runpath);
      return;
    default: return;
  }
}

void Search::remark_left_out(Query& query, const Source& source, const std::optional<std::string>& text) const {
  if (!text) return;
  const auto tokens = tokens_of(images_[source.owner]);
  const auto trust = !secure_ ? OriginTrust::any : source.owner == k_program ? OriginTrust::trusted : OriginTrust::leading;
  for (const auto element : base::split(*text, ':')) {
    if (expand_tokens(element, tokens, trust, settings_.system_dirs)) continue;
    if (secure_) {
      say(query, describe(source), "R3.13", std::string(element) + " is left out: a secure process does not trust it");
    } else {
      say(query, describe(source), "R3.7", std::string(element) + " is left out: nothing says what its token stands for");
    }
  }
}

// R2.1: a RUNPATH of the requester switches all RPATHs off.
void Search::remark_rpaths_skipped(Query& query) const {
  if (query.requester == k_no_image) return;
  const auto* elf = images_[query.requester].elf();
  if (elf == nullptr || !elf->runpath) return;
  const auto has_rpath = [&](ImageId id) {
    const auto* of = images_[id].elf();
    return of != nullptr && of->rpath && !of->runpath;
  };
  bool any = has_rpath(k_program);
  for (auto id = images_[query.requester].loader; id != k_no_image; id = images_[id].loader) any |= has_rpath(id);
  if (any) say(query, "RPATH", "R2.1", "not searched: " + label(query.requester) + " has a RUNPATH");
}

void Search::remark_entry(Query& query, const CacheEntry* entry, std::uint32_t flags) const {
  constexpr unsigned k_best_level = 4;
  const auto list = describe({ListKind::cache, k_no_image});
  const auto* best = settings_.cache->find(query.name, flags, k_best_level);
  if (best != nullptr && best != entry && !best->hwcap.empty())
    query.trace.push_back({list, best->path, Refusal::cpu_level, "R4.5", {}});
  if (entry == nullptr) return;
  if (entry->soname != query.name)
    say(query, list, "R5.2", entry->soname + " stands for this name: numbers are compared by their value");
  if (!entry->hwcap.empty()) say(query, list, "R4.2", "the copy for " + entry->hwcap + " comes before every plain entry");
  if (entry->created_link)
    say(query, list, "R5.13", entry->path + " -> " + entry->link_target + " is a link that ldconfig makes");
}

// Why REQUESTER gets the RPATH of OWNER (R2.2).
std::string Search::heritage(ImageId requester, ImageId owner) const {
  std::string through;
  auto id = requester == k_no_image ? k_no_image : images_[requester].loader;
  for (; id != k_no_image && id != owner; id = images_[id].loader)
    through = label(id) + (through.empty() ? "" : " -> ") + through;
  if (id != owner) return "the RPATH of the program is searched for everybody";
  if (through.empty()) return "inherited: it was the first to ask for " + label(requester);
  return "inherited through " + through;
}

}  // namespace elfgate::loader::glibc
