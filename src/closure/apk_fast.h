// The fast way to an apk closure, with a certificate (section 5.3). Where nothing dynamic happens, a closure is plain
// reachability over the best provider of each name. The certificate is a list of everything that could make apk's own way
// come out differently; when any of it is present the answer is not given, and the exact engine has to find it.
#pragma once

#include <optional>
#include <vector>

#include "closure/apk_best.h"
#include "closure/apk_choice.h"
#include "closure/apk_world.h"
#include "closure/id_map.h"
#include "model/closure.h"

namespace elfgate::closure {

/// Whether packages are set aside that constraints make unselectable before anything is decided. It costs a little and
/// covers worlds that pin a version which is not the best.
enum class ApkExclusion : std::uint8_t { none, by_constraints };

/// One world, asked once.
class ApkFast final : public ApkChoice {
 public:
  /// All three references must outlive the object.
  ApkFast(const ApkCatalog& catalog, const std::vector<ApkBest>& best, const ApkWorld& world, ApkExclusion exclusion);

  /// The closure, or nothing when the certificate does not cover this world.
  std::optional<model::Closure> solve();

  ApkProvider chosen(NameIndex name) const override;
  ApkObstacle obstacle(PackageIndex) const override { return ApkObstacle::none; }
  bool may_be_chosen(PackageIndex package) const override { return (flags_[package] & k_present) != 0; }

 private:
  struct Name {
    ApkProvider owner;
    bool required = false;
    bool reviewed = false;  // in the first round (see exclude_by_constraints)
    bool shared = false;    // several packages own it, all unversioned
    bool thinned = false;   // a provider is excluded
  };
  enum Flag : std::uint8_t { k_present = 1, k_excluded = 2, k_brought = 4 };
  struct Asked {
    const ApkConstraint* constraint;
    PackageIndex depender;
  };

  void exclude_by_constraints();
  void review(NameIndex name);
  void review_common(const std::vector<PackageIndex>& group);
  void first_require(NameIndex name);
  void apply(const ApkConstraint& constraint, PackageIndex depender);

  void require(NameIndex name);
  bool take(PackageIndex package);
  bool take_required();
  bool bring_in_watchers();
  bool bring_in(PackageIndex watcher);
  ApkBest best(NameIndex name) const;

  bool certified() const;
  bool name_certified(NameIndex name) const;
  bool virtual_certified(NameIndex name, const ApkProvider& owner) const;
  bool constraint_certified(const Asked& asked) const;
  bool brought_certified(PackageIndex package) const;

  const ApkCatalog& catalog_;
  const std::vector<ApkBest>& best_;
  const ApkWorld& world_;
  ApkExclusion exclusion_;
  IdMap<Name> names_;
  std::vector<std::uint8_t> flags_;  // per package
  std::vector<NameIndex> first_round_;
  std::vector<NameIndex> required_;
  std::size_t next_required_ = 0;
  std::vector<PackageIndex> present_;
  std::size_t next_watched_ = 0;
  std::vector<PackageIndex> waiting_;  // watchers that have one item, and miss another
  std::vector<Asked> asked_;
};

/// The fast answer, first without and then with exclusion; nothing when neither is certified.
std::optional<model::Closure> solve_fast(const ApkCatalog& catalog, const std::vector<ApkBest>& best, const ApkWorld& world);

}  // namespace elfgate::closure
