// A Debian archive: dists/ and pool/, or a directory with Packages beside the packages, or a Packages file itself.
#include "repo/deb/package.h"
#include "repo/deb/repository.h"

namespace elfgate::repo {

namespace {

bool recognise(const std::string& source) {
  return !find_deb_indexes(source).empty();
}

}  // namespace

extern const Format deb_repository_format;
const Format deb_repository_format = {"deb_repository", "a Debian archive (Packages)", 21,
                                      recognise,        open_deb_repository,           read_deb};

}  // namespace elfgate::repo
