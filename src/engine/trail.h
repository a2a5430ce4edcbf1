// The trail of an audit (model/audit_trail.h), made while everything that it is made of is at hand.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "audit/verdict.h"
#include "engine/repository.h"
#include "model/audit_trail.h"

namespace elfgate::engine {

/// What was asked in the judgement of one package.
struct Asked {
  model::PackageId package = model::PackageId::none;
  index::Questions questions;
};

/// What a package is called in the sums of a trail: by its number.
std::vector<std::uint32_t> own_numbers(const ArchRepository& arch);

/// Who was examined, sorted: the sum of the installation (by own_numbers()), the key of the examination, and the examination.
struct Seen {
  const std::vector<std::string>& installations;
  const std::vector<std::string>& keys;
  std::span<const audit::Examination> examinations;
};

/// The trail of ARCH. ASKED: of every package that was judged, sorted.
model::ArchTrail trail_of(const ArchRepository& arch, const Seen& seen, const audit::Verdicts& verdicts,
                          const std::vector<Asked>& asked);

/// Adds to LIST the names that EXAMINATION knows that it looked for in all packages.
void add_asked(const audit::Examination& examination, index::Questions& list);

/// Adds MORE to LIST.
void append(const index::Questions& more, index::Questions& list);

/// Sorted, each once.
void tidy(std::vector<std::uint32_t>& words);

}  // namespace elfgate::engine
