// S6: the sequence numbers that order apk's decisions. Every name that the world can lead to is numbered after the names it
// leads to, so that a higher number means "nearer to the world".
#pragma once

#include <cstdint>
#include <vector>

#include "closure/apk_world.h"

namespace elfgate::closure {

/// Per name: 1, 2, 3 ... in post-order; 0 for a name that is not reached. The graph may be deep and cyclic: no recursion.
std::vector<std::uint32_t> reach(const ApkCatalog& catalog, const ApkWorld& world);

}  // namespace elfgate::closure
