// Baselines: a report of an earlier check whose findings are known. A repository that takes up elfgate has old wounds; a
// baseline lets it begin with what is new, and shrinks as the old ones heal.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/finding.h"

namespace elfgate::engine {

/// The findings of the report at PATH; none for an empty PATH. Errors: io, limit, malformed.
base::Result<std::vector<model::Finding>> read_baseline_file(const std::string& path);

/// Marks what the baseline at PATH knows as waived, version bumps disregarded. A finding that weighs more than it did is new.
base::Result<void> accept_baseline(const std::string& path, std::vector<model::Finding>& findings);

}  // namespace elfgate::engine
