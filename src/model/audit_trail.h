// What the findings of a repository hang on, package by package. Findings say what is wrong; the trail says who has to be
// judged again when something changes, and for whom everything stays as it is (engine/reach.h).
//
// Packages are known by their position among the packages of their architecture: a trail is of use only beside the listing that
// it was made of.
#pragma once

#include <string>
#include <vector>

#include "model/rows.h"

namespace elfgate::model {

/// One architecture. Every list has a row per package, sorted where nothing else is said.
struct ArchTrail {
  std::string arch;
  std::string installations;  ///< k_installation_sum bytes a package; zeros for one that nobody installed
  std::string examinations;   ///< k_examination_key bytes a package; zeros for one that is not judged by its own name
  Rows members;               ///< packages of its installation, in the order of the record of its examination
  Rows words;                 ///< words (model/term.h) that were looked for in all packages; a last row is the world's
  Rows existing;              ///< words that only had to be there, and were; a last row is the world's
  Rows tried;                 ///< packages whose installations were tried beside the own one; a last row is the world's
  Rows weighs_on;             ///< packages whose verdicts what is seen in this one's installation is part of
  Rows reached;               ///< items of this package's files that programs load
  Rows programs;              ///< by how many, in the order of `reached`
  bool operator==(const ArchTrail&) const = default;
};

/// Bytes of audit::installation_sum().
inline constexpr std::size_t k_installation_sum = 16;

/// Bytes of audit::ExaminationKeys::key().
inline constexpr std::size_t k_examination_key = 32;

struct AuditTrail {
  std::vector<ArchTrail> arches;  ///< in the order of the repository
  bool operator==(const AuditTrail&) const = default;
};

}  // namespace elfgate::model
