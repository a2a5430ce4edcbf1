// From a tar entry to an entry of a package.
#pragma once

#include <string>

#include "archive/tar_reader.h"
#include "repo/format.h"

namespace elfgate::repo {

/// ENTRY under the virtual path PATH. A hard link's target becomes a virtual path, a symlink's stays as it is.
PackageEntry to_package_entry(const archive::TarEntry& entry, std::string path);

}  // namespace elfgate::repo
