// How the name of a library changed. A look at the major number alone misses the changes that hurt as much: the loader
// compares whole names.
#pragma once

#include <string>
#include <string_view>

namespace elfgate::diff {

/// "major", "minor", "suffix", "downgrade", or "lost" when TO carries no version any more.
std::string soname_change(std::string_view from, std::string_view to);

/// The name without digits and the dots between them: what two versions of one library have in common.
std::string soname_family(std::string_view name);

}  // namespace elfgate::diff
