// Findings before and after a change, held against each other. The same wound has the same rule, architecture, package, path
// and subject; a rebuild may move the object to a directory that carries its new version, which makes no new wound.
#pragma once

#include <vector>

#include "diff/delta.h"
#include "diff/inventory.h"

namespace elfgate::diff {

/// Fills broken, fixed and before of DELTA. KNOWN: further findings that count as there before (a baseline).
void compare_findings(const std::vector<model::Finding>& before, const std::vector<model::Finding>& after,
                      const std::vector<model::Finding>& known, Delta& delta);

/// Takes out of DELTA.fixed what only cannot be seen any more, because a package that the owner depends on cannot be read AFTER
/// the change.
void keep_unseen(const Inventory& after, Delta& delta);

}  // namespace elfgate::diff
