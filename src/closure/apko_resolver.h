// apko's way to a closure (section 5.6), which builds Wolfi images and melange's test environments: the world first, then
// depth first, always the dependency with the fewest candidates, never taking anything back. What is ruled out is ruled out
// for good and at once: by what a chosen package provides, and by every version that a visited package asks for. It knows
// nothing of apk's virtuals (any provider may be chosen), prefers origins it already uses, and looks at install_if only in
// passing.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "closure/apk_catalog.h"
#include "closure/apk_readoff.h"
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
  /// The version that CONSTRAINT asks for; nothing when apko cannot read it.
  std::optional<ApkoVersion> asked(const ApkConstraint& constraint) const;
  /// Version that PROVIDER gives to NAME; nothing when it has none, or none that apko can read.
  std::optional<ApkoVersion> given(NameIndex name, const ApkProvider& provider) const;
  /// R4: the package's version, or any version it provides, is what CONSTRAINT asks for.
  bool filter(const ApkConstraint& constraint, PackageIndex package) const;

 private:
  const ApkCatalog& catalog_;
  std::vector<std::optional<ApkoVersion>> own_;
};

/// One world, asked once.
class ApkoResolver {
 public:
  /// REFUSED: packages that may not be chosen (R6); empty or one flag a package. All references must outlive the resolver.
  ApkoResolver(const ApkCatalog& catalog, const ApkoVersions& versions, const ApkWorld& world,
               const std::vector<char>& refused);
  model::Closure solve();

 private:
  // A package whose dependencies are being resolved.
  struct Visit {
    ApkArrival arrival;
    std::vector<const ApkConstraint*> open;
    std::vector<ApkArrival> found;       // what it brings, dependencies first
    const ApkConstraint* way = nullptr;  // the dependency that is being resolved
  };
  using Packages = std::unordered_map<NameIndex, PackageIndex>;

  bool resolve_world();
  bool resolve_item(std::uint32_t item);
  bool enter(const ApkArrival& arrival);
  bool step();
  bool drop_settled(Visit& visit);
  bool settled(const Visit& visit, const ApkConstraint& constraint, bool& wrong) const;
  bool satisfied_by_selected(const ApkConstraint& constraint, PackageIndex selected) const;
  void leave();
  bool select(PackageIndex package);

  bool constrain(const ApkConstraint& constraint);
  void disqualify_conflicts(const ApkConstraint& constraint);
  void disqualify_rivals(PackageIndex package);
  bool is_rival(const ApkOwned& owned, const ApkProvider& other) const;
  std::vector<ApkProvider> candidates(const ApkConstraint& constraint) const;
  ApkProvider best(NameIndex name, const std::vector<ApkProvider>& candidates) const;
  int prefer(NameIndex name, const ApkProvider& a, const ApkProvider& b) const;

  void add_install_if(std::vector<ApkArrival>& found) const;
  std::vector<PackageIndex> watchers_of(PackageIndex package) const;
  void install(const ApkArrival& arrival);

  bool fail(model::ClosureFailure failure, std::string end);
  bool fail_without_candidate(const ApkConstraint& constraint);

  const ApkCatalog& catalog_;
  const ApkoVersions& versions_;
  const ApkWorld& world_;
  std::vector<char> disqualified_;
  std::uint32_t item_ = 0;                                // of the world, on whose behalf things are done
  Packages selected_;                                     // R7: who has a name for good
  Packages chosen_;                                       // by earlier items of the world, by own name
  Packages existing_;                                     // the same, and what the present item has brought so far (R3)
  std::unordered_map<std::string, std::string> origins_;  // version of the origins in existing_ (R3)
  std::unordered_map<NameIndex, PackageIndex> installed_;
  std::vector<Visit> path_;
  ApkReading reading_;
  model::Closure failed_;
};

}  // namespace elfgate::closure
