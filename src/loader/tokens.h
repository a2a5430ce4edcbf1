// Dynamic string tokens of glibc: $ORIGIN, $LIB, $PLATFORM (R3.6 to R3.13). musl has rules of its own.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace elfgate::loader {

/// What the tokens stand for, for one object.
struct TokenValues {
  std::string_view origin;  ///< directory of the object; empty when it is not known (R3.7)
  std::string_view lib;
  std::string_view platform;
};

/// How AT_SECURE limits $ORIGIN (R3.13).
enum class OriginTrust : std::uint8_t {
  any,      ///< no limits
  leading,  ///< only at the start of the element: libraries of a secure process
  trusted   ///< at the start, alone or before a slash, and inside a default directory: the secure program itself
};

/// True when TEXT holds a token that would be replaced.
bool has_token(std::string_view text);

/// TEXT with its tokens replaced; nothing when a token has no value or is not allowed: the element is dropped.
/// TRUSTED_DIRS, without trailing slashes, count for OriginTrust::trusted only.
std::optional<std::string> expand_tokens(std::string_view text, const TokenValues& values, OriginTrust trust = OriginTrust::any,
                                         std::span<const std::string> trusted_dirs = {});

}  // namespace elfgate::loader
