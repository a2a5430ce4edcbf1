// Which of two packages that give one name apk takes, and by which step of its comparison (S9, D6). Words for what the closure
// engine decides; the engine alone decides.
#pragma once

#include <string>

#include "model/package_ref.h"

namespace elfgate::audit {

/// Why TAKEN comes before OTHER for NAME: "its provide has the higher version (8 against 7)".
std::string why_preferred(const model::PackageRef& taken, const model::PackageRef& other, const std::string& name);

}  // namespace elfgate::audit
