// The envelope of an encoded blob: 16 bytes that say what the rest is and that it arrived whole.
//
//     0   4  "EGFL" (linkage), "EGFP" (paths) or "EGFR" (a record)
//     4   4  facts schema, little endian
//     8   8  first 8 bytes of the SHA-256 of: the 8 bytes before, length of the key (8 bytes, little endian), key, content
//     16  -  content: a FlatBuffers buffer (facts.fbs); of a record, what its writer gave
//
// The key is part of the sum, so that a row that ended up under another package's key is noticed.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace elfgate::store {

enum class SealedPart : char { linkage = 'L', paths = 'P', record = 'R' };

inline constexpr std::size_t k_seal_bytes = 16;

/// CONTENT in its envelope.
std::string seal(SealedPart part, std::string_view key, std::string_view content);

/// The content, a view into SEALED, 16 bytes behind its start so that alignment is kept. Errors: malformed, mismatch;
/// unsupported for another schema.
base::Result<base::Bytes> unseal(SealedPart part, std::string_view key, std::string_view sealed);

}  // namespace elfgate::store
