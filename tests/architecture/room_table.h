// The table of rooms in docs/architecture.md: the document is the rule, not a copy of it.
#pragma once

#include <map>
#include <set>
#include <string>

#include "source_tree.h"

namespace elfgate::architecture {

/// Room -> the rooms it may include, itself not named.
using RoomTable = std::map<std::string, std::set<std::string>>;

/// Reads the rows "| `room/` | purpose | room room |" of DOCUMENT; "-" stands for none.
RoomTable read_room_table(const SourceFile& document);

/// "src/model/finding.h" -> "model"; empty for a file that lies in no room.
std::string room_of(const std::string& path);

}  // namespace elfgate::architecture
