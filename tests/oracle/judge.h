// One tree, the real loader and the simulation side by side.
#pragma once

#include <string>

#include "listing.h"
#include "real_loader.h"

namespace elfgate::oracle {

struct Verdict {
  bool agree = true;
  bool skipped = false;  ///< the real program could not be asked
  std::string report;    ///< both sides, where they differ
};

/// Builds TREE below ROOT, runs both sides and compares: the cache and links of ldconfig when it runs, then the listing.
Verdict judge(const Tree& tree, const RealLoader& real, const std::string& root);

/// Both lists side by side, "<" what the real one says, ">" what we say.
std::string difference(const Lines& said, const Lines& simulated);

}  // namespace elfgate::oracle
