// Version order of the two package systems, on texts.
#pragma once

#include <string_view>

namespace elfgate::closure {

/// apk (V1-V9): <0, 0, >0. Invalid tails compare as V9 says.
int compare_apk_versions(std::string_view a, std::string_view b);
/// V7: VERSION begins with the tokens of PREFIX.
bool apk_version_matches_prefix(std::string_view version, std::string_view prefix);
bool is_valid_apk_version(std::string_view version);
/// True when ITEM, a dependency or provide word of apk, has a version and it is invalid.
bool has_invalid_version(std::string_view item);

/// dpkg: [epoch:]upstream[-revision], deb-version(7): <0, 0, >0.
int compare_deb_versions(std::string_view a, std::string_view b);

}  // namespace elfgate::closure
