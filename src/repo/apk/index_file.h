// APKINDEX.tar.gz: an optional signature member, then a tar of DESCRIPTION and APKINDEX in either order (I1-I3).
#pragma once

#include <string>

#include "repo/apk/index_text.h"

namespace elfgate::repo {

struct ApkIndexFile {
  ApkIndexText text;
  std::string description;  ///< empty when missing or over 160 bytes (I3)
  std::string verified_by;  ///< "RSA256 key.rsa.pub" when a signature was held against a key; empty when no keys were given
};

/// Reads the index at PATH. With KEYS_DIR, one of its signatures must verify with a key of that directory (C29, I2).
/// Errors: those of reading, malformed, limit, bad_signature.
base::Result<ApkIndexFile> read_apk_index(const std::string& path, const std::string& keys_dir);

/// The same for bytes at hand.
base::Result<ApkIndexFile> read_apk_index_bytes(base::Bytes compressed, const std::string& keys_dir);

}  // namespace elfgate::repo
