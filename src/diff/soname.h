// How the name of a library changed. A look at the major number alone misses the changes that hurt as much: the loader
// compares whole names.
#pragma once

#include <string>
#include <string_view>

namespace elfgate::diff {

/// "major", "minor", "suffix", "downgrade", or "lost" when TO carries no version any more.
std::string soname_change(std::string_view from, std::string_view to);

/// What stands before ".so", without digits and the dots between them: what versions of one library have in common.
std::string soname_family(std::string_view name);

/// How surely TO is FROM under another name: 3 the same word before ".so", 2 the same but for digits, 1 a longer or shorter
/// word with the same version, 0 another library.
int soname_likeness(std::string_view from, std::string_view to);

}  // namespace elfgate::diff
