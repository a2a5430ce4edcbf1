// PKCS#1 v1.5 signatures over index files, with a key from a directory the user trusts (C29, I2). The name of a signature entry
// names the key file; it is checked before it becomes a path (X16).
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace elfgate::repo {

/// What the name of a signature entry says: ".SIGN.RSA256.key.rsa.pub" -> {"RSA256", "key.rsa.pub"}.
struct SignatureName {
  std::string algorithm;
  std::string key;
};

/// Errors: malformed (no such form, or a key name that is no file name), unsupported (an algorithm other than RSA, RSA256,
/// RSA512).
base::Result<SignatureName> parse_signature_name(std::string_view entry);

/// Holds SIGNATURE against SIGNED with the public key in the PEM file KEY_FILE. Errors: not_found, io, malformed (key),
/// bad_signature.
base::Result<void> verify_signature(const std::string& algorithm, const std::string& key_file, std::string_view signature,
                                    base::Bytes signed_bytes);

}  // namespace elfgate::repo
