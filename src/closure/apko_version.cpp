#include "closure/apko_version.h"

#include <algorithm>
#include <array>

#include "closure/apk_item.h"
#include "closure/apk_version.h"

namespace elfgate::closure {
namespace {

using Kind = ApkTokenKind;

// Positions of the suffix words in ApkToken::value.
constexpr std::uint64_t k_no_suffix = 4;

// Puts one token where it belongs; false when apko has no room for it there.
bool place(const ApkToken& token, Kind previous, ApkoVersion& version) {
  switch (token.kind) {
    case Kind::initial_number:
    case Kind::number: version.numbers.push_back(token.value); return true;
    case Kind::letter: version.letter = static_cast<char>(token.value); return true;
    case Kind::suffix:
      if (token.value < k_no_suffix) {
        if (version.pre != k_no_suffix || version.post != 0) return false;
        version.pre = static_cast<std::uint8_t>(token.value);
      } else {
        if (version.post != 0) return false;
        version.post = static_cast<std::uint8_t>(token.value - k_no_suffix);
      }
      return true;
    case Kind::suffix_number:
      (version.post != 0 ? version.post_number : version.pre_number) = token.value;
      return previous == Kind::suffix;
    case Kind::revision: version.revision = token.value; return true;
    case Kind::hash:
    case Kind::invalid:
    case Kind::end: return false;
  }
  return false;
}

}  // namespace

std::optional<ApkoVersion> parse_apko_version(std::string_view text, std::string_view name) {
  const ApkVersion tokens(text);
  if (!tokens.valid()) return std::nullopt;
  ApkoVersion version;
  version.pre = k_no_suffix;
  Kind previous = Kind::end;
  if (name.starts_with("so:")) {
    const bool revised = std::any_of(tokens.tokens().begin(), tokens.tokens().end(),
                                     [](const auto& token) { return token.kind == Kind::revision; });
    if (!revised) version.numbers.push_back(0);
  }
  for (const auto& token : tokens.tokens()) {
    if (token.kind == Kind::end) break;
    if (!place(token, previous, version)) return std::nullopt;
    previous = token.kind;
  }
  return version;
}

namespace {

// The leading numbers are those of ASKED; where it has no fewer of them, so is whatever else it says.
bool begins_with(const ApkoVersion& version, const ApkoVersion& asked) {
  if (version.numbers.size() < asked.numbers.size()) return false;
  if (!std::equal(asked.numbers.begin(), asked.numbers.end(), version.numbers.begin())) return false;
  if (version.numbers.size() > asked.numbers.size()) return true;
  const auto agrees = [](auto have, auto want, auto none) { return want == none || have == want; };
  return agrees(version.letter, asked.letter, char{0}) && agrees(version.pre, asked.pre, std::uint8_t{k_no_suffix}) &&
         agrees(version.pre_number, asked.pre_number, std::uint64_t{0}) && agrees(version.post, asked.post, std::uint8_t{0}) &&
         agrees(version.post_number, asked.post_number, std::uint64_t{0}) &&
         agrees(version.revision, asked.revision, std::uint64_t{0});
}

}  // namespace

bool apko_version_matches(const ApkoVersion& version, std::uint8_t mask, const ApkoVersion& asked) {
  if ((mask & k_fuzzy) != 0) return (mask & (k_less | k_greater)) != 0 || begins_with(version, asked);
  const auto order = version <=> asked;
  const auto bit = order < 0 ? k_less : order > 0 ? k_greater : k_equal;
  return (mask & bit) != 0;
}

}  // namespace elfgate::closure
