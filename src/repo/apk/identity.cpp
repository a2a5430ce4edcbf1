#include "repo/apk/identity.h"

#include "base/digest.h"

namespace elfgate::repo {

namespace {
constexpr std::size_t k_sha1 = 20, k_sha256 = 32;
}

std::string apk_identity(std::string_view sha1) {
  return "Q1" + base::to_base64(sha1);
}

base::Result<std::string> parse_apk_identity(std::string_view text) {
  const auto kind = text.substr(0, 2);
  const auto unsupported = [&] {
    return base::fail(base::ErrorCode::unsupported, std::string(text),
                      "C27: a SHA-256 identity, which apk refuses for v2 packages");
  };
  if (kind == "Q2" || kind == "X2") return unsupported();
  if (kind != "Q1" && kind != "X1")
    return base::fail(base::ErrorCode::malformed, std::string(text), "C27: identity does not begin with Q1 or X1");
  auto raw = kind == "Q1" ? base::from_base64(text.substr(2)) : base::from_hex(text.substr(2));
  if (raw && raw->size() == k_sha256) return unsupported();
  if (!raw || raw->size() != k_sha1)
    return base::fail(base::ErrorCode::malformed, std::string(text), "C27: identity is not a SHA-1 digest");
  return raw;
}

}  // namespace elfgate::repo
