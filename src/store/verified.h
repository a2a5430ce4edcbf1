// FlatBuffers from a file that anybody may have damaged: nothing is read before the verifier has been through all of it.
#pragma once

#include <flatbuffers/flatbuffers.h>

#include <algorithm>
#include <string>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/result.h"

namespace elfgate::store {

/// How large a buffer may be.
struct BufferBounds {
  std::uint64_t bytes = 0;
  const char* name = "";  ///< of the limit, for the error
  std::uint64_t tables = UINT32_MAX;
};

/// The root of ENCODED, which stays where it is. SUBJECT: what it is, for errors. A table takes at least eight bytes (its
/// vtable and a reference to it), so small buffers get small bounds. Errors: malformed, limit.
template <typename Root>
base::Result<const Root*> verified(base::Bytes encoded, const char* subject, const BufferBounds& bounds) {
  if (encoded.size() > bounds.bytes)
    return base::fail(base::ErrorCode::limit, subject, std::string("larger than ") + bounds.name);
  const auto tables = std::min<std::uint64_t>(encoded.size() / 8 + 1, bounds.tables);
  flatbuffers::Verifier verifier(encoded.data(), encoded.size(), base::limits::k_facts_depth,
                                 static_cast<flatbuffers::uoffset_t>(tables));
  if (!verifier.VerifyBuffer<Root>(nullptr))
    return base::fail(base::ErrorCode::malformed, subject, "damaged: the FlatBuffers verifier refuses it");
  return flatbuffers::GetRoot<Root>(encoded.data());
}

}  // namespace elfgate::store
