// Inflates zstd frames, concatenated ones included, with libzstd. The window is bounded, as a frame header may ask for
// gigabytes of it.
#pragma once

#include <memory>

#include "archive/output_guard.h"
#include "base/byte_source.h"

namespace elfgate::archive {

/// A .zst file as a stream of bytes. One thread at a time.
class ZstdSource final : public base::ByteSource {
 public:
  /// COMPRESSED outlives the source.
  explicit ZstdSource(base::ByteSource& compressed, StreamLimits limits = {});
  ~ZstdSource() override;

  /// Errors: malformed, truncated, mismatch (checksum), limit (output, ratio or k_decoder_memory).
  base::Result<std::size_t> read(std::span<std::uint8_t> buffer) override;

 private:
  struct State;
  base::ByteSource* compressed_;
  OutputGuard guard_;
  std::unique_ptr<State> state_;
};

}  // namespace elfgate::archive
