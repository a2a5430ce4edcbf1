// One door to the three decompressors, by the suffix of a file or archive member.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "archive/output_guard.h"
#include "base/byte_source.h"

namespace elfgate::archive {

enum class Compression : std::uint8_t { none, gzip, xz, zstd };

/// By the end of NAME: ".gz", ".xz", ".zst"; none for any other.
Compression compression_of(std::string_view name);

/// COMPRESSED, which outlives the result, as inflated bytes.
std::unique_ptr<base::ByteSource> decompressed(base::ByteSource& compressed, Compression compression, StreamLimits limits);

}  // namespace elfgate::archive
