// S11: the closure is read off the decisions, starting from the world. Dependencies come before the package that needs them;
// after a package come those whose install_if it completes. What was decided but is not reached is not installed, and an
// unmet dependency of what is reached is the failure that is reported (S13), with the way to it.
#pragma once

#include "closure/apk_choice.h"
#include "closure/apk_world.h"
#include "model/closure.h"

namespace elfgate::closure {

model::Closure read_off(const ApkCatalog& catalog, const ApkWorld& world, const ApkChoice& choice);

/// S13: the class of a required name that no package was chosen for, and who could have been.
void explain_missing(const ApkCatalog& catalog, const ApkConstraint& constraint, model::Closure& closure);

}  // namespace elfgate::closure
