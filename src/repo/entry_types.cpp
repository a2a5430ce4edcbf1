#include "repo/entry_types.h"

#include "base/vpath.h"

namespace elfgate::repo {

namespace {

EntryType type_of(archive::TarType type) {
  switch (type) {
    case archive::TarType::file: return EntryType::file;
    case archive::TarType::hard_link: return EntryType::hard_link;
    case archive::TarType::symlink: return EntryType::symlink;
    case archive::TarType::char_device:
    case archive::TarType::block_device: return EntryType::device;
    case archive::TarType::directory: return EntryType::directory;
    case archive::TarType::fifo: return EntryType::fifo;
  }
  return EntryType::device;
}

}  // namespace

PackageEntry to_package_entry(const archive::TarEntry& entry, std::string path) {
  PackageEntry out;
  out.type = type_of(entry.type);
  out.path = std::move(path);
  if (out.type == EntryType::hard_link) out.target = base::to_vpath(entry.target);
  if (out.type == EntryType::symlink) out.target = entry.target;
  out.mode = entry.mode;
  out.uid = entry.uid;
  out.gid = entry.gid;
  out.size = entry.size;
  out.has_capabilities = entry.has_capabilities;
  return out;
}

}  // namespace elfgate::repo
