// The ar container of Debian packages, as deb(5) defines it: a magic line, then members with a 60-byte text header, padded
// to even offsets. GNU and BSD long names do not occur in it and are refused.
#pragma once

#include <cstdint>
#include <string>

#include "base/byte_source.h"

namespace elfgate::archive {

struct ArMember {
  std::string name;  ///< without padding and without a final "/"
  std::uint64_t size = 0;
};

/// Reads an ar archive member by member. One thread at a time.
class ArReader final : public base::ByteSource {
 public:
  /// STREAM outlives the reader.
  explicit ArReader(base::ByteSource& stream) : stream_(&stream) {}

  /// Skips what is left of the current member and reads the next header; false at the end of the stream.
  /// Errors: malformed, truncated.
  base::Result<bool> next(ArMember& member);

  /// Content of the current member; 0 at its end.
  base::Result<std::size_t> read(std::span<std::uint8_t> buffer) override;

 private:
  base::Result<void> skip_member();
  base::Result<void> read_magic();

  base::ByteSource* stream_;
  bool started_ = false;
  bool padded_ = false;
  std::uint64_t left_ = 0;
  std::uint64_t offset_ = 0;
};

}  // namespace elfgate::archive
