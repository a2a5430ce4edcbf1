// Trees that told a simulated loader from the real one once, made as small as they go and kept by name.
#pragma once

#include <string>
#include <vector>

#include "real_loader.h"
#include "tree.h"

namespace elfgate::oracle {

struct KeptTree {
  const char* name;  ///< what the real loader does, in a sentence
  Tree tree;
};

/// Those that concern the family of REAL.
std::vector<KeptTree> kept_trees(const RealLoader& real);

}  // namespace elfgate::oracle
