// An apk repository: an APKINDEX.tar.gz per architecture with the packages beside it, one such directory, or the index file
// itself.
#include "repo/apk/package.h"
#include "repo/apk/repository.h"
#include "repo/host_files.h"

namespace elfgate::repo {

namespace {

bool recognise(const std::string& source) {
  if (kind_of(source) == HostKind::file) return source.ends_with(".tar.gz") && first_bytes(source, 2) == "\x1F\x8B";
  return !find_apk_indexes(source).empty();
}

}  // namespace

extern const Format apk_repository_format;
const Format apk_repository_format = {
    "apk_repository", "an apk repository (APKINDEX.tar.gz)", 20, recognise, open_apk_repository, read_apk};

}  // namespace elfgate::repo
