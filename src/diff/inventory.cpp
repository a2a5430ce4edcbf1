#include "diff/inventory.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/vpath.h"

namespace elfgate::diff {

namespace {

using model::FileContent;
using model::PackageFacts;
using model::PackageSystem;

void settle(std::vector<std::string>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

bool is_library(const model::FileFact& file) {
  return file.content == FileContent::elf && file.elf.type == model::k_et_dyn && file.elf.has_dynamic &&
         (file.elf.soname || base::basename(file.path).find(".so") != std::string_view::npos) && !file.elf.is_pie();
}

// A link whose name carries a soname's version is a place of that name, whoever has the file behind it.
bool is_library_link(std::string_view name) {
  return name.find(".so.") != std::string_view::npos;
}

std::vector<LibraryPlace> places_of(const PackageFacts& facts) {
  std::map<std::string, std::vector<std::string>> entries;  // last component -> paths
  for (const auto& file : facts.files) entries[std::string(base::basename(file.path))].push_back(file.path);
  for (const auto& link : facts.symlinks) entries[std::string(base::basename(link.path))].push_back(link.path);
  for (const auto& link : facts.hard_links) entries[std::string(base::basename(link.path))].push_back(link.path);
  std::vector<LibraryPlace> places;
  std::set<std::string> known;
  for (const auto& file : facts.files) {
    if (!is_library(file)) continue;
    const std::string name = file.elf.soname ? *file.elf.soname : std::string(base::basename(file.path));
    const auto found = entries.find(name);
    if (found == entries.end()) {
      places.push_back({name, file.path, false});
    } else if (known.insert(name).second) {
      for (const auto& path : found->second) places.push_back({name, path, true});
    }
  }
  for (const auto& link : facts.symlinks)
    if (const std::string name(base::basename(link.path)); is_library_link(name) && !known.contains(name))
      places.push_back({name, link.path, true});
  std::sort(places.begin(), places.end(), [](const auto& a, const auto& b) { return a.key() < b.key(); });
  places.erase(std::unique(places.begin(), places.end()), places.end());
  return places;
}

std::string trimmed_name(std::string_view word, std::string_view ends) {
  const auto first = word.find_first_not_of(" \t!");
  if (first == std::string_view::npos) return {};
  word.remove_prefix(first);
  return std::string(word.substr(0, word.find_first_of(ends)));
}

}  // namespace

bool has_library(const InventoryPackage& package, const std::string& name) {
  return std::any_of(package.libraries.begin(), package.libraries.end(), [&](const auto& l) { return l.name == name; });
}

std::vector<std::string> names_in(const std::string& word, PackageSystem system) {
  std::vector<std::string> names;
  const std::string_view separators = system == PackageSystem::deb ? "|," : "\n";
  const std::string_view ends = system == PackageSystem::deb ? " \t:(<" : "<>=~@";
  std::string_view rest = word;
  while (!rest.empty()) {
    const auto end = std::min(rest.find_first_of(separators), rest.size());
    if (auto name = trimmed_name(rest.substr(0, end), ends); !name.empty()) names.push_back(std::move(name));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return names;
}

InventoryPackage take_stock(const std::string& arch, const model::PackageRef& ref, const model::PackageFacts* facts) {
  InventoryPackage out{arch, ref.name, ref.version, ref.origin, ref.identity,
                       {},   {},       {},          {},         facts != nullptr && facts->readable()};
  for (const auto& word : ref.relations.provides)
    for (auto& name : names_in(word, ref.system)) out.provides.push_back(std::move(name));
  for (const auto& word : ref.relations.depends)
    if (!word.starts_with('!'))
      for (auto& name : names_in(word, ref.system)) out.depends.push_back(std::move(name));
  if (facts != nullptr) {
    out.libraries = places_of(*facts);
    for (const auto& file : facts->files)
      if (file.content == FileContent::elf)
        for (const auto& edge : file.elf.edges)
          if (edge.kind == model::EdgeKind::needed) out.needs.push_back(edge.name);
  }
  settle(out.needs);
  settle(out.provides);
  settle(out.depends);
  return out;
}

}  // namespace elfgate::diff
