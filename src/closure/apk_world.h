// What apk is asked to install, as it sees it: constraints sorted by name (S2), each with a note of who asks.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "closure/apk_catalog.h"
#include "closure/engine.h"

namespace elfgate::closure {

struct ApkWorldItem {
  ApkConstraint constraint;
  std::string word;   ///< for explanations: what was asked for
  bool base = false;  ///< from World::base: part of the root, not named on the command line (S8)
};

/// How World::packages become constraints.
enum class ExactPackages {
  by_version,  ///< NAME=VERSION, as one would type it
  by_force     ///< no other provider of the name counts, whatever version it gives
};

class ApkWorld {
 public:
  ApkWorld(const ApkCatalog& catalog, const World& world, ExactPackages mode);
  ApkWorld(const ApkWorld&) = delete;
  ApkWorld& operator=(const ApkWorld&) = delete;

  const std::vector<ApkWorldItem>& items() const { return items_; }
  /// World::reasons.
  bool reasons() const { return reasons_; }
  /// A word that is no dependency item, empty when all are. Such a world cannot be installed.
  const std::string& unreadable_word() const { return unreadable_word_; }

 private:
  void add_word(const ApkCatalog& catalog, const std::string& word, bool base);
  void add_package(const ApkCatalog& catalog, PackageIndex package, ExactPackages mode);

  std::vector<ApkWorldItem> items_;
  std::deque<std::string> texts_;
  std::deque<ApkVersion> versions_;
  std::string unreadable_word_;
  bool reasons_;
};

/// True when NAME=VERSION can only mean PACKAGE, so that both modes are the same world.
bool version_names_one_package(const ApkCatalog& catalog, PackageIndex package);

}  // namespace elfgate::closure
