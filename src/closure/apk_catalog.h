// The frozen provider index of one architecture: every name, version and dependency of a repository as small numbers,
// and who provides, needs and watches each name. Built once, then shared read-only by all closures.
//
// Packages keep their PackageId as number. Providers are listed in load order (I11): source by source, inside a source by
// position. That order is apk's last tie-breaker. Watchers are listed in the order of apk's walk over its names.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string_view>
#include <vector>

#include "base/string_pool.h"
#include "closure/apk_item.h"
#include "closure/apk_version.h"
#include "closure/table.h"
#include "model/package_list.h"

namespace elfgate::closure {

using PackageIndex = std::uint32_t;
using NameIndex = std::uint32_t;
using VersionIndex = std::uint32_t;
inline constexpr std::uint32_t k_nobody = 0xFFFFFFFF;
inline constexpr VersionIndex k_unversioned = 0;

/// A name that a package owns: its own name, or one of its provides (D4).
struct ApkOwned {
  NameIndex name = 0;
  VersionIndex version = k_unversioned;
};

/// A package that gives a name, and the version it gives it.
struct ApkProvider {
  PackageIndex package = k_nobody;
  VersionIndex version = k_unversioned;

  bool nobody() const { return package == k_nobody; }
  bool operator==(const ApkProvider&) const = default;
};

/// A dependency item, ready to be asked: which name, which versions.
struct ApkConstraint {
  NameIndex name = 0;
  std::uint8_t mask = k_any;
  bool conflict = false;
  bool by_identity = false;             ///< `><`: the text of `version` is a checksum
  const ApkVersion* version = nullptr;  ///< null when any version will do
  PackageIndex exactly = k_nobody;      ///< this package and no other, when set
  std::string_view word;                ///< verbatim, for explanations
};

class ApkCatalog {
 public:
  ApkCatalog(const ApkCatalog&) = delete;
  ApkCatalog& operator=(const ApkCatalog&) = delete;
  ApkCatalog(const model::PackageList& packages, std::string_view arch);

  std::uint32_t package_count() const { return static_cast<std::uint32_t>(packages_.size()); }
  /// One past the last name: the name of which nothing is known. It has no providers.
  NameIndex unknown_name() const { return static_cast<NameIndex>(pool_.size()); }
  std::uint32_t name_count() const { return unknown_name() + 1; }
  NameIndex find_name(std::string_view text) const;
  std::string_view name_text(NameIndex name) const;

  const model::PackageRef& ref(PackageIndex package) const { return refs_[package]; }
  NameIndex own_name(PackageIndex package) const { return packages_[package].name; }
  VersionIndex own_version(PackageIndex package) const { return packages_[package].version; }
  /// False: wrong architecture, or a dependency word that apk cannot read (I6, I8).
  bool installable(PackageIndex package) const { return packages_[package].installable; }
  /// I10: the package whose record stands for this identity; itself in all but odd repositories.
  PackageIndex canonical(PackageIndex package) const { return packages_[package].canonical; }

  std::span<const ApkProvider> providers(NameIndex name) const { return providers_[name]; }
  /// Packages with NAME in their dependencies, conflicts included; each once.
  std::span<const PackageIndex> dependers(NameIndex name) const { return dependers_[name]; }
  /// Packages with NAME in their install_if; each once, in the order in which apk asks them.
  std::span<const PackageIndex> watchers(NameIndex name) const { return watchers_[name]; }
  /// Each watcher once, under the item that the fewest others watch; under each of its items where all are conflicts.
  std::span<const PackageIndex> key_watchers(NameIndex name) const { return key_watchers_[name]; }
  /// Own name first, then the provides in text order.
  std::span<const ApkOwned> owned(PackageIndex package) const { return owned_[packages_[package].row]; }
  /// owned() without the names that are no other package's business: one provider, no depender, no watcher. Most commands of a
  /// busybox are such names, and a closure need not keep account of them.
  std::span<const ApkOwned> shared(PackageIndex package) const { return shared_[packages_[package].row]; }
  std::span<const ApkConstraint> depends(PackageIndex package) const { return depends_[packages_[package].row]; }
  std::span<const ApkConstraint> install_if(PackageIndex package) const { return install_if_[packages_[package].row]; }
  /// S6: the names that the package leads to, each once: depends, provides, install_if, then the packages that watch what it
  /// owns.
  std::span<const NameIndex> leads_to(PackageIndex package) const { return leads_to_[packages_[package].row]; }
  const ApkVersion& version(VersionIndex version) const { return versions_[version]; }

  /// V5-V7: PROVIDER, when present, is what the constraint asks for. A conflict is satisfied by what does not match.
  bool satisfies(const ApkConstraint& constraint, const ApkProvider& provider) const;
  /// The same with D11's exception: a conflict never hits the package that declares it.
  bool satisfies(const ApkConstraint& constraint, const ApkProvider& provider, PackageIndex depender) const {
    return (constraint.conflict && provider.package == depender) || satisfies(constraint, provider);
  }
  /// The steps of S9 that only the index decides (5 to 8): >0 when A is preferred to B for the name both provide.
  int prefer(const ApkProvider& a, const ApkProvider& b) const;
  /// D6 without its third way, which only a running solver knows.
  bool always_selectable(const ApkProvider& provider) const {
    return provider.version != k_unversioned || refs_[provider.package].relations.provider_priority > 0;
  }

 private:
  class Builder;
  struct Package {
    NameIndex name = 0;
    VersionIndex version = k_unversioned;
    PackageIndex canonical = k_nobody;
    std::uint32_t row = 0;  // in the tables by package, which are in load order
    bool installable = true;
  };

  model::PackageList refs_;
  base::StringPool pool_;
  std::deque<ApkVersion> versions_;  // addresses stay: constraints point into it
  std::vector<Package> packages_;
  Table<ApkOwned> owned_, shared_;
  Table<ApkConstraint> depends_, install_if_;
  Table<ApkProvider> providers_;
  Table<PackageIndex> dependers_, watchers_, key_watchers_;
  Table<NameIndex> leads_to_;
};

}  // namespace elfgate::closure
