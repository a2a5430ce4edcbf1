// A source that hands out few bytes at a time: what a reader says must not depend on where its input is cut.
#pragma once

#include <algorithm>

#include "base/byte_source.h"

namespace elfgate::fuzz {

class CutSource final : public base::ByteSource {
 public:
  CutSource(base::Bytes bytes, std::size_t step) : bytes_(bytes), step_(step) {}
  base::Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
    const std::size_t size = std::min({buffer.size(), step_, bytes_.size()});
    std::copy_n(bytes_.begin(), size, buffer.begin());
    bytes_ = bytes_.subspan(size);
    return size;
  }

 private:
  base::Bytes bytes_;
  std::size_t step_;
};

/// What came out of a stream before it ended or failed, and how.
struct Outcome {
  std::string text;
  bool failed = false;
  base::ErrorCode code = base::ErrorCode::internal;
  bool operator==(const Outcome&) const = default;
};

/// Reads SOURCE to its end, in pieces of STEP bytes.
inline Outcome drain(base::ByteSource& source, std::size_t step = 4096) {
  Outcome outcome;
  std::string piece(step, '\0');
  for (;;) {
    const auto got = source.read({reinterpret_cast<std::uint8_t*>(piece.data()), piece.size()});
    if (!got) {
      outcome.failed = true;
      outcome.code = got.error().code;
      return outcome;
    }
    if (*got == 0) return outcome;
    outcome.text.append(piece, 0, *got);
  }
}

}  // namespace elfgate::fuzz
