#include "archive/tar_header.h"

#include <algorithm>

namespace elfgate::archive {

namespace {

std::optional<std::uint64_t> base256_number(base::Bytes field) {
  if (field[0] != 0x80) return std::nullopt;  // 0xFF announces a negative number, anything else more than 64 bits
  std::uint64_t value = 0;
  for (const std::uint8_t byte : field.subspan(1)) {
    if (value >> 56 != 0) return std::nullopt;
    value = value << 8 | byte;
  }
  return value;
}

}  // namespace

TarMagic tar_magic(base::Bytes header) {
  const auto magic = base::as_text(header.subspan(257, 8));
  if (magic == std::string_view("ustar  \0", 8)) return TarMagic::gnu;
  return magic.starts_with("ustar") ? TarMagic::posix : TarMagic::none;
}

std::string_view tar_text(base::Bytes header, std::size_t offset, std::size_t width) {
  const auto field = base::as_text(header.subspan(offset, width));
  return field.substr(0, field.find('\0'));
}

std::optional<std::uint64_t> tar_number(base::Bytes header, std::size_t offset, std::size_t width, bool base256) {
  const auto field = header.subspan(offset, width);
  if (base256 && (field[0] & 0x80) != 0) return base256_number(field);
  std::size_t i = 0;
  while (i < width && field[i] == ' ') ++i;
  std::uint64_t value = 0;
  for (; i < width && field[i] >= '0' && field[i] <= '7'; ++i) value = value << 3 | static_cast<std::uint64_t>(field[i] - '0');
  for (; i < width; ++i)
    if (field[i] != ' ' && field[i] != '\0') return std::nullopt;
  return value;
}

bool tar_checksum_ok(base::Bytes header) {
  const auto stored = tar_number(header, 148, 8, false);
  std::uint64_t unsigned_sum = 8 * ' ';
  std::int64_t signed_sum = 8 * ' ';
  for (std::size_t i = 0; i < k_tar_block; ++i) {
    if (i >= 148 && i < 156) continue;
    unsigned_sum += header[i];
    signed_sum += static_cast<std::int8_t>(header[i]);
  }
  return stored && (*stored == unsigned_sum || static_cast<std::int64_t>(*stored) == signed_sum);
}

bool is_zero_block(base::Bytes block) {
  return std::all_of(block.begin(), block.end(), [](std::uint8_t byte) { return byte == 0; });
}

}  // namespace elfgate::archive
