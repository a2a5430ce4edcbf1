// The grammar of ld.so.conf (R5.15) in a view.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "loader/path_walk.h"

namespace elfgate::loader {

struct LdSoConf {
  std::vector<std::string> directories;  ///< in order, repeated spellings left out
  std::vector<base::Error> problems;     ///< bounds that were hit
};

/// Reads /etc/ld.so.conf and what it includes.
LdSoConf read_ld_so_conf(PathWalk& walk, unsigned glibc_minor);

/// The existing paths that a glob(3) pattern names, sorted bytewise; a leading dot needs a dot in the pattern.
std::vector<std::string> glob(PathWalk& walk, const std::string& pattern);

}  // namespace elfgate::loader
