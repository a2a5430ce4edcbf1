#include "index/repository_index.h"

#include <algorithm>
#include <utility>

#include "base/vpath.h"
#include "model/library_name.h"
#include "model/term.h"

namespace elfgate::index {

std::uint64_t path_hash(std::string_view dir, std::string_view name) {
  const std::hash<std::string_view> hash;
  return hash(dir) * 0x9E3779B97F4A7C15U ^ hash(name);
}

namespace {

std::size_t hash_path(std::string_view dir, std::string_view name) {
  const std::hash<std::string_view> hash;
  return hash(dir) * 0x9E3779B97F4A7C15U ^ hash(name);
}

std::size_t hash_path(std::string_view path) {
  return hash_path(base::dirname(path), base::basename(path));
}

// Order of a listing: all entries of one directory stand together.
bool listing_less(std::string_view a, std::string_view b) {
  const auto dir_a = base::dirname(a);
  const auto dir_b = base::dirname(b);
  return dir_a != dir_b ? dir_a < dir_b : base::basename(a) < base::basename(b);
}

}  // namespace

// Fills one part of the index after the other; every part is a pure function of packages and facts.
struct RepositoryIndex::Builder {
  RepositoryIndex index;

  void take_other_files(const std::vector<const std::vector<std::uint64_t>*>& other_paths) {
    for (std::uint32_t p = 0; p < other_paths.size(); ++p)
      if (other_paths[p] != nullptr)
        for (const auto hash : *other_paths[p]) index.other_files_.emplace_back(hash, static_cast<PackageId>(p));
    std::sort(index.other_files_.begin(), index.other_files_.end());
  }

  void group_origins() {
    std::vector<Groups<PackageId>::Item> origins;
    origins.reserve(index.packages_.size());
    for (std::uint32_t p = 0; p < index.packages_.size(); ++p)
      origins.push_back({index.packages_[p].origin, static_cast<PackageId>(p)});
    index.by_origin_.fill(origins);
  }

  void number_files() {
    for (std::uint32_t p = 0; p < index.packages_.size(); ++p) {
      index.first_file_.push_back(static_cast<std::uint32_t>(index.files_.size()));
      if (const auto* facts = index.facts_[p].get())
        for (const auto& file : facts->files) index.files_.push_back({static_cast<PackageId>(p), &file});
    }
  }

  void add_hard_links(PackageId package, const model::PackageFacts& facts, std::vector<PathOfPackage>& paths) const {
    for (const auto& link : facts.hard_links) {
      const auto target = std::lower_bound(facts.files.begin(), facts.files.end(), link.target,
                                           [](const auto& file, const auto& path) { return file.path < path; });
      if (target == facts.files.end() || target->path != link.target) continue;
      const auto item = static_cast<std::uint32_t>(target - facts.files.begin());
      paths.push_back({link.path, {package, Kind::file, item, index.file_id(package, item)}});
    }
  }

  std::vector<PathOfPackage> paths_of(PackageId package) const {
    std::vector<PathOfPackage> paths;
    const auto* facts = index.facts(package);
    if (!facts) return paths;
    for (std::uint32_t i = 0; i < facts->files.size(); ++i)
      paths.push_back({facts->files[i].path, {package, Kind::file, i, index.file_id(package, i)}});
    for (std::uint32_t i = 0; i < facts->symlinks.size(); ++i)
      paths.push_back({facts->symlinks[i].path, {package, Kind::symlink, i, FileId::none}});
    for (std::uint32_t i = 0; i < facts->confs.size(); ++i)
      paths.push_back({facts->confs[i].path, {package, Kind::conf, i, FileId::none}});
    for (std::uint32_t i = 0; i < facts->install_links.size(); ++i)
      paths.push_back({facts->install_links[i].path, {package, Kind::install_link, i, FileId::none}});
    add_hard_links(package, *facts, paths);
    std::sort(paths.begin(), paths.end(), [](const auto& a, const auto& b) {
      if (a.path != b.path) return listing_less(a.path, b.path);
      return a.located.kind < b.located.kind;
    });
    return paths;
  }

  // Every directory on the way to an entry exists once the package is installed, listed or not.
  static void add_with_parents(std::string_view dir, std::vector<std::string_view>& out) {
    for (; dir != "/" && !dir.empty(); dir = base::dirname(dir)) out.push_back(dir);
  }

