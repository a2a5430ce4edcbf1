// .PKGINFO, what an apk says of itself (C24, C25).
//
// apk's grammar is small and literal: lines end at LF, key and value part at the first " = ", everything else is a comment or
// ignored. apko reads the same text with an INI library. Lines on which the two could differ are reported.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "repo/format.h"

namespace elfgate::repo {

/// A line that is readable and odd.
struct PkgInfoOddity {
  std::string rule;
  std::string text;
};

struct PkgInfo {
  PackageMetadata metadata;
  std::string datahash;  ///< hexadecimal SHA-256 of the data, verbatim; empty when missing (C28)
  std::vector<PkgInfoOddity> oddities;
};

/// Errors: malformed (no name or version, or one that cannot be part of a file name, X16).
base::Result<PkgInfo> parse_pkginfo(std::string_view text);

/// provider_priority as apk stores it: an unsigned 16-bit number, values taken modulo 65536, 0 for what is no number (C25).
std::uint32_t parse_provider_priority(std::string_view text);

}  // namespace elfgate::repo
