// Taking stock of both sides of a change: what diff/ holds against each other. A change of fifty packages concerns a few
// hundred names; of everybody who has nothing to do with these, only the identity is taken down.
#pragma once

#include <string>
#include <unordered_set>

#include "diff/inventory.h"
#include "engine/change.h"

namespace elfgate::engine {

/// Names that others may ask for: of packages, of what they provide, of their libraries.
using Names = std::unordered_set<std::string>;

/// The names of all packages that only one side has, or that are not the same on both.
base::Result<Names> touched_names(const BothSides& sides, RunContext& context);

struct BothInventories {
  diff::Inventory before, after;
};

/// What an installation can get from either side. NAMES: only packages that have to do with one of them are taken down in full;
/// null: all are.
base::Result<BothInventories> inventories_of(const BothSides& sides, const Names* names, RunContext& context);

}  // namespace elfgate::engine
