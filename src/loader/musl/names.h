// Name and path texts of musl: reserved library names (R11.2), run paths with $ORIGIN (R11.5), the system path's file (R11.3).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace elfgate::loader::musl {

inline constexpr std::size_t k_not_reserved = static_cast<std::size_t>(-1);

/// Which of the names that mean musl itself NAME is: libc., libpthread. ...; k_not_reserved for others.
std::size_t reserved_name(std::string_view name);

/// PATH with every $ORIGIN replaced; nothing when another '$' makes the loader ignore the whole text.
std::optional<std::string> expand_origin(std::string_view path, std::string_view origin);

/// What musl takes as the directory of an object opened by PATH: the text before the last slash, "." without one.
std::string_view origin_of(std::string_view path);

/// "/etc/ld-musl-x86_64.path", under the directory two above the interpreter's name.
std::string path_file(std::string_view interp, std::uint16_t machine);

}  // namespace elfgate::loader::musl
