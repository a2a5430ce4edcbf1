// One dependency or provide word of apk, taken apart (D1-D4, V6).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace elfgate::closure {

/// V6: which comparison results satisfy a constraint; `fuzzy` widens "equal" to "begins with" (V7).
enum ApkOperator : std::uint8_t { k_less = 1, k_equal = 2, k_greater = 4, k_fuzzy = 8 };
inline constexpr std::uint8_t k_any = k_less | k_equal | k_greater;
inline constexpr std::uint8_t k_identity = k_less | k_greater;

/// NAME[OP VERSION], with a leading "!" for a conflict. Views into the word.
struct ApkItem {
  bool conflict = false;
  std::string_view name;
  std::uint8_t mask = k_any;
  std::string_view version;

  /// True when no version, or every version, is asked for.
  bool any_version() const { return (mask & k_any) == k_any; }
  bool by_identity() const { return (mask & k_any) == k_identity; }
};

/// Takes WORD apart. Nothing when the name is empty or an operator has no version (D1). Does not judge the version.
std::optional<ApkItem> parse_apk_item(std::string_view word);

/// D2: the word of a world without its "@tag", which stands before the operator.
struct UntaggedWord {
  std::string_view name, rest;
};
UntaggedWord without_tag(std::string_view word);

}  // namespace elfgate::closure
