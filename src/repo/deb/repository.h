// Where the Packages files of a Debian archive lie, and where the packages that they list lie: flat (Packages beside the
// packages) or dists/SUITE/COMPONENT/binary-ARCH/Packages with a pool beside dists.
#pragma once

#include <string>
#include <vector>

#include "repo/format.h"

namespace elfgate::repo {

/// One Packages file, the least compressed of its forms.
struct DebIndexPlace {
  std::string file;
  std::string base;  ///< what Filename: is relative to
  std::string arch;  ///< from binary-ARCH, our name; empty in a flat archive
};

/// The Packages files of SOURCE, which may be one itself. Empty when there are none.
std::vector<DebIndexPlace> find_deb_indexes(const std::string& source);

/// Lists everything that the indexes of SOURCE list. Errors: not_found, and an index's error when none could be read.
base::Result<Listing> open_deb_repository(const std::string& source, const OpenOptions& options);

}  // namespace elfgate::repo
