// elfgate: a repository in one file (public C++ interface of `elfgate snapshot`). Same rules as elfgate.hpp: values in, values
// out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "elfgate/elfgate.hpp"

namespace elfgate {

/// A snapshot that was made; whoever wants a file writes `bytes` to one. A snapshot is a source like any other afterwards.
struct SnapshotReport {
  Status status = Status::failed;  ///< incomplete: a package could not be read (the snapshot says so too), or there is none
  std::string error;               ///< when status is failed
  std::string bytes;
  std::vector<std::string> arches;
  std::uint64_t packages = 0, read = 0, from_store = 0, unreadable = 0;
};

/// Everything that elfgate asks of the sources, packages that are not known yet read first. Equal sources give equal bytes.
ELFGATE_API SnapshotReport snapshot(const RunOptions& options);

}  // namespace elfgate
