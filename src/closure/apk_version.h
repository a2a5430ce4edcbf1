// Versions as apk orders them (V1-V9), cut into tokens once. A repository compares the same few thousand version texts
// millions of times, so the grammar is walked when a text is first seen and never again.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace elfgate::closure {

/// What a piece of a version is, in the order of V2: where two versions differ in kind, the higher kind is the smaller version.
enum class ApkTokenKind : std::uint8_t { initial_number, number, letter, suffix, suffix_number, hash, revision, end, invalid };

struct ApkToken {
  ApkTokenKind kind = ApkTokenKind::invalid;
  std::uint64_t value = 0;  ///< number; letter; position of a suffix word in its order
  std::string_view text;    ///< digits of a number after a dot, digits of a hash
};

/// A tokenised version. The text must outlive it. An empty text is the absent version of an unversioned provide (V5).
class ApkVersion {
 public:
  explicit ApkVersion(std::string_view text);
  std::string_view text() const { return text_; }
  bool valid() const { return tokens_.back().kind == ApkTokenKind::end; }
  /// At least one; the last, and only the last, is `end` or `invalid`.
  const std::vector<ApkToken>& tokens() const { return tokens_; }

 private:
  std::string_view text_;
  std::vector<ApkToken> tokens_;
};

/// V3, V4: <0, 0, >0. FUZZY (V7): equal as soon as B has no more tokens.
int compare(const ApkVersion& a, const ApkVersion& b, bool fuzzy = false);

}  // namespace elfgate::closure
