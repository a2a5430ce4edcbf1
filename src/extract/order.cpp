#include "extract/order.h"

#include <algorithm>
#include <string_view>

namespace elfgate::extract {
namespace {

using List = Placed::List;

std::string_view path_of(const model::PackageFacts& facts, const Placed& place) {
  switch (place.list) {
    case List::file: return facts.files[place.index].path;
    case List::symlink: return facts.symlinks[place.index].path;
    case List::hard_link: return facts.hard_links[place.index].path;
    case List::directory: return facts.directories[place.index];
    case List::conf: return facts.confs[place.index].path;
    case List::pkg_config: return facts.pkg_configs[place.index].path;
    case List::other: return facts.other_paths[place.index];
  }
  return {};
}

void move_entry(model::PackageFacts& from, const Placed& place, model::PackageFacts& to) {
  switch (place.list) {
    case List::file: to.files.push_back(std::move(from.files[place.index])); break;
    case List::symlink: to.symlinks.push_back(std::move(from.symlinks[place.index])); break;
    case List::hard_link: to.hard_links.push_back(std::move(from.hard_links[place.index])); break;
    case List::directory: to.directories.push_back(std::move(from.directories[place.index])); break;
    case List::conf: to.confs.push_back(std::move(from.confs[place.index])); break;
    case List::pkg_config: to.pkg_configs.push_back(std::move(from.pkg_configs[place.index])); break;
    case List::other: to.other_paths.push_back(std::move(from.other_paths[place.index])); break;
  }
}

model::Problem duplicate_note(std::string path) {
  base::Error error{base::ErrorCode::malformed, path, std::nullopt,
                    "more than one entry has this path; the last one is analysed"};
  return {model::Problem::Kind::note, std::move(path), "C20", std::move(error)};
}

}  // namespace

void sort_facts(model::PackageFacts& facts, const std::vector<Placed>& placed) {
  struct Key {
    std::string_view path;
    std::uint32_t order;
  };
  std::vector<Key> keys;
  keys.reserve(placed.size());
  for (std::uint32_t i = 0; i < placed.size(); ++i) keys.push_back({path_of(facts, placed[i]), i});
  std::sort(keys.begin(), keys.end(),
            [](const Key& a, const Key& b) { return std::tie(a.path, a.order) < std::tie(b.path, b.order); });

  std::vector<std::uint32_t> kept;
  kept.reserve(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const bool replaced = i + 1 < keys.size() && keys[i + 1].path == keys[i].path;
    if (!replaced) {
      kept.push_back(keys[i].order);
      continue;
    }
    const bool directories = placed[keys[i].order].list == List::directory && placed[keys[i + 1].order].list == List::directory;
    const bool noted =
        !facts.problems.empty() && facts.problems.back().rule == "C20" && facts.problems.back().path == keys[i].path;
    if (!directories && !noted) facts.problems.push_back(duplicate_note(std::string(keys[i].path)));
  }

  model::PackageFacts sorted;
  sorted.files.reserve(facts.files.size());
  sorted.other_paths.reserve(facts.other_paths.size());
  for (const auto order : kept) move_entry(facts, placed[order], sorted);
  facts.files = std::move(sorted.files);
  facts.symlinks = std::move(sorted.symlinks);
  facts.hard_links = std::move(sorted.hard_links);
  facts.directories = std::move(sorted.directories);
  facts.confs = std::move(sorted.confs);
  facts.pkg_configs = std::move(sorted.pkg_configs);
  facts.other_paths = std::move(sorted.other_paths);

  const auto by_path = [](const auto& a, const auto& b) { return a.path < b.path; };
  std::stable_sort(facts.install_links.begin(), facts.install_links.end(), by_path);
  std::stable_sort(facts.problems.begin(), facts.problems.end(), by_path);
  std::sort(facts.scripts.begin(), facts.scripts.end());
}

}  // namespace elfgate::extract
