// The run behind `elfgate gate`: the base and what the change makes of it, both judged whole, and the difference.
#pragma once

#include <string>
#include <vector>

#include "engine/change.h"
#include "engine/check.h"
#include "report/gate.h"

namespace elfgate::engine {

struct GateRequest {
  CheckRequest check;                  ///< its sources are the base
  std::vector<std::string> candidate;  ///< the resulting repository; empty: CHANGE applied to the base
  Change change;
  std::string baseline_path;  ///< findings that count as known; empty: none
  model::Severity fail_on = model::Severity::error;
  bool never_fail = false;
};

/// Errors: usage, malformed (baseline), those of open_repository().
base::Result<report::GateReport> run_gate(const GateRequest& request, RunContext& context);

}  // namespace elfgate::engine
