// Where the indexes of an apk repository lie, and where the packages that they list lie (I12).
#pragma once

#include <string>
#include <vector>

#include "repo/format.h"

namespace elfgate::repo {

/// One index file.
struct ApkIndexPlace {
  std::string file;
  std::string dir;   ///< of the index
  std::string base;  ///< BASE of BASE/ARCH/APKINDEX.tar.gz
  std::string arch;  ///< name of `dir` in a repository with one directory per architecture; empty when only the records know
};

/// The indexes of SOURCE: of a directory with ARCH/APKINDEX.tar.gz, of a directory with an APKINDEX.tar.gz of its own, or
/// SOURCE itself when it is a file. Empty when there are none.
std::vector<ApkIndexPlace> find_apk_indexes(const std::string& source);

/// Lists everything that the indexes of SOURCE list. Errors: not_found, and an index's error when none could be read.
base::Result<Listing> open_apk_repository(const std::string& source, const OpenOptions& options);

}  // namespace elfgate::repo
