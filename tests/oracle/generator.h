// Random trees, dense in the cases that tell loaders apart. A seed gives the same tree on every machine.
#pragma once

#include <cstdint>

#include "real_loader.h"
#include "tree.h"

namespace elfgate::oracle {

Tree generate(std::uint64_t seed, const RealLoader& real);

}  // namespace elfgate::oracle
