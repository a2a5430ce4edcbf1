// One gzip member around a buffer: no name, mtime 0, so that equal content gives equal bytes (with one version of ISA-L on
// one kind of processor). Used by mkrepo and by tests; an apk is three of these one after another (C1).
#pragma once

#include <string>

#include "base/bytes.h"

namespace elfgate::archive {

/// CONTENT as one gzip member. REQUIRES: content below 4 GiB.
std::string gzip_member(base::Bytes content);

}  // namespace elfgate::archive
