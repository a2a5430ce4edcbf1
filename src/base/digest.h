// Digests, hex and base64, on OpenSSL's EVP. A Hasher is fed while a stream is read, so that no byte is read twice.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace elfgate::base {

enum class DigestKind { sha1, sha256, sha512 };

/// Incremental digest. Movable, not copyable; one thread at a time.
class Hasher {
 public:
  explicit Hasher(DigestKind kind);
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;
  ~Hasher();

  void update(Bytes bytes);
  /// The raw digest. REQUIRES: called once, last.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Digest of one buffer, raw bytes.
std::string digest(DigestKind kind, Bytes bytes);

std::string to_hex(std::string_view raw);
/// Raw bytes of hexadecimal text in either case; fails on odd length or another character.
Result<std::string> from_hex(std::string_view hex);
std::string to_base64(std::string_view raw);
/// Raw bytes of padded base64; trailing bits of the last character are ignored, as apk does (C27).
Result<std::string> from_base64(std::string_view text);

}  // namespace elfgate::base
