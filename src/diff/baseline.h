// The findings that a distribution starts from: a report of `elfgate check` as JSON, kept in a file. Findings that it lists
// count as there before.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/finding.h"

namespace elfgate::diff {

/// The findings of an elfgate-report/1 document, reduced to what identifies them and to their severity. SUBJECT names the file
/// in errors (code malformed).
base::Result<std::vector<model::Finding>> read_baseline(const std::string& text, const std::string& subject);

}  // namespace elfgate::diff
