#include "engine/stock.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "base/vpath.h"
#include "engine/ldd_place.h"

namespace elfgate::engine {

namespace {

using diff::InventoryPackage;
using model::PackageId;

// Only what others may ask for: events are about nothing else.
void add_names(const InventoryPackage& package, Names& names) {
  names.insert(package.name);
  for (const auto& library : package.libraries) names.insert(library.name);
  names.insert(package.provides.begin(), package.provides.end());
}

bool any_word(const std::vector<std::string>& words, model::PackageSystem system, const Names& names) {
  return std::any_of(words.begin(), words.end(), [&](const auto& word) {
    const auto inside = diff::names_in(word, system);
    return std::any_of(inside.begin(), inside.end(), [&](const auto& name) { return names.contains(name); });
  });
}

bool any_path(const auto& entries, const Names& names) {
  return std::any_of(entries.begin(), entries.end(),
                     [&](const auto& entry) { return names.contains(std::string(base::basename(entry.path))); });
}

bool any_file(const std::vector<model::FileFact>& files, const Names& names) {
  return std::any_of(files.begin(), files.end(), [&](const auto& file) {
    if (file.elf.soname && names.contains(*file.elf.soname)) return true;
    return std::any_of(file.elf.edges.begin(), file.elf.edges.end(),
                       [&](const auto& edge) { return names.contains(edge.name); });
  });
}

bool concerns(const model::PackageRef& ref, const model::PackageFacts* facts, const Names& names) {
  if (names.contains(ref.name) || any_word(ref.relations.provides, ref.system, names) ||
      any_word(ref.relations.depends, ref.system, names))
    return true;
  return facts != nullptr && (any_file(facts->files, names) || any_path(facts->files, names) ||
                              any_path(facts->symlinks, names) || any_path(facts->hard_links, names));
}

const model::PackageRef& ref_of(const ArchRepository& arch, PackageId id) {
  return arch.packages[model::to_index(id)];
}

const model::PackageFacts* facts_of(const ArchRepository& arch, PackageId id) {
  return arch.facts[model::to_index(id)].get();
}

InventoryPackage stock_of(const ArchRepository& arch, PackageId id) {
  return diff::take_stock(arch.arch, ref_of(arch, id), facts_of(arch, id));
}

InventoryPackage identity_of(const ArchRepository& arch, PackageId id) {
  const auto& ref = ref_of(arch, id);
  const auto* facts = facts_of(arch, id);
  return {arch.arch, ref.name, ref.version, ref.origin, ref.identity, {}, {}, {}, {}, facts && facts->readable()};
}

// A package of one architecture is the same on both sides when its record and its facts are.
bool is_same(const ArchRepository& a, PackageId in_a, const ArchRepository& b, PackageId in_b) {
  const auto &left = ref_of(a, in_a), &right = ref_of(b, in_b);
  if (facts_of(a, in_a) != facts_of(b, in_b)) return false;
  return &left == &right || (left.version == right.version && left.identity == right.identity &&
                             left.relations == right.relations && left.origin == right.origin);
}

std::map<std::string_view, PackageId> by_name(const ArchRepository& arch) {
  std::map<std::string_view, PackageId> out;
  for (const auto id : all_packages(arch)) out.emplace(ref_of(arch, id).name, id);
  return out;
}

void compare(const ArchRepository* before, const ArchRepository* after, Names& names) {
  const auto old = before ? by_name(*before) : std::map<std::string_view, PackageId>();
  const auto fresh = after ? by_name(*after) : std::map<std::string_view, PackageId>();
  for (const auto& [name, id] : old) {
    const auto now = fresh.find(name);
    if (now != fresh.end() && is_same(*before, id, *after, now->second)) continue;
    add_names(stock_of(*before, id), names);
    if (now != fresh.end()) add_names(stock_of(*after, now->second), names);
  }
  for (const auto& [name, id] : fresh)
    if (!old.contains(name)) add_names(stock_of(*after, id), names);
}

// What is the same on the other side is taken from there.
using Shelf = std::vector<InventoryPackage>;
struct Known {
  const ArchRepository* arch = nullptr;
  const Shelf* shelf = nullptr;
  std::map<std::string_view, std::pair<PackageId, std::size_t>> by_name;  ///< and where on the shelf
};

const InventoryPackage* find_same(const Known& known, const ArchRepository& arch, PackageId id) {
  const auto found = known.by_name.find(ref_of(arch, id).name);
  if (found == known.by_name.end() || !is_same(*known.arch, found->second.first, arch, id)) return nullptr;
  return &(*known.shelf)[found->second.second];
}

base::Result<Shelf> shelf_of(const ArchRepository& arch, const std::vector<PackageId>& ids, const Names* names,
                             const Known& known, RunContext& context) {
  Shelf shelf(ids.size());
  ELFGATE_TRY(for_each_index(context, ids.size(), [&](std::size_t i) {
    if (const auto* same = find_same(known, arch, ids[i])) {
      shelf[i] = *same;
      return;
    }
    const bool whole = names == nullptr || concerns(ref_of(arch, ids[i]), facts_of(arch, ids[i]), *names);
    shelf[i] = whole ? stock_of(arch, ids[i]) : identity_of(arch, ids[i]);
  }));
  return shelf;
}

diff::Inventory gathered(const Repository& repository, std::vector<Shelf> shelves) {
  diff::Inventory out;
  for (const auto& arch : repository.arches) out.arches.push_back(arch->arch);
  for (auto& shelf : shelves) std::move(shelf.begin(), shelf.end(), std::back_inserter(out.packages));
  std::sort(out.packages.begin(), out.packages.end(), [](const auto& a, const auto& b) { return a.key() < b.key(); });
  return out;
}

}  // namespace

base::Result<Names> touched_names(const BothSides& sides, RunContext& context) {
  std::map<std::string, std::pair<const ArchRepository*, const ArchRepository*>> arches;
  for (const auto& arch : sides.before->arches) arches[arch->arch].first = arch.get();
  for (const auto& arch : sides.after->arches) arches[arch->arch].second = arch.get();
  std::vector<std::pair<const ArchRepository*, const ArchRepository*>> pairs;
  for (const auto& [name, pair] : arches) pairs.push_back(pair);
  std::vector<Names> found(pairs.size());
  ELFGATE_TRY(
      for_each_index(context, pairs.size(), [&](std::size_t i) { compare(pairs[i].first, pairs[i].second, found[i]); }));
  Names names;
  for (auto& some : found) names.merge(some);
  return names;
}

base::Result<BothInventories> inventories_of(const BothSides& sides, const Names* names, RunContext& context) {
  std::vector<Shelf> before, after;
  before.reserve(sides.before->arches.size());  // shelves are pointed at
  std::map<std::string, Known> known;
  for (const auto& arch : sides.before->arches) {
    const auto ids = all_packages(*arch);
    ELFGATE_TRY_ASSIGN(auto shelf, shelf_of(*arch, ids, names, {}, context));
    before.push_back(std::move(shelf));
    auto& here = known[arch->arch];
    here.arch = arch.get(), here.shelf = &before.back();
    for (std::size_t i = 0; i < ids.size(); ++i) here.by_name.emplace(ref_of(*arch, ids[i]).name, std::pair(ids[i], i));
  }
  for (const auto& arch : sides.after->arches) {
    ELFGATE_TRY_ASSIGN(auto shelf, shelf_of(*arch, all_packages(*arch), names, known[arch->arch], context));
    after.push_back(std::move(shelf));
  }
  return BothInventories{gathered(*sides.before, std::move(before)), gathered(*sides.after, std::move(after))};
}

}  // namespace elfgate::engine
