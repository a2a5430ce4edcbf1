// Versions as apko reads them (V8): stricter than apk (one pre- and one post-release suffix, no hash), with all numbers
// compared as numbers, and with its own idea of soname versions.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace elfgate::closure {

/// Members in the order in which they are compared.
struct ApkoVersion {
  std::vector<std::uint64_t> numbers;
  char letter = 0;
  std::uint8_t pre = 0;  ///< alpha, beta, pre, rc, none
  std::uint64_t pre_number = 0;
  std::uint8_t post = 0;  ///< none, cvs, svn, git, hg, p
  std::uint64_t post_number = 0;
  std::uint64_t revision = 0;
  auto operator<=>(const ApkoVersion&) const = default;
};

/// Nothing when apko calls the text an invalid version. NAME: what the version is given to; a "so:" name without "-rN" is
/// read as 0.VERSION.
std::optional<ApkoVersion> parse_apko_version(std::string_view text, std::string_view name);

/// MASK as in ApkItem. `~` asks for the same leading numbers, and together with `<` or `>` for nothing.
bool apko_version_matches(const ApkoVersion& version, std::uint8_t mask, const ApkoVersion& asked);

}  // namespace elfgate::closure
