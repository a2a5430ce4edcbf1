// Link maps as bytes: the tree that people read, the flat lists that scripts read, JSON. Names are shown as report/ shows them,
// so that a hostile one cannot act on a terminal.
#pragma once

#include <string>

#include "engine/ldd_entry.h"

namespace elfgate::engine {

enum class LddFormat : std::uint8_t { none, tree, list, paths, json, jsonl };

/// ENTRY in FORMAT with its newline; json: without one, for an array that the caller writes.
std::string render(const LddEntry& entry, LddFormat format, bool color);

}  // namespace elfgate::engine
