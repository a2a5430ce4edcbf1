#include "repo/rootfs/recognise.h"

#include <array>

#include "repo/host_files.h"

namespace elfgate::repo {

namespace {

constexpr std::array<const char*, 3> k_installed = {"lib/apk/db/installed", "usr/lib/apk/db/installed", "var/lib/dpkg/status"};

bool has(const std::string& source, const char* path, HostKind kind) {
  return kind_of(host_join(source, path)) == kind;
}

}  // namespace

bool is_root_tree(const std::string& source) {
  for (const char* path : k_installed)
    if (has(source, path, HostKind::file)) return true;
  return has(source, "etc", HostKind::directory) &&
         (has(source, "usr", HostKind::directory) || has(source, "lib", HostKind::directory) ||
          has(source, "bin", HostKind::directory));
}

}  // namespace elfgate::repo
