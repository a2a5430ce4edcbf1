// The identity of an apk v2 package: SHA-1 over the compressed bytes of its control member, written as "Q1" and base64 in an
// index (C26, C27). It pins the data too, because the control part holds the data's SHA-256.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace elfgate::repo {

/// "Q1..." of a raw SHA-1.
std::string apk_identity(std::string_view sha1);

/// Raw SHA-1 of "Q1<base64>" or "X1<hex>". Errors: unsupported (SHA-256 forms: apk and apko refuse them for v2 packages),
/// malformed.
base::Result<std::string> parse_apk_identity(std::string_view text);

}  // namespace elfgate::repo
