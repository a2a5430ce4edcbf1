// S11: the closure is read off the decisions, starting from the world. Dependencies come before the package that needs them;
// after a package come those whose install_if it completes. What was decided but is not reached is not installed. An unmet
// dependency of what is reached is an error of the whole, and still the reading goes on: apk reports what went wrong by all
// that it had selected (apk_failure.h).
#pragma once

#include <vector>

#include "closure/apk_choice.h"
#include "closure/apk_world.h"
#include "model/closure.h"

namespace elfgate::closure {

/// A package that is reached, and the first thing that led to it.
struct ApkArrival {
  PackageIndex package = k_nobody;
  std::uint32_t item = 0;                ///< of the world, from which the way began
  const ApkConstraint* asked = nullptr;  ///< null: its install_if was fulfilled
  PackageIndex from = k_nobody;          ///< the package before it on the way; k_nobody: the world itself
};

struct ApkReading {
  std::vector<ApkArrival> members;  ///< in install order
  PackageIndex refused = k_nobody;  ///< the first member that may not be installed, whatever the reason
  bool sound = true;                ///< nothing is unmet, and nothing is refused
};

ApkReading read_off(const ApkCatalog& catalog, const ApkWorld& world, const ApkChoice& choice);

/// The members of a reading, with their reasons where the world asks for them.
model::Closure closure_of(const ApkCatalog& catalog, const ApkWorld& world, const ApkReading& reading);

}  // namespace elfgate::closure
