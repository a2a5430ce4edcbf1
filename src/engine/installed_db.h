// Which files a package has put into a root: what the package manager wrote down there. apk's lib/apk/db/installed (and its
// newer place below usr/lib), dpkg's var/lib/dpkg/info/PACKAGE.list with the diversions.
#pragma once

#include <string>
#include <vector>

#include "engine/root_view.h"

namespace elfgate::engine {

/// Paths of the regular files and links of an installed PACKAGE as its database spells them, sorted. dpkg's "name:arch" selects
/// one of several architectures; without it all of them count. Errors: not_found (no database, or no such package: the message
/// says which, with the nearest name), io, limit, malformed.
base::Result<std::vector<std::string>> installed_files(const RootView& root, const std::string& package);

/// Names of all installed packages, sorted. Errors as above.
base::Result<std::vector<std::string>> installed_packages(const RootView& root);

/// apk's database as (package, path) pairs of one package; exposed for tests. Nothing when PACKAGE is not in TEXT.
std::optional<std::vector<std::string>> files_of_apk_database(std::string_view text, const std::string& package);

/// dpkg's diversions: PATH as it stands in the root when PACKAGE ships it. TEXT has three lines for each: from, to, package.
std::string diverted(std::string_view text, const std::string& path, const std::string& package);

}  // namespace elfgate::engine
