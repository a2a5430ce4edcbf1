#include "loader/glibc/search_dirs.h"

#include <unordered_set>

#include "loader/legacy_hwcaps.h"

namespace elfgate::loader::glibc {
namespace {

constexpr unsigned k_first_with_hwcaps = 33;

}  // namespace

SearchDirs::SearchDirs(PathWalk& walk, const LoaderSettings& settings, std::uint16_t machine)
    : walk_(walk), settings_(settings), legacy_(legacy_hwcap_directories(settings, machine)) {
  if (machine != model::k_em_x86_64 || settings.glibc_minor < k_first_with_hwcaps) return;
  for (const unsigned level : {4U, 3U, 2U}) hwcaps_.emplace_back("glibc-hwcaps/x86-64-v" + std::to_string(level) + "/", level);
}

void SearchDirs::add_place(Element& element, const std::string& below, unsigned level) {
  Place place{element.text + below, nullptr, level};
  place.dir = &walk_.directory(place.prefix, settings_.cwd);
  // An absolute directory that is not there is never looked at again; a relative one always is (R7.1).
  if (place.dir->error != WalkError::none && !(element.relative && below.empty())) return;
  (level > settings_.cpu_level ? element.above : element.places).push_back(std::move(place));
}

const Element* SearchDirs::element(std::string_view text) {
  std::string key(text);
  if (const auto found = elements_.find(key); found != elements_.end()) return found->second.get();
  text_bytes_ += text.size();
  auto made = std::make_unique<Element>();
  made->text = key;
  made->relative = !key.starts_with('/');
  for (const auto& [below, level] : hwcaps_) add_place(*made, below, level);
  for (const auto& below : legacy_) add_place(*made, below, 0);
  add_place(*made, "", 0);
  return elements_.emplace(std::move(key), std::move(made)).first->second.get();
}

SearchList SearchDirs::split(std::string_view text, std::string_view separators, const Expand& expand) {
  SearchList list;
  std::unordered_set<const Element*> seen;
  if (text.empty()) return list;
  for (bool more = true; more;) {
    const auto end = text.find_first_of(separators);
    const auto part = text.substr(0, end);
    more = end != std::string_view::npos;
    if (more) text.remove_prefix(end + 1);
    std::string dir;
    if (!part.empty()) {
      auto expanded = expand(part);
      if (!expanded) continue;
      dir = std::move(*expanded);
      while (dir.size() > 1 && dir.ends_with('/')) dir.pop_back();
      if (!dir.empty() && !dir.ends_with('/')) dir += '/';
    }
    const auto* known = element(dir);
    if (seen.insert(known).second) list.push_back(known);
  }
  return list;
}

}  // namespace elfgate::loader::glibc
