// What an examination depends on, as a digest: the key under which it is kept.
//
// An examination is a function of its installation (which packages, for which reasons), of what those packages hold, of the
// distribution's habits, and of the program that judges. Two runs whose keys are equal would examine the same, so the second
// need not.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "audit/examination.h"

namespace elfgate::audit {

/// Digest of the sources that decide what an examination says and an audit comes to (made by the build): facts judged by
/// another elfgate are judged anew.
const char* judge_built();

/// The keys of one world. Immutable after construction; safe to use from several threads.
class ExaminationKeys {
 public:
  /// CONTENTS: for each package of the world, what pins its facts (store::facts_key); empty: nothing does.
  ExaminationKeys(const World& world, const std::vector<std::string>& contents);

  /// What all keys of this world share, 16 bytes: base, profile, policy, loader, judge.
  const std::string& scope() const { return scope_; }

  /// 32 bytes; empty when a member's facts are pinned by nothing.
  std::string key(const Installation& installation) const;

 private:
  std::string scope_;
  std::vector<std::string> packages_;  ///< 16 bytes each, or empty
};

/// What an installation comes to in one repository, model::k_installation_sum bytes: two that are equal bring the same packages
/// in the same order, or fail alike. NUMBERS: by package id, what the package is called in the sum.
std::string installation_sum(const Installation& installation, std::span<const std::uint32_t> numbers);

}  // namespace elfgate::audit
