// A scenario on disk: as an apk repository, or unpacked into a root directory for the real dynamic linker.
#pragma once

#include <string>
#include <vector>

#include "output.h"
#include "repo/scenario/scenario.h"

namespace elfgate::mkrepo {

/// What to write.
struct Selection {
  std::vector<std::string> arches;    ///< empty: all of the scenario
  std::vector<std::string> packages;  ///< for a root: only these names; empty: all
};

/// OUT/ARCH/APKINDEX.tar.gz and the packages beside it; packages of every architecture lie in OUT/noarch too (I12).
/// Errors: usage for a scenario that is not of apk, io.
base::Result<void> write_repository(const repo::scenario::Scenario& scenario, const repo::scenario::State& state,
                                    const Selection& selection, const Output& out);

/// The packages of one architecture unpacked over each other in the order of the scenario. Links of one package lead the files
/// of others, inside OUT only (R12.1). Errors: usage, io.
base::Result<void> write_root(const repo::scenario::Scenario& scenario, const repo::scenario::State& state,
                              const Selection& selection, const Output& out);

/// Puts the real files of DIR (or DIR/ARCH) in the place of the built-in C library's, by file name. Returns how many.
/// Errors: not_found when there is none.
base::Result<std::size_t> use_libc_from(repo::scenario::State& state, const std::string& dir);

}  // namespace elfgate::mkrepo
