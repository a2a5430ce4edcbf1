// The 512-byte header of a tar entry: its fields, its numbers, its checksum. tar_reader.h decides what to make of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"

namespace elfgate::archive {

inline constexpr std::size_t k_tar_block = 512;

/// The two spellings of the magic, and its absence (C9).
enum class TarMagic : std::uint8_t { posix, gnu, none };

TarMagic tar_magic(base::Bytes header);

/// The text field [offset, offset + width) up to its first NUL.
std::string_view tar_text(base::Bytes header, std::size_t offset, std::size_t width);

/// An octal number padded by spaces and NULs (C10); an empty field is 0. With BASE256, GNU's binary form is read as well.
/// Nothing for anything else, negative numbers included.
std::optional<std::uint64_t> tar_number(base::Bytes header, std::size_t offset, std::size_t width, bool base256);

/// True when the checksum field holds the sum of the header's bytes, taken as unsigned or (old writers) as signed (C11).
bool tar_checksum_ok(base::Bytes header);

bool is_zero_block(base::Bytes block);

}  // namespace elfgate::archive
