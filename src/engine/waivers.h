// What the waivers of a policy file do: which findings each of them hides today, and which serve nothing any more.
#pragma once

#include <vector>

#include "engine/check.h"
#include "model/waiver_use.h"
#include "report/waivers.h"

namespace elfgate::engine {

/// The waivers of the policy, in its order, held against all findings of the sources. Errors: usage without a policy file;
/// those of run_check().
base::Result<std::vector<model::WaiverUse>> run_waivers(const CheckRequest& request, RunContext& context);

// Rendering, for the facade, which sees no report.
inline std::string waivers_text(const std::vector<model::WaiverUse>& uses, const std::string& policy) {
  return report::waivers_text(uses, policy);
}
inline std::string waivers_json(const std::vector<model::WaiverUse>& uses, const std::string& policy) {
  return report::waivers_json(uses, policy);
}

}  // namespace elfgate::engine
