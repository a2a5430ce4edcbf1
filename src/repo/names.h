// Names that come from indexes and packages and end up in paths: of package files on this machine (X16), of entries in the
// virtual root (X1, X2).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace elfgate::repo {

/// True when NAME can be part of a file name: not empty, no '/', no blank or control byte, not "." or "..".
bool is_file_name_part(std::string_view name);

/// True when PATH is relative and no component of it is empty, "." or "..": safe to append to a directory of the host. One
/// leading "./" is allowed.
bool is_safe_relative(std::string_view path);

/// True when TEXT holds a byte below 0x20 or 0x7F.
bool holds_control_byte(std::string_view text);

/// The unsigned decimal number that TEXT is as a whole; DEFAULT_VALUE for anything else.
std::uint64_t decimal_or(std::string_view text, std::uint64_t default_value);

}  // namespace elfgate::repo
