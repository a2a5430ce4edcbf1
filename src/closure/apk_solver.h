// apk's own way to a closure, rule by rule (S3-S10, S12): constraints make packages unselectable, names under review push
// what is already certain, and one name at a time is decided for good. Nothing is ever taken back.
#pragma once

#include <compare>
#include <deque>
#include <queue>
#include <span>
#include <vector>

#include "closure/apk_choice.h"
#include "closure/apk_world.h"

namespace elfgate::closure {

class ApkSolver final : public ApkChoice {
 public:
  /// SEQUENCE: S6's numbers (apk_reach.h). REVERSED: wakes names in the other order (S14). The other arguments must outlive
  /// the solver.
  ApkSolver(const ApkCatalog& catalog, const ApkWorld& world, std::span<const std::uint32_t> sequence, bool reversed);

  /// Decides every name. REQUIRES: called once.
  void solve();

  ApkProvider chosen(NameIndex name) const override { return names_[name].chosen; }
  ApkObstacle obstacle(PackageIndex package) const override { return packages_[package].obstacle; }
  bool may_be_chosen(PackageIndex package) const override { return packages_[package].chosen; }
  /// A required name that nobody could be chosen for, and two packages that own one name: errors of the whole transaction,
  /// even when the closure does not reach them.
  bool failed() const { return !unmet_.empty() || clashed_; }
  const std::vector<NameIndex>& unmet() const { return unmet_; }
  /// False: no two names were ever woken at once, so S14's other order is the same run.
  bool order_mattered() const { return order_mattered_; }

 private:
  struct Name {
    ApkProvider chosen;
    std::uint32_t required = 0;     // times
    std::uint32_t merged = 0;       // how many providers of the name under review have this one in common
    std::uint32_t merge_round = 0;  // of which count `merged` speaks
    std::uint32_t taint = 0;        // the last batch in which an owner was disqualified; 0: never
    bool soft = false;              // S5 (d)
    bool locked = false;
    bool queued = false;  // for review
    bool open = false;    // to be decided
    bool ready = false;   // S5 (e)
    bool named = false;   // on the command line (S8)
  };
  struct Package {
    ApkObstacle obstacle = ApkObstacle::none;
    bool chosen = false;     // for some name
    bool triggered = false;  // its install_if is fulfilled (S12)
    bool grouped = false;    // counted in the last review of a name of it (S9, step 2)
    std::uint32_t misfits = 0;
  };

  bool selectable(PackageIndex package) const { return packages_[package].obstacle == ApkObstacle::none; }
  bool eligible(NameIndex name, const ApkProvider& provider) const;
  bool has_eligible(NameIndex name) const;

  void apply(const ApkConstraint& constraint, PackageIndex depender);
  void require(NameIndex name);
  void open(NameIndex name);
  void queue_review(NameIndex name);
  void disqualify(PackageIndex package, ApkObstacle why);
  void wake_dependers();
  void collect_dependers(NameIndex name, std::vector<NameIndex>& woken) const;
  bool depends_on_taint(NameIndex name, std::uint32_t since) const;
  void wake_watchers(NameIndex name);
  void test_install_if(PackageIndex package);

  void review(NameIndex name);
  void drop_unsatisfiable(NameIndex name);
  bool satisfiable(PackageIndex package) const;
  void gather_group(NameIndex name);
  void require_common();
  void claim_common(NameIndex name);
  bool common(NameIndex name, std::size_t members);
  void count_common(NameIndex name, std::uint32_t member, bool soft);
  void drop_other_owners(NameIndex name, NameIndex reviewed);
  bool is_ready(NameIndex name, std::size_t options) const;

  struct Turn {
    bool eligible, named, real;
    std::uint32_t sequence;
    NameIndex name;
    auto operator<=>(const Turn&) const = default;
  };
  Turn turn_of(NameIndex name) const;
  void take_turn(NameIndex name);
  NameIndex next_decision();
  void decide(NameIndex name);
  int prefer(const ApkProvider& a, const ApkProvider& b) const;
  void lock(NameIndex name, const ApkProvider& provider);

  const ApkCatalog& catalog_;
  const ApkWorld& world_;
  bool reversed_;
  std::vector<Name> names_;
  std::vector<Package> packages_;
  std::span<const std::uint32_t> sequence_;  // S6
  std::deque<NameIndex> review_queue_, ready_queue_;
  std::priority_queue<Turn> turns_;  // S8; an entry may be out of date, but never too late
  std::vector<NameIndex> open_names_;
  std::vector<NameIndex> tainted_;  // names that lost an owner since they were last looked at
  std::vector<NameIndex> unmet_;
  std::vector<ApkProvider> group_;
  std::uint32_t merge_round_ = 0;
  std::uint32_t taint_ = 1;  // the open batch of disqualifications
  bool clashed_ = false;
  bool order_mattered_ = false;
};

}  // namespace elfgate::closure
