// The order of facts. Archives order their entries as their makers like (C21); facts are sorted by path, so that equal packages
// have equal facts. Of several entries with one path the last one counts, with a note (C20).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/package_facts.h"

namespace elfgate::extract {

/// Where an entry went, in the order of the archive.
struct Placed {
  enum class List : std::uint8_t { file, symlink, hard_link, directory, conf, pkg_config, other };
  List list = List::other;
  std::uint32_t index = 0;
};

/// Sorts every list of FACTS and drops what a later entry of the same path replaces. PLACED has one element for each entry.
void sort_facts(model::PackageFacts& facts, const std::vector<Placed>& placed);

}  // namespace elfgate::extract
