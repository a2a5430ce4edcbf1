#include "repo/rootfs/tree.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>

#include "base/limits.h"
#include "base/vpath.h"
#include "repo/rootfs/descriptor.h"

namespace elfgate::repo {

using base::ErrorCode;
namespace limits = base::limits;

namespace {

constexpr std::array<long, 10> k_kernel_file_systems = {
    PROC_SUPER_MAGIC,    SYSFS_MAGIC,        DEBUGFS_MAGIC,    TRACEFS_MAGIC, CGROUP_SUPER_MAGIC,
    CGROUP2_SUPER_MAGIC, DEVPTS_SUPER_MAGIC, SECURITYFS_MAGIC, BPF_FS_MAGIC,  BINFMTFS_MAGIC};

bool is_kernel_file_system(int dir) {
  struct statfs status {};
  return ::fstatfs(dir, &status) == 0 && std::find(k_kernel_file_systems.begin(), k_kernel_file_systems.end(),
                                                   static_cast<long>(status.f_type)) != k_kernel_file_systems.end();
}

/// A file of the tree, opened when somebody reads it, and never more than the SIZE that was announced.
class TreeFile final : public base::ByteSource {
 public:
  TreeFile(int dir, const std::string& name, std::uint64_t size) : dir_(dir), name_(&name), left_(size) {}

  base::Result<void> open() {
    if (file_.get() >= 0) return {};
    ELFGATE_TRY_ASSIGN(file_, open_file_at(dir_, *name_));
    return {};
  }
  bool has_capabilities() const { return ::fgetxattr(file_.get(), "security.capability", nullptr, 0) > 0; }

  base::Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
    const std::size_t wanted = std::min<std::uint64_t>(buffer.size(), left_);
    if (wanted == 0) return 0;
    ELFGATE_TRY(open());
    ELFGATE_TRY_ASSIGN(const std::size_t got, DescriptorSource(file_.get()).read(buffer.first(wanted)));
    if (got == 0) return base::fail(ErrorCode::io, *name_, "the file became shorter while it was read");
    left_ -= got;
    return got;
  }

 private:
  int dir_;
  const std::string* name_;
  std::uint64_t left_;
  Descriptor file_;
};

class TreeWalk {
 public:
  explicit TreeWalk(EntrySink& sink) : sink_(&sink) {}

  base::Result<void> walk(int dir, const std::string& path, unsigned depth) {
    if (depth > limits::k_root_depth) return base::fail(ErrorCode::limit, path, "k_root_depth: directories nest too deep");
    const auto names = names_in(dir);
    if (!names) return unreadable(path, names.error());
    for (const auto& name : *names) ELFGATE_TRY(visit(dir, name, base::join(path, name), depth));
    return {};
  }

 private:
  base::Result<void> unreadable(const std::string& path, base::Error error) {
    error.subject = path;
    sink_->note({model::Problem::Kind::unreadable, path, "", std::move(error)});
    return {};
  }

  base::Result<void> visit(int dir, const std::string& name, std::string path, unsigned depth) {
    if (++entries_ > limits::k_root_entries) return base::fail(ErrorCode::limit, path, "k_root_entries: too many files");
    struct stat status {};
    if (::fstatat(dir, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
      return unreadable(path, {ErrorCode::io, path, std::nullopt, std::strerror(errno)});
    PackageEntry entry;
    entry.path = std::move(path);
    entry.mode = status.st_mode & 07777;
    entry.uid = status.st_uid;
    entry.gid = status.st_gid;
    switch (status.st_mode & S_IFMT) {
      case S_IFDIR: return visit_directory(dir, name, entry, depth);
      case S_IFREG: return visit_file(dir, name, entry, status);
      case S_IFLNK: return visit_symlink(dir, name, entry);
      case S_IFCHR:
      case S_IFBLK: entry.type = EntryType::device; break;
      case S_IFIFO: entry.type = EntryType::fifo; break;
      default: return {};  // a socket is nothing a package could hold
    }
    return pass_on(entry);
  }

  base::Result<void> pass_on(const PackageEntry& entry) {
    base::MemorySource nothing({});
    return sink_->entry(entry, nothing);
  }

  base::Result<void> visit_directory(int dir, const std::string& name, PackageEntry& entry, unsigned depth) {
    entry.type = EntryType::directory;
    ELFGATE_TRY(pass_on(entry));
    const auto opened = open_directory_at(dir, name);
    if (!opened) return unreadable(entry.path, opened.error());
    if (is_kernel_file_system(opened->get())) return {};
    return walk(opened->get(), entry.path, depth + 1);
  }

  base::Result<void> visit_file(int dir, const std::string& name, PackageEntry& entry, const struct stat& status) {
    if (status.st_nlink > 1) {
      const auto [first, is_new] = inodes_.try_emplace({status.st_dev, status.st_ino}, entry.path);
      if (!is_new) {
        entry.type = EntryType::hard_link;
        entry.target = first->second;
        return pass_on(entry);
      }
    }
    entry.type = EntryType::file;
    entry.size = static_cast<std::uint64_t>(status.st_size);
    TreeFile content(dir, name, entry.size);
    if ((entry.mode & 0111) != 0) {
      const auto opened = content.open();
      if (!opened) return unreadable(entry.path, opened.error());
      entry.has_capabilities = content.has_capabilities();
    }
    return sink_->entry(entry, content);
  }

  base::Result<void> visit_symlink(int dir, const std::string& name, PackageEntry& entry) {
    entry.type = EntryType::symlink;
    std::string target(limits::k_name_bytes, '\0');
    const ssize_t size = ::readlinkat(dir, name.c_str(), target.data(), target.size());
    if (size < 0) return unreadable(entry.path, {ErrorCode::io, entry.path, std::nullopt, std::strerror(errno)});
    target.resize(static_cast<std::size_t>(size));
    entry.target = std::move(target);
    return pass_on(entry);
  }

  EntrySink* sink_;
  std::map<std::pair<dev_t, ino_t>, std::string> inodes_;
  std::uint64_t entries_ = 0;
};

}  // namespace

base::Result<void> read_tree(const std::string& root, EntrySink& sink) {
  ELFGATE_TRY_ASSIGN(const Descriptor dir, open_root(root));
  return TreeWalk(sink).walk(dir.get(), "/", 0);
}

}  // namespace elfgate::repo
