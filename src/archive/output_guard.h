// Decompressors write as much as their input tells them to (X6). Every one of ours reports what went in and what came out to
// a guard, which ends the stream at an absolute bound and, earlier, when the ratio is one that honest data does not have.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/limits.h"
#include "base/result.h"

namespace elfgate::archive {

/// Bounds of one decompressed stream.
struct StreamLimits {
  std::uint64_t output = base::limits::k_data_bytes;  ///< inflated bytes
  const char* what = "k_data_bytes";                  ///< name of the bound, for the error
};

/// Counts one stream. Plain value.
class OutputGuard {
 public:
  explicit OutputGuard(StreamLimits limits) : limits_(limits) {}

  void consumed(std::uint64_t bytes) { in_ += bytes; }

  /// Counts BYTES of output. Errors: limit.
  base::Result<void> produced(std::uint64_t bytes) {
    out_ += bytes;
    if (out_ > limits_.output)
      return base::fail_at(base::ErrorCode::limit, "", in_,
                           std::string(limits_.what) + ": inflates to more than " + std::to_string(limits_.output) + " bytes");
    if (out_ > base::limits::k_ratio_floor && out_ / base::limits::k_inflate_ratio > std::max<std::uint64_t>(in_, 1))
      return base::fail_at(base::ErrorCode::limit, "", in_, "k_inflate_ratio: inflates more than 1200-fold");
    return {};
  }

  /// The same stream from here on under other bounds, output counted from zero.
  OutputGuard with(StreamLimits limits) const {
    OutputGuard next(limits);
    next.in_ = in_;
    return next;
  }

  std::uint64_t in() const { return in_; }
  std::uint64_t out() const { return out_; }

 private:
  StreamLimits limits_;
  std::uint64_t in_ = 0;
  std::uint64_t out_ = 0;
};

}  // namespace elfgate::archive
