// The run behind `elfgate check`, as one readable list of passes.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/examination_memory.h"
#include "engine/repository.h"
#include "model/audit_outcome.h"
#include "report/report.h"

namespace elfgate::engine {

struct CheckRequest {
  RepositoryOptions repository;
  std::vector<std::string> packages;              ///< only findings of these names; empty: all
  std::map<std::string, std::string> severities;  ///< rule -> level or "off"; over the policy's
  std::vector<std::string> only_rules;
  bool all_versions = false;  ///< superseded versions too
  std::string today;          ///< "YYYY-MM-DD", for waivers
  std::string tool_version;
  std::string baseline_path;  ///< findings that count as known; empty: none
};

/// How versions of a package system are ordered.
using Compare = int (*)(std::string_view, std::string_view);
/// Null for a system without versions.
Compare version_order(model::PackageSystem system);

/// Everything that check found, frozen, in report order.
base::Result<report::Report> run_check(const CheckRequest& request, RunContext& context);

/// Ids of the rules that are not asked: switched off by option or policy, or not among the only ones. Sorted.
std::vector<std::string> rules_off(const Repository& repository, const CheckRequest& request);

/// Takes out what is said of waivers themselves: one that loses its use breaks nothing, and hides nothing.
void drop_stale_waivers(std::vector<model::Finding>& findings);

/// Lays levels, baseline and waivers over OUTCOME. REPOSITORY needs no indexes. Errors: those of the baseline file.
base::Result<report::Report> conclude(const Repository& repository, const CheckRequest& request, model::AuditOutcome outcome);

}  // namespace elfgate::engine