  std::vector<std::string_view> directories_of(PackageId package, const std::vector<PathOfPackage>& paths) const {
    std::vector<std::string_view> dirs;
    const auto* facts = index.facts(package);
    if (!facts) return dirs;
    for (const auto& dir : facts->directories) add_with_parents(dir, dirs);
    std::string_view last;
    for (const auto& path : paths) {
      if (path.located.kind == Kind::install_link) continue;
      const auto dir = base::dirname(path.path);
      if (dir != last) add_with_parents(dir, dirs);
      last = dir;
    }
    for (const auto& path : facts->other_paths) add_with_parents(base::dirname(path), dirs);
    std::sort(dirs.begin(), dirs.end());
    dirs.erase(std::unique(dirs.begin(), dirs.end()), dirs.end());
    return dirs;
  }

  void collect_paths() {
    std::vector<Groups<PackageId>::Item> owners;
    for (std::uint32_t p = 0; p < index.packages_.size(); ++p) {
      index.by_package_.push_back(paths_of(static_cast<PackageId>(p)));
      index.directories_of_.push_back(directories_of(static_cast<PackageId>(p), index.by_package_.back()));
      for (const auto dir : index.directories_of_.back()) owners.push_back({dir, static_cast<PackageId>(p)});
    }
    index.directory_owners_.fill(owners);
  }

  void fill_table() {
    std::size_t total = 0;
    for (const auto& paths : index.by_package_) total += paths.size();
    std::size_t capacity = 16;
    while (capacity < total * 2) capacity *= 2;
    index.table_.assign(capacity, 0);
    std::vector<std::uint32_t> slot_of;
    slot_of.reserve(total);
    for (const auto& paths : index.by_package_)
      for (const auto& path : paths) {
        std::size_t at = hash_path(path.path) & (capacity - 1);
        while (index.table_[at] != 0 && index.slots_[index.table_[at] - 1].path != path.path) at = (at + 1) & (capacity - 1);
        if (index.table_[at] == 0) {
          index.slots_.push_back({path.path, 0, 0});
          index.table_[at] = static_cast<std::uint32_t>(index.slots_.size());
        }
        slot_of.push_back(index.table_[at] - 1);
      }
    place_entries(slot_of);
  }

  // The entries of one path stand together, in package order.
  void place_entries(const std::vector<std::uint32_t>& slot_of) {
    for (auto& slot : index.slots_) slot.count = 0;
    for (const auto slot : slot_of) ++index.slots_[slot].count;
    std::uint32_t first = 0;
    for (auto& slot : index.slots_) {
      slot.first = first;
      first += std::exchange(slot.count, 0);
    }
    index.located_.resize(slot_of.size());
    auto slot = slot_of.begin();
    for (const auto& paths : index.by_package_)
      for (const auto& path : paths) {
        auto& here = index.slots_[*slot++];
        index.located_[here.first + here.count++] = path.located;
      }
  }

  void collect_names() {
    std::vector<Groups<PathOfPackage>::Item> names;
    for (const auto& paths : index.by_package_)
      for (const auto& path : paths)
        if (path.located.kind != Kind::conf) names.push_back({base::basename(path.path), path});
    index.by_name_.fill(names);
    std::vector<Groups<FileId>::Item> sonames;
    for (std::uint32_t f = 0; f < index.files_.size(); ++f)
      if (const auto& soname = index.files_[f].fact->elf.soname) sonames.push_back({*soname, static_cast<FileId>(f)});
    index.by_soname_.fill(sonames);
    collect_stems();
  }

  void collect_stems() {
    std::vector<std::string_view> names;
    index.by_name_.for_each([&](std::string_view name, auto) { names.push_back(name); });
    index.by_soname_.for_each([&](std::string_view name, auto) {
      if (index.by_name_.find(name).empty()) names.push_back(name);
    });
    std::sort(names.begin(), names.end());
    std::vector<Groups<std::string_view>::Item> items;
    for (const auto name : names)
      if (auto stem = model::library_stem(name); !stem.empty()) {
        if (index.stems_.empty() || index.stems_.back() != stem) index.stems_.push_back(std::move(stem));
        items.push_back({index.stems_.back(), name});
      }
    index.by_stem_.fill(items);
  }

