#include "store/seal.h"

#include "base/digest.h"
#include "store/store.h"

namespace elfgate::store {

namespace {

std::string number(std::uint64_t value, unsigned width) {
  std::string out;
  for (unsigned i = 0; i < width; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
  return out;
}

std::string head_of(SealedPart part) {
  return std::string("EGF") + static_cast<char>(part) + number(k_facts_schema, 4);
}

std::string sum_of(std::string_view head, std::string_view key, std::string_view content) {
  base::Hasher hasher(base::DigestKind::sha256);
  hasher.update(base::as_bytes(std::string(head) + number(key.size(), 8) + std::string(key)));
  hasher.update(base::as_bytes(content));
  return hasher.finish().substr(0, 8);
}

}  // namespace

std::string seal(SealedPart part, std::string_view key, std::string_view content) {
  std::string sealed = head_of(part);
  sealed.reserve(k_seal_bytes + content.size());
  sealed += sum_of(sealed, key, content);
  sealed += content;
  return sealed;
}

base::Result<base::Bytes> unseal(SealedPart part, std::string_view key, std::string_view sealed) {
  const std::string head = head_of(part);
  if (sealed.size() < k_seal_bytes || sealed.substr(0, 4) != std::string_view(head).substr(0, 4))
    return base::fail(base::ErrorCode::malformed, "stored facts", "not a sealed blob of this kind");
  if (sealed.substr(0, 8) != head) return base::fail(base::ErrorCode::unsupported, "stored facts", "of another facts schema");
  const std::string_view content = sealed.substr(k_seal_bytes);
  if (sealed.substr(8, 8) != sum_of(head, key, content))
    return base::fail(base::ErrorCode::mismatch, "stored facts", "damaged: the sum does not agree");
  return base::as_bytes(content);
}

}  // namespace elfgate::store
