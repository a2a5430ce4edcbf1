// The control.tar.* member of a deb: the control file and the maintainer scripts.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "archive/ar_reader.h"
#include "repo/deb/control_text.h"

namespace elfgate::repo {

struct DebControl {
  DebStanza stanza;
  std::string sha256;                                        ///< raw, of the member as stored
  std::vector<std::pair<std::string, std::string>> scripts;  ///< "postinst" and its content
  std::vector<std::string> large_scripts;                    ///< left out: over k_script_bytes
};

/// Reads the members before the data: debian-binary, control.tar.*; AR then stands before data.tar.*.
/// Errors: malformed, unsupported, truncated, limit.
base::Result<DebControl> read_deb_control(archive::ArReader& ar);

}  // namespace elfgate::repo
