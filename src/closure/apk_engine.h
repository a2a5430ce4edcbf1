// The apk engines behind the common interface.
#pragma once

#include "closure/apk_catalog.h"
#include "closure/apk_world.h"
#include "closure/engine.h"

namespace elfgate::closure {

/// S3-S14 for one prepared world.
model::Closure solve_exactly(const ApkCatalog& catalog, const ApkWorld& world);

/// All packages that give NAME, in the order in which apk would take them; those it never takes by itself (D6) at the end.
std::vector<model::PackageId> apk_providers(const ApkCatalog& catalog, const std::string& name);

}  // namespace elfgate::closure
