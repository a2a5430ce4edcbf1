// Directories of loose packages: there is no index, so one is made from the packages' own control parts, in file name order,
// because that is the only order there is (I11).
#pragma once

#include <string>

#include "repo/format.h"

namespace elfgate::repo {

/// What is different between the kinds of package.
struct LooseKind {
  const char* format;
  model::PackageSystem system;
  const char* suffix;
  base::Result<model::PackageRef> (*describe)(const std::string& path);
};

/// True for a directory that holds such files, or whose subdirectories do, and that is no root file system.
bool holds_loose_packages(const std::string& source, const LooseKind& kind);

/// Lists the packages below SOURCE. One that cannot be read is a problem of the listing.
Listing list_loose_packages(const std::string& source, const LooseKind& kind, const OpenOptions& options);

}  // namespace elfgate::repo
