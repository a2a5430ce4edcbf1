#include "closure/apk_item.h"

namespace elfgate::closure {
namespace {

constexpr std::string_view k_operators = "<>=~";

std::uint8_t bits_of(char c) {
  switch (c) {
    case '<': return k_less;
    case '>': return k_greater;
    case '=': return k_equal;
    default: return k_equal | k_fuzzy;
  }
}

}  // namespace

std::optional<ApkItem> parse_apk_item(std::string_view word) {
  ApkItem item;
  if (word.starts_with('!')) {
    item.conflict = true;
    word.remove_prefix(1);
  }
  const auto first = word.find_first_of(k_operators);
  item.name = word.substr(0, first);
  if (item.name.empty()) return std::nullopt;
  if (first == std::string_view::npos) return item;
  const auto past = word.find_first_not_of(k_operators, first);
  if (past == std::string_view::npos) return std::nullopt;
  item.mask = 0;
  for (const char c : word.substr(first, past - first)) item.mask |= bits_of(c);
  item.version = word.substr(past);
  return item;
}

UntaggedWord without_tag(std::string_view word) {
  const auto operation = word.find_first_of(k_operators);
  const auto name = word.substr(0, operation);
  const auto rest = operation == std::string_view::npos ? std::string_view{} : word.substr(operation);
  return {name.substr(0, name.find('@')), rest};
}

}  // namespace elfgate::closure
