// The indexes of a remote repository as files: a folder that looks like the repository and holds nothing but its indexes, so
// that the formats of repo/ read it like any other. An index is asked for again in every run and sent only when it has changed.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "fetch/network.h"

namespace elfgate::fetch {

struct MirrorRequest {
  std::string url;                  ///< of a repository, of one architecture of it, or of an index file
  std::vector<std::string> arches;  ///< asked for; empty: every one that is known and there
  std::string folder;               ///< where mirrors are kept
  bool offline = false;             ///< what is there has to do
};

/// A mirror.
struct Mirror {
  std::string url;     ///< what package locations are relative to
  std::string dir;     ///< the folder that stands for `url`
  std::string source;  ///< what repo/ opens: `dir`, or an index file in it
};

/// Errors: usage (the URL), not_found (no index there; offline: none kept), io, cancelled.
base::Result<Mirror> mirror_indexes(const MirrorRequest& request, const Network& network);

}  // namespace elfgate::fetch
