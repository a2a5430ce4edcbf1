#include "engine/root_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>

#include "base/limits.h"
#include "base/vpath.h"

namespace elfgate::engine {
namespace {

/// "usr/lib/x" for the kernel, relative to the root; "." for the root itself.
std::string relative(std::string_view dir, std::string_view name) {
  auto path = base::join(dir, name);
  const auto begin = path.find_first_not_of('/');
  if (begin == std::string::npos) return ".";
  path.erase(0, begin);
  while (path.ends_with('/')) path.pop_back();
  return path;
}

HostEntryKind kind_of_mode(mode_t mode) {
  if (S_ISDIR(mode)) return HostEntryKind::directory;
  if (S_ISREG(mode)) return HostEntryKind::regular;
  if (S_ISLNK(mode)) return HostEntryKind::symlink;
  return HostEntryKind::other;
}

HostEntryKind kind_of_dirent(unsigned char type) {
  switch (type) {
    case DT_DIR: return HostEntryKind::directory;
    case DT_REG: return HostEntryKind::regular;
    case DT_LNK: return HostEntryKind::symlink;
    case DT_UNKNOWN: return HostEntryKind::absent;
    default: return HostEntryKind::other;
  }
}

bool is_absence(int failure) {
  return failure == ENOENT || failure == ENOTDIR || failure == ENAMETOOLONG;
}

HostStatus status_of(const struct stat& info) {
  HostStatus status;
  status.kind = kind_of_mode(info.st_mode);
  status.device = info.st_dev;
  status.inode = info.st_ino;
  status.size = static_cast<std::uint64_t>(info.st_size);
  status.mode = info.st_mode & 07777U;
  status.uid = info.st_uid;
  status.gid = info.st_gid;
  return status;
}

/// A regular file from a descriptor, or from what opening it failed with.
OpenFile as_open_file(int opened) {
  OpenFile file;
  if (opened < 0) {
    file.failure = -opened;
    return file;
  }
  file.fd = FileDescriptor(opened);
  struct stat info {};
  if (::fstat(opened, &info) != 0 || !S_ISREG(info.st_mode)) {
    file.failure = EAGAIN;  // replaced between two looks
    file.fd = FileDescriptor();
    return file;
  }
  file.status = status_of(info);
  file.has_capabilities = ::fgetxattr(opened, "security.capability", nullptr, 0) > 0;
  return file;
}

}  // namespace

FileDescriptor::~FileDescriptor() {
  if (fd_ >= 0) ::close(fd_);
}

base::Result<RootFiles> RootFiles::open(const std::string& dir) {
  FileDescriptor root(::open(dir.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (root) return RootFiles(std::move(root));
  const auto code = errno == ENOENT ? base::ErrorCode::not_found : base::ErrorCode::io;
  return base::fail(code, dir, errno == ENOTDIR ? "the root is not a directory" : std::strerror(errno));
}

int RootFiles::open_beneath(const std::string& path, int flags, std::uint64_t also_not) const {
  if (path.find('\0') != std::string::npos) return -ENOENT;  // no file of any system is called that
  struct open_how how {};
  how.flags = static_cast<std::uint64_t>(flags | O_NOFOLLOW | O_CLOEXEC);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | also_not;
  const auto fd = ::syscall(SYS_openat2, root_.get(), path.c_str(), &how, sizeof how);
  if (fd >= 0) return static_cast<int>(fd);
  // O_PATH|O_NOFOLLOW opens a final link itself; RESOLVE_NO_SYMLINKS allows that. An old kernel or a filter of system calls
  // does not know openat2, and a long path does not fit into one call.
  if (also_not == 0 && (errno == ENOSYS || errno == EPERM || errno == ENAMETOOLONG)) return open_by_components(path, flags);
  return -errno;
}

int RootFiles::open_by_components(std::string_view path, int flags) const {
  FileDescriptor at;
  while (true) {
    const auto end = path.find('/');
    const std::string component(path.substr(0, end));
    const bool last = end == std::string_view::npos;
    if (component == "..") return -ENOENT;
    const int from = at ? at.get() : root_.get();
    FileDescriptor next(::openat(from, component.c_str(), (last ? flags : O_PATH | O_DIRECTORY) | O_NOFOLLOW | O_CLOEXEC));
    if (!next) return -errno;
    if (last) return next.release();
    at = std::move(next);
    path.remove_prefix(end + 1);
  }
}

HostStatus RootFiles::status(std::string_view dir, std::string_view name) const {
  HostStatus status;
  const int opened = open_beneath(relative(dir, name), O_PATH);
  if (opened < 0) {
    status.failure = is_absence(-opened) ? 0 : -opened;
    return status;
  }
  const FileDescriptor fd(opened);
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) {
    status.failure = errno;
    return status;
  }
  status = status_of(info);
  if (status.kind != HostEntryKind::symlink) return status;
  std::array<char, base::limits::k_path + 1> target{};
  const auto size = ::readlinkat(fd.get(), "", target.data(), target.size());
  if (size < 0) {
    status.kind = HostEntryKind::absent;
    status.failure = errno;
    return status;
  }
  status.target.assign(target.data(), static_cast<std::size_t>(size));
  return status;
}

OpenFile RootFiles::open_file(std::string_view dir, std::string_view name) const {
  OpenFile file;
  file.status = status(dir, name);
  if (file.status.kind == HostEntryKind::regular) return open_regular(dir, name);
  file.failure = file.status.failure != 0 ? file.status.failure : ENOENT;
  return file;
}

OpenFile RootFiles::open_regular(std::string_view dir, std::string_view name) const {
  return as_open_file(open_beneath(relative(dir, name), k_open_to_read));
}

OpenFile OpenDirectory::open_regular(const std::string& name) const {
  const int opened = ::openat(fd_.get(), name.c_str(), k_open_to_read);
  return as_open_file(opened < 0 ? -errno : opened);
}

std::optional<OpenDirectory> RootFiles::open_directory(std::string_view dir, int& failure) const {
  const auto path = relative(dir, "");
  constexpr int k_flags = O_RDONLY | O_DIRECTORY;
  // Nearly everything stands on the root's own file system, which the kernel says for nothing.
  int opened = path == "." ? -EXDEV : open_beneath(path, k_flags, RESOLVE_NO_XDEV);
  const bool mounted = opened < 0;
  if (mounted) opened = open_beneath(path, k_flags);
  failure = opened < 0 ? -opened : 0;
  return opened < 0 ? std::nullopt : std::optional<OpenDirectory>(std::in_place, FileDescriptor(opened), mounted);
}

int RootFiles::list(std::string_view dir, const std::function<void(HostName)>& visit) const {
  int failure = 0;
  auto open = open_directory(dir, failure);
  return open ? open->list(visit) : failure;
}

// readdir() wants a descriptor of its own, asks for the status of the directory, and reads through a small buffer.
int OpenDirectory::list(const std::function<void(HostName)>& visit) {
  std::array<char, 32768> buffer;
  while (true) {
    const auto size = ::getdents64(fd_.get(), buffer.data(), buffer.size());
    if (size < 0) return errno;
    if (size == 0) return 0;
    for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
      const char* const entry = buffer.data() + at;
      decltype(dirent64::d_reclen) length = 0;
      std::memcpy(&length, entry + offsetof(dirent64, d_reclen), sizeof length);
      at += length;
      const std::string_view name(entry + offsetof(dirent64, d_name));
      const auto type = static_cast<unsigned char>(entry[offsetof(dirent64, d_type)]);
      if (name != "." && name != "..") visit({name, kind_of_dirent(type)});
    }
  }
}

bool OpenDirectory::is_kernel_file_system() const {
  constexpr std::array<std::uint32_t, 12> k_magics{PROC_SUPER_MAGIC,   SYSFS_MAGIC,   CGROUP_SUPER_MAGIC, CGROUP2_SUPER_MAGIC,
                                                   DEVPTS_SUPER_MAGIC, DEBUGFS_MAGIC, TRACEFS_MAGIC,      SECURITYFS_MAGIC,
                                                   PSTOREFS_MAGIC,     BPF_FS_MAGIC,  0x62656570U,        EFIVARFS_MAGIC};
  struct statfs info {};
  if (!mounted_) return false;
  if (::fstatfs(fd_.get(), &info) != 0) return false;
  return std::find(k_magics.begin(), k_magics.end(), static_cast<std::uint32_t>(info.f_type)) != k_magics.end();
}

HostStatus OpenDirectory::status(const std::string& name) const {
  struct stat info {};
  if (::fstatat(fd_.get(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0) return status_of(info);
  HostStatus status;
  status.failure = is_absence(errno) ? 0 : errno;
  return status;
}

std::int64_t OpenDirectory::read_begin(const std::string& name, std::span<std::uint8_t> buffer) const {
  const FileDescriptor fd(::openat(fd_.get(), name.c_str(), k_open_to_read));
  if (!fd) return -errno;
  std::uint64_t got = 0;
  if (!read_from_start(fd.get(), buffer.data(), buffer.size(), got)) return -errno;
  return static_cast<std::int64_t>(got);
}

bool read_from_start(int fd, std::uint8_t* buffer, std::uint64_t size, std::uint64_t& got) {
  got = 0;
  while (got < size) {
    const auto n = ::pread(fd, buffer + got, size - got, static_cast<off_t>(got));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    if (n == 0) break;
    got += static_cast<std::uint64_t>(n);
  }
  return true;
}

}  // namespace elfgate::engine
