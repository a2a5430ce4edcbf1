// A change of a repository, and what it does to its findings: the question behind `query what-if`.
#pragma once

#include <string>
#include <vector>

#include "engine/check.h"
#include "model/query.h"

namespace elfgate::engine {

struct Change {
  std::vector<std::string> remove;    ///< package names: every version leaves
  std::vector<std::string> withdraw;  ///< NAME=VERSION: that version leaves
  std::vector<std::string> replace;   ///< package files or directories of packages laid over the repository
};

/// BEFORE with the change applied. Errors: usage for a name or version that is not there; those of open_repository() for files.
base::Result<Listed> apply_change(const Listed& before, const Change& change, const RepositoryOptions& options,
                                  RunContext& context);

/// What is wanted of both sides of a change: what is said of them, or what they hold as well.
enum class Wanted : std::uint8_t { reports, reports_and_shelves };

/// A repository before and after a change, and what is said of each. Where the store knew what an audit comes to, a side has
/// shelves and no more, and not even these where only reports were wanted.
struct BothSides {
  std::unique_ptr<Repository> before, after;
  report::Report report_before, report_after;
};

/// Judges both sides; stale waivers are left out, as a waiver that loses its use breaks nothing. What both have is read once;
/// what the change does not reach is examined once, or known to STORE from an earlier run.
base::Result<BothSides> judge_both(Listed before, Listed after, const CheckRequest& request, Wanted wanted,
                                   store::FactsStore& store, RunContext& context);

/// Findings at or above info before and after, held against each other (diff/findings.h).
base::Result<model::ChangeAnswer> run_change(const CheckRequest& request, const Change& change, RunContext& context);

}  // namespace elfgate::engine
