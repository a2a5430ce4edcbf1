// Elements of RPATH and RUNPATH as a reviewer sees them.
#pragma once

#include <string>
#include <string_view>

#include "audit/rule.h"

namespace elfgate::audit {

/// Why ELEMENT of FILE's search path is dangerous; empty when it is not.
std::string insecure_because(const PackageAudit& audit, const model::FileFact& file, std::string_view element);

}  // namespace elfgate::audit
