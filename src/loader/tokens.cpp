// A token is `$NAME` not followed by a character of an identifier, or `${NAME}`. Everything else that starts with '$' is
// literal text; there is no way to quote one.
#include "loader/tokens.h"

#include <array>
#include <vector>

#include "base/text.h"

namespace elfgate::loader {
namespace {

constexpr std::array<std::string_view, 3> k_names{"ORIGIN", "LIB", "PLATFORM"};

bool is_identifier(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

// The token at the '$' that TEXT begins with: its length with the '$', 0 when it is none, and its index in k_names.
std::size_t token_at(std::string_view text, std::size_t* which) {
  const bool braces = text.size() > 1 && text[1] == '{';
  const auto rest = text.substr(braces ? 2 : 1);
  for (std::size_t i = 0; i < k_names.size(); ++i) {
    const auto name = k_names[i];
    if (!rest.starts_with(name)) continue;
    const char next = rest.size() > name.size() ? rest[name.size()] : '\0';
    if (braces ? next != '}' : is_identifier(next)) continue;
    *which = i;
    return name.size() + (braces ? 3 : 1);
  }
  return 0;
}

// Lexical normalisation, then the test whether a default directory is a prefix (R3.13 b).
bool is_trusted(std::string_view path, std::span<const std::string> trusted_dirs) {
  std::vector<std::string_view> parts;
  for (const auto part : base::words(path, "/")) {
    if (part == ".") continue;
    if (part == "..") {
      if (!parts.empty()) parts.pop_back();
      continue;
    }
    parts.push_back(part);
  }
  std::string normal = "/";
  for (const auto part : parts) normal.append(part).append("/");
  for (const auto& dir : trusted_dirs) {
    std::string prefix(dir);
    if (!prefix.ends_with('/')) prefix += '/';
    if (normal.starts_with(prefix)) return true;
  }
  return false;
}

// Whether $ORIGIN may stand at BEGIN of TEXT.
bool may_use_origin(std::string_view text, std::size_t begin, std::size_t length, OriginTrust trust) {
  if (trust == OriginTrust::any) return true;
  const auto end = begin + length;
  return begin == 0 && (end == text.size() || text[end] == '/');
}

}  // namespace

bool has_token(std::string_view text) {
  std::size_t which = 0;
  for (auto at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1))
    if (token_at(text.substr(at), &which) != 0) return true;
  return false;
}

std::optional<std::string> expand_tokens(std::string_view text, const TokenValues& values, OriginTrust trust,
                                         std::span<const std::string> trusted_dirs) {
  std::string out;
  bool origin_used = false;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t which = 0;
    const auto length = text[i] == '$' ? token_at(text.substr(i), &which) : 0;
    if (length == 0) {
      out += text[i++];
      continue;
    }
    const auto value = which == 0 ? values.origin : which == 1 ? values.lib : values.platform;
    if (value.empty()) return std::nullopt;
    if (which == 0) {
      if (!may_use_origin(text, i, length, trust)) return std::nullopt;
      origin_used = true;
    }
    out += value;
    i += length;
  }
  if (origin_used && trust == OriginTrust::trusted && !is_trusted(out, trusted_dirs)) return std::nullopt;
  return out;
}

}  // namespace elfgate::loader
