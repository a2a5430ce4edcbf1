#include "base/digest.h"

#include <openssl/evp.h>

#include <array>

namespace elfgate::base {

struct Hasher::State {
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context{EVP_MD_CTX_new(), EVP_MD_CTX_free};
};

namespace {

// EVP_sha256() is looked up by name in every provider whenever a sum begins; what was fetched is there.
const EVP_MD* fetched(const char* name, const EVP_MD* otherwise) {
  const auto* found = EVP_MD_fetch(nullptr, name, nullptr);
  return found != nullptr ? found : otherwise;
}

const EVP_MD* algorithm(DigestKind kind) {
  static const EVP_MD* const sha1 = fetched("SHA1", EVP_sha1());
  static const EVP_MD* const sha256 = fetched("SHA256", EVP_sha256());
  static const EVP_MD* const sha512 = fetched("SHA512", EVP_sha512());
  switch (kind) {
    case DigestKind::sha1: return sha1;
    case DigestKind::sha256: return sha256;
    case DigestKind::sha512: return sha512;
  }
  return sha256;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr std::string_view k_base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

Hasher::Hasher(DigestKind kind) : state_(std::make_unique<State>()) {
  EVP_DigestInit_ex(state_->context.get(), algorithm(kind), nullptr);
}
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;
Hasher::~Hasher() = default;

void Hasher::update(Bytes bytes) { EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()); }

std::string Hasher::finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> raw{};
  unsigned size = 0;
  EVP_DigestFinal_ex(state_->context.get(), raw.data(), &size);
  return {reinterpret_cast<const char*>(raw.data()), size};
}

std::string digest(DigestKind kind, Bytes bytes) {
  Hasher hasher(kind);
  hasher.update(bytes);
  return hasher.finish();
}

std::string to_hex(std::string_view raw) {
  static constexpr char k_hex[] = "0123456789abcdef";
  std::string text;
  text.reserve(raw.size() * 2);
  for (const char c : raw) {
    text += k_hex[static_cast<unsigned char>(c) >> 4];
    text += k_hex[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

Result<std::string> from_hex(std::string_view hex) {
  if (hex.size() % 2 != 0) return fail(ErrorCode::malformed, "", "hexadecimal text of odd length");
  std::string raw;
  raw.reserve(hex.size() / 2);
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = hex_value(hex[i]);
    const int low = hex_value(hex[i + 1]);
    if (high < 0 || low < 0) return fail(ErrorCode::malformed, "", "not hexadecimal text");
    raw += static_cast<char>(high << 4 | low);
  }
  return raw;
}

std::string to_base64(std::string_view raw) {
  std::string text;
  for (std::size_t i = 0; i < raw.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (i + k < raw.size() ? static_cast<unsigned char>(raw[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) text += i + k <= raw.size() ? k_base64[group >> (18 - 6 * k) & 63] : '=';
  }
  return text;
}

Result<std::string> from_base64(std::string_view text) {
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  std::string raw;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    const auto value = k_base64.find(c);
    if (value == std::string_view::npos) return fail(ErrorCode::malformed, "", "not base64 text");
    bits = (bits << 6 | static_cast<std::uint32_t>(value)) & 0xFFFF;
    count += 6;
    if (count >= 8) {
      count -= 8;
      raw += static_cast<char>(bits >> count & 0xFF);
    }
  }
  return raw;
}

}  // namespace elfgate::base
