// One zstd frame around a buffer, with the size of its content and a checksum.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace elfgate::archive {

/// CONTENT as one zstd frame; equal content gives equal bytes with one version of libzstd. Errors: internal.
base::Result<std::string> zstd_frame(base::Bytes content);

}  // namespace elfgate::archive
