// Virtual paths: absolute paths inside a composed root. They are texts, never paths of the machine elfgate
// runs on. Resolution of symlinks lives in loader/path_walk.h; here is only the algebra of the text.
#pragma once

#include <string>
#include <string_view>

namespace elfgate::base {

/// "/usr/lib/x" from "usr/lib/x", "./usr/lib/x" or "/usr//lib/x/"; "/" from "". Does not touch "." or ".." inside.
std::string to_vpath(std::string_view entry_name);

/// "/usr/lib" of "/usr/lib/x"; "/" of "/x".
std::string_view dirname(std::string_view path);

/// "x" of "/usr/lib/x".
std::string_view basename(std::string_view path);

/// dir + "/" + name, without a doubled slash after "/".
std::string join(std::string_view dir, std::string_view name);

/// True when a component of PATH is "", "." or ".." (a leading slash does not count).
bool has_odd_component(std::string_view path);

/// True when PATH is DIR or lies below it.
bool is_below(std::string_view path, std::string_view dir);

/// Where a link in directory DIR with TARGET leads, "." and ".." taken out of the text; no link on the way is followed.
std::string link_text(std::string_view dir, std::string_view target);

}  // namespace elfgate::base
