// The run behind `elfgate check`, as one readable list of passes.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/examination_memory.h"
#include "engine/repository.h"
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

/// The findings of a loaded repository. Fills REPORT's summary as well. MEMORY: examinations that are known, and those made
/// now.
base::Result<report::Report> audit_repository(const Repository& repository, const CheckRequest& request,
                                              ExaminationMemory& memory, RunContext& context);

}  // namespace elfgate::engine
