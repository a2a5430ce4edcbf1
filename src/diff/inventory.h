// What a repository offers and asks for, reduced to what a change can do to it: libraries by the name they are found by,
// provides, and who wants them. Two inventories are held against each other (diff/events.h); a snapshot stores one instead of
// the repository. Names are texts, because an inventory outlives every index.
#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "model/package_facts.h"
#include "model/package_ref.h"

namespace elfgate::diff {

/// A library of a package, at a place.
struct LibraryPlace {
  std::string name;   ///< what a NEEDED asks for: the soname, or the file name where there is none
  std::string path;   ///< of the entry with that name; of the file itself when no entry has the name
  bool named = true;  ///< an entry of that name exists at the place
  bool operator==(const LibraryPlace&) const = default;
  auto key() const { return std::tie(name, path); }
};

struct InventoryPackage {
  std::string arch, name, version, origin, identity;
  std::vector<LibraryPlace> libraries;  ///< sorted by key
  std::vector<std::string> needs;       ///< NEEDED names of its ELF files, sorted, each once
  std::vector<std::string> provides;    ///< names without versions, sorted, each once
  std::vector<std::string> depends;     ///< names without versions, conflicts left out, sorted, each once
  bool readable = true;                 ///< false: which libraries it has, and what they need, is unknown
  bool operator==(const InventoryPackage&) const = default;
  auto key() const { return std::tie(arch, name, version, identity); }
};

/// True when PACKAGE has a library that is found by NAME, wherever it lies.
bool has_library(const InventoryPackage& package, const std::string& name);

struct Inventory {
  std::vector<std::string> arches;         ///< sorted
  std::vector<InventoryPackage> packages;  ///< sorted by key; "noarch" ones once for each architecture
};

/// A package of ARCH, as it is listed and as it is. FACTS: null where it could not be read.
InventoryPackage take_stock(const std::string& arch, const model::PackageRef& package, const model::PackageFacts* facts);

/// The name in a dependency or provides word: "so:libz.so.1" of "!so:libz.so.1=1.3". For deb a word may hold alternatives.
std::vector<std::string> names_in(const std::string& word, model::PackageSystem system);

}  // namespace elfgate::diff
