// Run-local ids of frozen things. They never reach disk, a report or the API.
#pragma once

#include <cstdint>

namespace elfgate::model {

/// Position of a package in the sorted listing of one architecture.
enum class PackageId : std::uint32_t { none = 0xFFFFFFFF };

constexpr std::uint32_t to_index(PackageId id) { return static_cast<std::uint32_t>(id); }

}  // namespace elfgate::model
