// The closure engines of a package system, and what apko knows beyond one architecture.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "closure/engine.h"

namespace elfgate::engine {

/// The engine for ARCH. BUILDER: "apk" (or empty) or "apko", for packages of apk. OTHERS: the packages of the other
/// architectures that are built at the same time; apko chooses only versions that all of them have (R6). Errors: usage for an
/// unknown builder.
base::Result<std::unique_ptr<closure::ClosureEngine>> engine_for(model::PackageSystem system, const std::string& builder,
                                                                 const model::PackageList& packages, const std::string& arch,
                                                                 const std::vector<model::PackageList>& others);

}  // namespace elfgate::engine
