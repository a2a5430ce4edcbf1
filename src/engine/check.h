// The run behind `elfgate check`, as one readable list of passes.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

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
};

/// Everything that check found, frozen, in report order.
base::Result<report::Report> run_check(const CheckRequest& request, RunContext& context);

/// The findings of a loaded repository. Fills REPORT's summary as well.
base::Result<report::Report> audit_repository(const Repository& repository, const CheckRequest& request, RunContext& context);

}  // namespace elfgate::engine
