// apk walks its names in the order of its hash table, and that order shows: packages that one install_if item brings in are
// installed in it. The table is murmur3 (Austin Appleby, public domain) with a fixed seed over a fixed number of buckets;
// inside a bucket the name seen last comes first (S14).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace elfgate::closure {

/// MurmurHash3, the 32-bit variant.
std::uint32_t murmur3(std::string_view text, std::uint32_t seed);

/// Per name its position in apk's walk. NAMES: in the order in which they were first seen.
std::vector<std::uint32_t> apk_walk_positions(const std::vector<std::string_view>& names);

}  // namespace elfgate::closure
