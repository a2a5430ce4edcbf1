// The first members of an apk: signatures and control (C1-C4, C22, C23). They are small, so they are inflated whole, and
// nothing of the data part is touched: this is all that listing a directory of loose packages needs to read.
#pragma once

#include <string>
#include <vector>

#include "archive/gzip_members.h"
#include "repo/apk/pkginfo.h"

namespace elfgate::repo {

struct ApkScript {
  std::string name;  ///< without the leading dot: "post-install"
  std::string content;
};

struct ApkControl {
  std::string sha1;  ///< raw, of the compressed control member: the identity (C26)
  PkgInfo info;
  std::vector<ApkScript> scripts;
  std::vector<std::string> signatures;  ///< names of .SIGN entries, not verified
};

/// Reads up to the end of the control member; MEMBERS then stands before the data part.
/// Errors: unsupported (apk v3, C2), malformed, truncated, limit.
base::Result<ApkControl> read_apk_control(archive::GzipMembers& members);

}  // namespace elfgate::repo
