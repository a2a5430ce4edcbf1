// apko's way to a closure (section 5.6), which builds Wolfi images and melange's test environments: the world first, then
// depth first, always the dependency with the fewest candidates, never taking anything back. It knows nothing of apk's
// virtuals (any provider may be chosen), prefers origins it already uses, and looks at install_if only in passing.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "closure/apk_catalog.h"
#include "closure/apk_world.h"
#include "closure/apko_version.h"
#include "model/closure.h"

namespace elfgate::closure {

/// The versions of a repository as apko reads them; built once.
class ApkoVersions {
 public:
  explicit ApkoVersions(const ApkCatalog& catalog);
  /// Version that PACKAGE gives to its own name.
  const std::optional<ApkoVersion>& own(PackageIndex package) const { return own_[package]; }
  /// R4: the package's version, or any version it provides, is what CONSTRAINT asks for.
  bool filter(const ApkConstraint& constraint, PackageIndex package) const;
  /// Version that PROVIDER gives to NAME; nothing when it has none, or none that apko can read.
  std::optional<ApkoVersion> given(NameIndex name, const ApkProvider& provider) const;

 private:
  const ApkCatalog& catalog_;
  std::vector<std::optional<ApkoVersion>> own_;
};

/// One world, asked once.
class ApkoResolver {
 public:
  ApkoResolver(const ApkCatalog& catalog, const ApkoVersions& versions, const ApkWorld& world);
  model::Closure solve();

 private:
  struct Visit {
    PackageIndex package;
    std::vector<const ApkConstraint*> open;  // dependencies not yet looked at
    std::string why;
    bool picked = false;
  };

  bool resolve_world();
  bool resolve_item(const ApkWorldItem& item, PackageIndex package);
  bool step();
  bool settle(const ApkConstraint& constraint, PackageIndex depender);
  bool pick(PackageIndex package);
  void choose(PackageIndex package);
  void disqualify_rivals(PackageIndex package);
  void disqualify_conflicts(const ApkConstraint& constraint, PackageIndex depender);
  std::vector<ApkProvider> candidates(const ApkConstraint& constraint) const;
  ApkProvider best(const ApkConstraint& constraint, const std::vector<ApkProvider>& candidates) const;
  int prefer(NameIndex name, const ApkProvider& a, const ApkProvider& b) const;
  bool satisfied_by_owner(const ApkConstraint& constraint, const ApkProvider& owner) const;
  void append(PackageIndex package, std::string why);
  void append_install_if(std::size_t first_member);
  bool fail(model::ClosureFailure failure, std::string end);
  bool fail_without_candidate(const ApkConstraint& constraint);

  const ApkCatalog& catalog_;
  const ApkoVersions& versions_;
  const ApkWorld& world_;
  std::vector<char> disqualified_, appended_, entered_;
  std::unordered_map<NameIndex, PackageIndex> existing_;        // chosen, by own name
  std::unordered_map<std::string_view, PackageIndex> origins_;  // of what is chosen
  std::unordered_map<NameIndex, ApkProvider> picked_;           // owners that R7 knows of
  std::vector<PackageIndex> items_;                             // chosen for the items of the world
  std::vector<Visit> path_;
  const ApkWorldItem* item_ = nullptr;
  model::Closure closure_;
};

}  // namespace elfgate::closure
