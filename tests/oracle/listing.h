// What the real loader says and what the simulation would have it say, in one notation: "name => path", "name => not found",
// "path", and for complaints "! ...".
#pragma once

#include <string>
#include <vector>

#include "model/link_map.h"
#include "sandbox.h"
#include "tree.h"

namespace elfgate::oracle {

using Lines = std::vector<std::string>;

/// A complaint in that notation. Messages whose tail is strerror text or a position in a source file are cut to what identifies
/// them.
std::string complaint(std::string_view line);

/// The output of a run. MUSL selects its messages.
Lines said_lines(const Ran& ran, Mode mode, bool musl);

/// The same of a simulated map.
Lines simulated_lines(const model::LinkMap& map, const std::string& program, Mode mode, bool musl);

}  // namespace elfgate::oracle
