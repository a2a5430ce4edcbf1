#include "closure/apk_world.h"

#include <algorithm>
#include <string_view>

namespace elfgate::closure {
namespace {

unsigned char lower(char c) {
  return static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

// S2: case-insensitively; names that differ in case only by their bytes.
bool name_before(std::string_view a, std::string_view b) {
  const auto less = [](char x, char y) { return lower(x) < lower(y); };
  if (std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), less)) return true;
  if (std::lexicographical_compare(b.begin(), b.end(), a.begin(), a.end(), less)) return false;
  return a < b;
}

// The name in a word of a world; the catalog may not know it.
std::string_view name_in(std::string_view word) {
  if (word.starts_with('!')) word.remove_prefix(1);
  return word.substr(0, word.find_first_of("<>=~"));
}

}  // namespace

ApkWorld::ApkWorld(const ApkCatalog& catalog, const World& world, ExactPackages mode) : reasons_(world.reasons) {
  for (const auto& word : world.wanted) add_word(catalog, word, false);
  for (const auto package : world.packages) {
    if (model::to_index(package) >= catalog.package_count()) continue;
    add_package(catalog, catalog.canonical(model::to_index(package)), mode);
  }
  const auto asked = items_.size();
  for (const auto& word : world.base) add_word(catalog, word, true);
  // A world holds a name once: what is asked for replaces what the base said about it.
  const auto replaced = [&](const ApkWorldItem& item) {
    return std::any_of(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(asked),
                       [&](const ApkWorldItem& other) { return &other != &item && name_in(other.word) == name_in(item.word); });
  };
  std::vector<ApkWorldItem> kept(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(asked));
  std::copy_if(items_.begin() + static_cast<std::ptrdiff_t>(asked), items_.end(), std::back_inserter(kept),
               [&](const ApkWorldItem& item) { return !replaced(item); });
  items_ = std::move(kept);
  std::stable_sort(items_.begin(), items_.end(),
                   [](const auto& a, const auto& b) { return name_before(name_in(a.word), name_in(b.word)); });
}

void ApkWorld::add_word(const ApkCatalog& catalog, const std::string& word, bool base) {
  const auto untagged = without_tag(word);
  const std::string& text = texts_.emplace_back(std::string(untagged.name) + std::string(untagged.rest));
  const auto item = parse_apk_item(text);
  if (!item) {
    if (!base) unreadable_word_ = word;
    return;
  }
  ApkConstraint constraint;
  constraint.name = catalog.find_name(item->name);
  // A base is written once for many repositories; one that knows nothing of the name is not judged by it.
  if (base && catalog.providers(constraint.name).empty()) return;
  constraint.mask = item->mask;
  constraint.conflict = item->conflict;
  constraint.by_identity = item->by_identity();
  constraint.word = text;
  if (!item->version.empty()) {
    const auto& version = versions_.emplace_back(item->version);
    if (!constraint.by_identity && !version.valid()) {
      if (!base) unreadable_word_ = word;
      return;
    }
    if (!item->any_version()) constraint.version = &version;
  }
  items_.push_back({constraint, text, base});
}

void ApkWorld::add_package(const ApkCatalog& catalog, PackageIndex package, ExactPackages mode) {
  ApkConstraint constraint;
  constraint.name = catalog.own_name(package);
  constraint.mask = k_equal;
  constraint.version = &catalog.version(catalog.own_version(package));
  if (mode == ExactPackages::by_force) constraint.exactly = package;
  const auto& ref = catalog.ref(package);
  const std::string& text = texts_.emplace_back(ref.name + "=" + ref.version);
  constraint.word = text;
  items_.push_back({constraint, text, false});
}

bool version_names_one_package(const ApkCatalog& catalog, PackageIndex package) {
  ApkConstraint constraint;
  constraint.mask = k_equal;
  constraint.version = &catalog.version(catalog.own_version(package));
  const auto providers = catalog.providers(catalog.own_name(package));
  return std::all_of(providers.begin(), providers.end(), [&](const ApkProvider& provider) {
    return (provider.package == package) == catalog.satisfies(constraint, provider);
  });
}

}  // namespace elfgate::closure
