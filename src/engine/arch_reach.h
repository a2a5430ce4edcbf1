// Whom a change reaches on one architecture. The steps are called in their order by engine/reach.cpp; those that need facts may
// be called again when there are more.
#pragma once

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "engine/audit_pass.h"

namespace elfgate::engine {

/// Words (model/term.h) of the packages of a change: of those that left, and of those that came. Sorted, each once.
struct ChangedWords {
  std::vector<std::uint32_t> gone, come;
};

/// Borrows all that it is given. One thread at a time.
class ArchReach {
 public:
  using PackageId = model::PackageId;

  /// BEFORE: the packages of the published repository, which TRAIL is about. AFTER: with index and closure engine, whether or
  /// not there are facts.
  ArchReach(model::PackageList before, const ArchRepository& after, const model::ArchTrail& trail, const CheckRequest& request,
            model::PackageSystem system);

  /// Packages of `before` that are not the same record in `after`, and the other way round.
  const std::vector<const model::PackageRef*>& left() const { return left_; }
  const std::vector<PackageId>& came() const { return came_; }

  /// Installs everybody, and marks who is installed otherwise than before.
  base::Result<void> install(RunContext& context);

  /// Marks who asked for a word of CHANGED.
  void mark_askers(const ChangedWords& changed);

  /// Whether the world itself asked for what has changed, or more is reached than is worth while.
  bool is_too_far() const;

  /// Marks who asked whether something exists that no package with facts has any more. True when that is anybody.
  bool mark_bereft();

  /// Packages whose facts the next steps need; and the words that those who are judged again asked for before.
  std::vector<PackageId> needed() const;
  std::vector<std::uint32_t> words_asked_before() const;

  /// Examines who is reached, or weighs on who is judged again. True when that reached somebody else; nothing when the store
  /// does not know an earlier examination. REQUIRES: facts of needed().
  base::Result<std::optional<bool>> examine(bool second_reader, ExaminationMemory& memory, RunContext& context);

  /// Judges again who has to be. ASKED: what was asked of all packages for it. Adds to FINDINGS.
  base::Result<void> judge(const Repository& repository, RunContext& context, index::Questions& asked,
                           std::vector<model::Finding>& findings);

  /// Whether the findings about this package and version of before the change count no more.
  bool is_judged_again(const std::string& name, const std::string& version) const;

  /// Replaces what was counted of files on this architecture before by what is counted now, and adds its closures.
  void recount(model::AuditOutcome& outcome) const;

 private:
  static constexpr std::uint32_t k_nobody = 0xFFFFFFFF;
  using File = std::pair<std::uint32_t, std::uint64_t>;  // package after the change, item

  void match_packages();
  bool was_judged(std::uint32_t before) const;
  void mark(std::uint32_t before);
  std::set<std::uint32_t> superseded_installed_otherwise(std::span<const std::uint32_t> numbers) const;
  void mark_installed_otherwise(const std::vector<std::string>& sums, std::set<std::uint32_t> changed);
  std::string_view sum_of(std::uint32_t before) const;
  void judge_namesakes();
  void judge_owners(std::span<const std::uint32_t> before);
  std::vector<std::uint32_t> examined() const;
  base::Result<bool> read_old_footprints(ExaminationMemory& memory, RunContext& context);
  void spread(const std::map<File, std::int64_t>& change);

  model::PackageList before_;
  const ArchRepository& after_;
  const model::ArchTrail& trail_;
  const CheckRequest& request_;

  std::vector<std::uint32_t> after_of_, before_of_;  // the same record on the other side
  std::vector<const model::PackageRef*> left_;
  std::vector<PackageId> came_;
  std::vector<PackageId> ids_;                                   // judged by their own name after the change
  std::vector<std::uint32_t> place_;                             // of each package among them
  std::vector<audit::Installation> installations_;               // of each of them
  std::vector<std::pair<std::uint32_t, std::uint32_t>> bereft_;  // package before, word that may exist no more
  std::vector<bool> lost_;                                       // before: what was seen in its installation counts no more
  std::vector<bool> fresh_;                                      // after: examined anew
  std::vector<bool> judged_;                                     // after: judged anew
  std::vector<bool> read_;                                       // before: lost, and taken out of counts and reached files
  std::set<std::pair<std::string, std::string>> names_;          // name and version of whose findings are dropped
  bool world_is_reached_ = false;

  model::AuditOutcome old_counts_;            // of the lost
  std::map<File, std::int64_t> old_reached_;  // by programs of the lost
  std::vector<audit::Examination> examinations_;
  model::AuditOutcome new_counts_;            // of the fresh
  std::map<File, std::int64_t> new_reached_;  // by programs of the fresh
};

}  // namespace elfgate::engine
