// Which source packages must be rebuilt after a change, and in which order. Whoever still asks for a name that the change took
// away has to be linked again; a library among them comes before those that are linked with it.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "diff/delta.h"
#include "diff/inventory.h"

namespace elfgate::diff {

/// False when plan_rebuild() would be empty: taking stock of everybody can be left out.
bool calls_for_rebuild(const Delta& delta);

/// The plan that DELTA's events and new findings call for.
RebuildPlan plan_rebuild(const Inventory& before, const Inventory& after, const Delta& delta);

/// WANTED in waves over who links whom in INVENTORY, also through origins that stay as they are.
RebuildPlan order_in_waves(const std::set<std::string>& wanted, const Inventory& inventory);

}  // namespace elfgate::diff
