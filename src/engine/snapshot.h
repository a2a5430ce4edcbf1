// Snapshots: a repository in one file (store/snapshot.h), written by `elfgate snapshot`, and a source like any other
// afterwards.
#pragma once

#include <string>

#include "engine/repository.h"

namespace elfgate::engine {

/// A snapshot that was made, not yet written.
struct MadeSnapshot {
  std::string bytes;
  std::vector<std::string> arches;
  GatherCounts counts;
  std::uint64_t packages = 0;
};

/// Reads what is not known yet, and puts everything into one snapshot. Equal repositories give equal bytes.
base::Result<MadeSnapshot> make_snapshot(const RepositoryOptions& options, const std::string& tool_version,
                                         RunContext& context);

/// True when PATH is a file that begins as a snapshot.
bool is_snapshot_file(const std::string& path);

/// The packages of snapshot PATH as layer LAYER. Errors: those of store::check_snapshot_head and decode_snapshot, io.
base::Result<Listed> open_snapshot(const std::string& path, std::uint32_t layer, const RepositoryOptions& options);

}  // namespace elfgate::engine
