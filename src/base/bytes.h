// The only way bytes of a file become numbers. Every read is checked against the end of the view, every
// number is assembled byte by byte (no cast of a buffer to a struct: alignment and endianness never matter),
// and arithmetic on lengths reports overflow instead of wrapping.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace elfgate::base {

using Bytes = std::span<const std::uint8_t>;

inline std::string_view as_text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// a + b, or nothing when it does not fit.
constexpr std::optional<std::uint64_t> checked_add(std::uint64_t a, std::uint64_t b) {
  std::uint64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) return std::nullopt;
  return sum;
}

/// a * b, or nothing when it does not fit.
constexpr std::optional<std::uint64_t> checked_mul(std::uint64_t a, std::uint64_t b) {
  std::uint64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) return std::nullopt;
  return product;
}

/// The bytes [offset, offset + size) of a view, or nothing when they are not all there.
constexpr std::optional<Bytes> slice(Bytes bytes, std::uint64_t offset, std::uint64_t size) {
  const auto end = checked_add(offset, size);
  if (!end || *end > bytes.size()) return std::nullopt;
  return bytes.subspan(offset, size);
}

/// A little- or big-endian number of WIDTH bytes at OFFSET, or nothing when it is not all there.
constexpr std::optional<std::uint64_t> read_number(Bytes bytes, std::uint64_t offset, unsigned width, bool big_endian = false) {
  const auto field = slice(bytes, offset, width);
  if (!field || width > 8) return std::nullopt;
  std::uint64_t value = 0;
  for (unsigned i = 0; i < width; ++i) value = value << 8 | (*field)[big_endian ? i : width - 1 - i];
  return value;
}

/// The NUL-terminated string at OFFSET, without its NUL; nothing when no NUL follows inside the view.
std::optional<std::string_view> read_string(Bytes bytes, std::uint64_t offset);

}  // namespace elfgate::base
