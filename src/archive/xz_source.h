// Inflates .xz streams, concatenated ones included, with liblzma. The decoder's memory is bounded: an xz header may ask
// for a dictionary of 4 GiB.
#pragma once

#include <memory>

#include "archive/output_guard.h"
#include "base/byte_source.h"

namespace elfgate::archive {

/// An .xz file as a stream of bytes. One thread at a time.
class XzSource final : public base::ByteSource {
 public:
  /// COMPRESSED outlives the source.
  explicit XzSource(base::ByteSource& compressed, StreamLimits limits = {});
  ~XzSource() override;

  /// Errors: malformed, truncated, mismatch (integrity check), unsupported, limit (output, ratio or k_decoder_memory).
  base::Result<std::size_t> read(std::span<std::uint8_t> buffer) override;

 private:
  struct State;
  base::ByteSource* compressed_;
  OutputGuard guard_;
  std::unique_ptr<State> state_;
};

}  // namespace elfgate::archive
