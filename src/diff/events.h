// What a change did to what others may rely on: libraries by name and place, provides, packages. An event is no verdict:
// whether something breaks, the findings say.
#pragma once

#include <vector>

#include "diff/delta.h"
#include "diff/inventory.h"

namespace elfgate::diff {

/// Events of a change, sorted, each with who asks for it in AFTER.
std::vector<Event> find_events(const Inventory& before, const Inventory& after);

/// What the change consists of, and the packages that it gave to only some of their architectures. Fills changed and one_sided.
void find_changes(const Inventory& before, const Inventory& after, Delta& delta);

}  // namespace elfgate::diff