  void find_linked_directories() {
    for (const auto& slot : index.slots_) {
      const std::span<const Located> here(index.located_.data() + slot.first, slot.count);
      const bool link = std::any_of(here.begin(), here.end(), [](const auto& l) { return l.kind == Kind::symlink; });
      if (link && !index.directory_owners_.find(slot.path).empty()) index.linked_directories_.push_back(slot.path);
    }
    std::sort(index.linked_directories_.begin(), index.linked_directories_.end());
  }
};

RepositoryIndex RepositoryIndex::build(std::string arch, model::PackageList packages,
                                       std::vector<std::shared_ptr<const model::PackageFacts>> facts,
                                       const std::vector<const std::vector<std::uint64_t>*>& other_paths) {
  Builder builder{RepositoryIndex()};
  builder.index.arch_ = std::move(arch);
  builder.index.packages_ = std::move(packages);
  builder.index.facts_ = std::move(facts);
  builder.take_other_files(other_paths);
  builder.group_origins();
  builder.number_files();
  builder.collect_paths();
  builder.fill_table();
  builder.collect_names();
  builder.find_linked_directories();
  return std::move(builder.index);
}

std::span<const Located> RepositoryIndex::at(std::string_view dir, std::string_view name) const {
  const std::size_t mask = table_.size() - 1;
  for (std::size_t at = path_hash(dir, name) & mask; table_[at] != 0; at = (at + 1) & mask) {
    const Slot& slot = slots_[table_[at] - 1];
    if (base::basename(slot.path) == name && base::dirname(slot.path) == dir) return {located_.data() + slot.first, slot.count};
  }
  return {};
}

std::span<const Located> RepositoryIndex::at(std::string_view path) const {
  return at(base::dirname(path), base::basename(path));
}

std::span<const PackageId> RepositoryIndex::directory_owners(std::string_view path) const {
  return directory_owners_.find(path);
}

std::span<const PathOfPackage> RepositoryIndex::children(PackageId package, std::string_view dir) const {
  const auto& paths = by_package_[to_index(package)];
  const auto first =
      std::partition_point(paths.begin(), paths.end(), [&](const auto& p) { return base::dirname(p.path) < dir; });
  const auto last = std::partition_point(first, paths.end(), [&](const auto& p) { return base::dirname(p.path) == dir; });
  return {first, last};
}

std::vector<std::string_view> RepositoryIndex::subdirectories(PackageId package, std::string_view dir) const {
  std::vector<std::string_view> names;
  const std::string prefix = dir == "/" ? "/" : std::string(dir) + "/";
  const auto& dirs = directories_of_[to_index(package)];
  for (auto d = std::lower_bound(dirs.begin(), dirs.end(), prefix); d != dirs.end() && d->starts_with(prefix); ++d)
    if (d->find('/', prefix.size()) == std::string_view::npos) names.push_back(d->substr(prefix.size()));
  return names;
}

std::vector<PackageId> RepositoryIndex::other_file_owners(std::string_view dir, std::string_view name) const {
  std::vector<PackageId> owners;
  const auto hash = path_hash(dir, name);
  for (auto at = std::lower_bound(other_files_.begin(), other_files_.end(), std::pair{hash, PackageId{}});
       at != other_files_.end() && at->first == hash; ++at)
    owners.push_back(at->second);
  return owners;
}

std::span<const FileId> RepositoryIndex::with_soname(std::string_view soname) const {
  return by_soname_.find(soname);
}

std::span<const PathOfPackage> RepositoryIndex::with_name(std::string_view name) const {
  return by_name_.find(name);
}

std::vector<std::uint32_t> RepositoryIndex::existing_words() const {
  std::vector<std::uint32_t> words;
  by_name_.for_each([&](std::string_view name, auto) { words.push_back(model::term(model::TermKind::name, name)); });
  directory_owners_.for_each(
      [&](std::string_view path, auto) { words.push_back(model::term(model::TermKind::directory, path)); });
  std::sort(words.begin(), words.end());
  return words;
}

std::vector<FileId> RepositoryIndex::needing_versions_of(std::string_view file) const {
  std::vector<FileId> ids;
  for (std::uint32_t f = 0; f < files_.size(); ++f) {
    const auto& needed = files_[f].fact->elf.needed_versions;
    if (std::any_of(needed.begin(), needed.end(), [&](const auto& versions) { return versions.file == file; }))
      ids.push_back(static_cast<FileId>(f));
  }
  return ids;
}

std::span<const PackageId> RepositoryIndex::built_from(std::string_view origin) const {
  return by_origin_.find(origin);
}

std::span<const std::string_view> RepositoryIndex::with_stem(std::string_view stem) const {
  return by_stem_.find(stem);
}

}  // namespace elfgate::index
