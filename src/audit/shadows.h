// Copies of one library in a closure, of which the loader finds only one. An entry of ld.so.conf.d, or a second default
// directory, serves every program of the root; who wins is asked of the cache and directories of the very closure.
#pragma once

#include <vector>

#include "audit/examination.h"
#include "audit/stage.h"

namespace elfgate::audit {

/// The libraries of PACKAGE that hide another file of the same name, or are hidden by one, where the two differ. Both lie in
/// PUBLIC_DIRS, or at the same path of two packages that do not give way to each other (D15).
std::vector<Shadow> find_shadows(const World& world, Stage& stage, PackageId package,
                                 const std::vector<std::string>& public_dirs);

}  // namespace elfgate::audit
