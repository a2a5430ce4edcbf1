// The text form of Debian's control files and Packages indexes (deb-control(5)): stanzas of "Field: value", parted by empty
// lines; a line that begins with a blank goes on with the field before it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "repo/format.h"

namespace elfgate::repo {

/// One stanza as far as it matters here. Values are as written, folded lines joined by a blank.
struct DebStanza {
  std::string package, version, architecture, source, multi_arch, filename, sha256;
  std::string pre_depends, depends, provides, conflicts, breaks, replaces;
  std::string size, installed_size;
};

/// Calls VISIT with each stanza of TEXT until it fails. Errors: malformed with an offset, limit, and VISIT's.
base::Result<void> each_deb_stanza(std::string_view text, const std::function<base::Result<void>(DebStanza&)>& visit);

/// Name, versions and relations of STANZA as every format of this room gives them. Errors: malformed (X16).
base::Result<PackageMetadata> to_metadata(const DebStanza& stanza);

/// The reference of STANZA without identity, size, location. Errors: malformed (X16).
base::Result<model::PackageRef> to_package(const DebStanza& stanza);

}  // namespace elfgate::repo
