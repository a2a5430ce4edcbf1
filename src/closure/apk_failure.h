// S13: what went wrong, in the words and the order of apk. apk explains a failure by the packages that it had selected: what
// the world asks for and nobody has; then, package by package in install order, that the package itself cannot be installed,
// that another selected one owns one of its names, that something selected asks for another version of it or for none, and
// which of its dependencies nobody has. The first of these is the class of the failure.
#pragma once

#include "closure/apk_readoff.h"

namespace elfgate::closure {

/// Fills in CLOSURE's failure, chain and candidates. UNMET: a required name that nobody was chosen for, for the case that
/// nothing selected shows an error (apk fails then too, and cannot say why); unknown_name() when there is none.
/// REQUIRES: the reading is not sound, or the solver failed.
void explain_failure(const ApkCatalog& catalog, const ApkWorld& world, const ApkChoice& choice, const ApkReading& reading,
                     NameIndex unmet, model::Closure& closure);

}  // namespace elfgate::closure
