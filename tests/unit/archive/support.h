// Byte sources and shorthands for the tests of this room.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "archive/gzip_writer.h"
#include "base/byte_source.h"
#include "base/bytes.h"

namespace elfgate::archive {

/// Hands out at most STEP bytes a read, so that every boundary falls inside a read once.
class SteppedSource final : public base::ByteSource {
 public:
  SteppedSource(std::string bytes, std::size_t step) : bytes_(std::move(bytes)), step_(step) {}
  base::Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
    const std::size_t size = std::min({buffer.size(), step_, bytes_.size() - position_});
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(position_), size, buffer.begin());
    position_ += size;
    return size;
  }

 private:
  std::string bytes_;
  std::size_t step_;
  std::size_t position_ = 0;
};

inline std::string gzip(std::string_view text) {
  return gzip_member(base::as_bytes(text));
}

/// Text that deflate can shrink only a little: a linear congruential sequence of letters.
inline std::string noise(std::size_t size, std::uint32_t seed = 1) {
  std::string text(size, ' ');
  for (auto& c : text) {
    seed = seed * 1664525U + 1013904223U;
    c = static_cast<char>('a' + (seed >> 24) % 26);
  }
  return text;
}

/// The error code of a Result that must have failed.
template <typename T>
base::ErrorCode code_of(const base::Result<T>& result) {
  EXPECT_FALSE(result.has_value());
  return result ? base::ErrorCode::internal : result.error().code;
}

}  // namespace elfgate::archive
