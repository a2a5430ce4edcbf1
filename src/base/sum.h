// One digest over many values. Each value goes in with its length, so that no two lists of values read alike.
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/digest.h"

namespace elfgate::base {

/// Takes texts, whole numbers, booleans, pairs and lists of them. Not thread-safe.
class Sum {
 public:
  Sum& operator<<(std::string_view text) {
    *this << static_cast<std::uint64_t>(text.size());
    bytes_ += text;
    if (bytes_.size() >= k_block) pass_on();
    return *this;
  }
  Sum& operator<<(const std::string& text) { return *this << std::string_view(text); }
  Sum& operator<<(const char* text) { return *this << std::string_view(text); }
  Sum& operator<<(std::integral auto value) {
    const auto wide = static_cast<std::uint64_t>(value);
    std::array<char, sizeof wide> bytes{};
    for (unsigned i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(wide >> (8 * i) & 0xFF);
    bytes_.append(bytes.data(), bytes.size());
    return *this;
  }
  template <typename A, typename B>
  Sum& operator<<(const std::pair<A, B>& pair) {
    return *this << pair.first << pair.second;
  }
  template <typename T>
  Sum& operator<<(const std::vector<T>& list) {
    *this << list.size();
    for (const auto& item : list) *this << item;
    return *this;
  }

  /// SHA-256 of what was given, 32 bytes. REQUIRES: called once, last.
  std::string finish() {
    if (!hasher_) return digest(DigestKind::sha256, as_bytes(bytes_));
    pass_on();
    return hasher_->finish();
  }

 private:
  static constexpr std::size_t k_block = 1U << 16;  // what stays in the cache of a processor

  void pass_on() {
    if (!hasher_) hasher_.emplace(DigestKind::sha256);
    hasher_->update(as_bytes(bytes_));
    bytes_.clear();
  }

  std::string bytes_;
  std::optional<Hasher> hasher_;  // of more than a block
};

}  // namespace elfgate::base
