#include "closure/apk_version.h"

#include <algorithm>
#include <array>

#include "closure/apk_item.h"
#include "closure/version.h"

namespace elfgate::closure {
namespace {

using Kind = ApkTokenKind;

// V3: alpha < beta < pre < rc < (none) < cvs < svn < git < hg < p. The gap stands for "no suffix".
constexpr std::array<std::string_view, 10> k_suffixes = {"alpha", "beta", "pre", "rc", "", "cvs", "svn", "git", "hg", "p"};
constexpr std::uint64_t k_no_suffix = 4;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f');
}

// Walks a version text from the left; each step takes one token off the front.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  ApkToken first() { return number(Kind::initial_number); }

  ApkToken after(Kind previous) {
    if (rest_.empty()) return {Kind::end, 0, {}};
    const char c = rest_.front();
    if (previous == Kind::revision) return {};
    if (c == '-') return revision();
    if (previous == Kind::hash) return {};
    if (c == '~') return hash();
    if (c == '_') return suffix();
    if (previous == Kind::suffix) return number(Kind::suffix_number);
    if (previous == Kind::initial_number || previous == Kind::number) return after_number(c);
    return {};
  }

 private:
  template <typename Accept>
  std::string_view take(Accept accept) {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), accept);
    const auto taken = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    rest_.remove_prefix(taken.size());
    return taken;
  }

  ApkToken number(Kind kind) {
    const auto digits = take(is_digit);
    if (digits.empty()) return {};
    std::uint64_t value = 0;
    for (const char c : digits) value = value * 10 + static_cast<std::uint64_t>(c - '0');  // wraps, as V3 says
    return {kind, value, digits};
  }

  ApkToken after_number(char c) {
    if (!is_lower(c) && c != '.') return {};
    rest_.remove_prefix(1);
    if (c == '.') return number(Kind::number);
    return {Kind::letter, static_cast<std::uint64_t>(c), {}};
  }

  ApkToken suffix() {
    rest_.remove_prefix(1);
    const auto word = take(is_lower);
    const auto found = std::find(k_suffixes.begin(), k_suffixes.end(), word);
    if (word.empty() || found == k_suffixes.end()) return {};
    return {Kind::suffix, static_cast<std::uint64_t>(found - k_suffixes.begin()), {}};
  }

  ApkToken hash() {
    rest_.remove_prefix(1);
    const auto digits = take(is_hex);
    if (digits.empty()) return {};
    return {Kind::hash, 0, digits};
  }

  ApkToken revision() {
    if (!rest_.starts_with("-r")) return {};
    rest_.remove_prefix(2);
    return number(Kind::revision);
  }

  std::string_view rest_;
};

template <typename T>
int order(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

int compare_tokens(const ApkToken& a, const ApkToken& b) {
  if (a.kind == Kind::hash) return order(a.text, b.text);
  if (a.kind == Kind::number && (a.text.front() == '0' || b.text.front() == '0')) return order(a.text, b.text);
  return order(a.value, b.value);
}

bool is_pre_release(const ApkToken& token) {
  return token.kind == Kind::suffix && token.value < k_no_suffix;
}

}  // namespace

ApkVersion::ApkVersion(std::string_view text) : text_(text) {
  Scanner scanner(text);
  tokens_.push_back(scanner.first());
  while (tokens_.back().kind < Kind::end) tokens_.push_back(scanner.after(tokens_.back().kind));
}

int compare(const ApkVersion& a, const ApkVersion& b, bool fuzzy) {
  auto left = a.tokens().begin();
  auto right = b.tokens().begin();
  for (; left->kind == right->kind && left->kind < Kind::end; ++left, ++right) {
    if (const int result = compare_tokens(*left, *right); result != 0) return result;
  }
  if (left->kind == right->kind) return 0;
  if (fuzzy && right->kind == Kind::end) return 0;
  if (is_pre_release(*left)) return -1;
  if (is_pre_release(*right)) return 1;
  return left->kind > right->kind ? -1 : 1;
}

int compare_apk_versions(std::string_view a, std::string_view b) {
  return compare(ApkVersion(a), ApkVersion(b));
}

bool apk_version_matches_prefix(std::string_view version, std::string_view prefix) {
  return compare(ApkVersion(version), ApkVersion(prefix), true) == 0;
}

bool is_valid_apk_version(std::string_view version) {
  return ApkVersion(version).valid();
}

bool has_invalid_version(std::string_view word) {
  const auto item = parse_apk_item(word);
  return item && !item->version.empty() && !item->by_identity() && !is_valid_apk_version(item->version);
}

}  // namespace elfgate::closure
