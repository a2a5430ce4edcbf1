// The rules that keep the house as docs/architecture.md draws it. Each takes files and returns one sentence per breach,
// "path:line: what is wrong, what is allowed", so that the failing test says where to go.
#pragma once

#include <string>
#include <vector>

#include "room_table.h"
#include "source_tree.h"

namespace elfgate::architecture {

using Breaches = std::vector<std::string>;

/// A file below src/ includes only its own room and the rooms of its row; api/ also the public headers.
Breaches forbidden_rooms(const std::vector<SourceFile>& files, const RoomTable& table);

/// The command sees elfgate/, CLI11, its own headers and the system.
Breaches forbidden_in_command(const std::vector<SourceFile>& files);

/// A public header includes public headers and the standard library.
Breaches forbidden_in_public_headers(const std::vector<SourceFile>& files);

/// Threads, locks and thread-local state live in src/engine only.
Breaches parallelism_outside_engine(const std::vector<SourceFile>& files);

/// A third-party library stays behind the wall of its room.
Breaches libraries_outside_their_room(const std::vector<SourceFile>& files);

/// No file is longer than CAP lines.
Breaches files_longer_than(const std::vector<SourceFile>& files, std::size_t cap);

/// No file names a directory of the machine it was written on.
Breaches naming_any_of(const std::vector<SourceFile>& files, const std::vector<std::string>& machine_paths);

}  // namespace elfgate::architecture
