// A root file system: a container image unpacked, a chroot, a mounted disk. Everything in it is one pseudo package "rootfs"
// of the tree's own architecture, without relations: what is there is there.
#include "base/limits.h"
#include "base/text.h"
#include "repo/listing.h"
#include "repo/rootfs/descriptor.h"
#include "repo/rootfs/machine.h"
#include "repo/rootfs/recognise.h"
#include "repo/rootfs/tree.h"

namespace elfgate::repo {

namespace {

constexpr const char* k_package = "rootfs";
/// ID of os-release, when it is one of the profiles.
std::string profile_of(int root) {
  for (const char* dir_path : {"usr/lib", "etc"}) {
    const auto dir = open_directory_below(root, dir_path);
    if (!dir) continue;
    const auto file = open_file_at(dir->get(), "os-release");
    if (!file) continue;
    DescriptorSource source(file->get());
    const auto text = base::read_all(source, base::limits::k_conf_bytes, "k_conf_bytes");
    if (!text) continue;
    for (const auto line : base::split(*text, '\n')) {
      if (!line.starts_with("ID=")) continue;
      auto id = base::trim(line.substr(3));
      if (id.size() >= 2 && id.front() == '"' && id.back() == '"') id = id.substr(1, id.size() - 2);
      if (id == "chainguard") return "wolfi";
      if (id == "wolfi" || id == "alpine" || id == "debian") return std::string(id);
    }
  }
  return "";
}

base::Result<Listing> open(const std::string& source, const OpenOptions& options) {
  ELFGATE_TRY_ASSIGN(const Descriptor root, open_root(source));
  model::PackageRef package;
  package.arch = arch_of_tree(root.get());
  package.name = k_package;
  package.origin = k_package;
  package.location = source;
  Listing listing;
  listing.format = "rootfs";
  settle(listing, {{std::move(package), ""}}, options);
  listing.profile = profile_of(root.get());
  return listing;
}

base::Result<void> read(const model::PackageRef& package, EntrySink& sink) {
  PackageMetadata metadata;
  metadata.name = package.name;
  metadata.version = package.version;
  metadata.arch = package.arch;
  metadata.origin = package.origin;
  ELFGATE_TRY(sink.metadata(std::move(metadata)));
  return read_tree(package.location, sink);
}

}  // namespace

extern const Format rootfs_format;
const Format rootfs_format = {"rootfs", "a root file system", 90, is_root_tree, open, read};

}  // namespace elfgate::repo
