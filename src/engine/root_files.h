// A directory tree of the host, reached only from the file descriptor of its root. Every path given here is canonical inside
// the root: no component is a link, "." or "..". Should the tree change underneath, a link that appears in such a path is an
// error and is never followed, so nothing outside the root is ever opened. Only regular files are opened for reading: no fifo
// blocks, no device is touched.
#pragma once

#include <fcntl.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace elfgate::engine {

/// To read a regular file; should something else have taken its place, opening does not wait for anybody.
inline constexpr int k_open_to_read = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC;

/// A file descriptor that closes itself. Movable.
class FileDescriptor {
 public:
  explicit FileDescriptor(int fd = -1) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~FileDescriptor();
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  /// Gives the descriptor away.
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

enum class HostEntryKind : std::uint8_t { absent, directory, regular, symlink, other };

/// What lstat says of one name.
struct HostStatus {
  HostEntryKind kind = HostEntryKind::absent;
  std::uint64_t device = 0, inode = 0, size = 0;
  std::uint32_t mode = 0, uid = 0, gid = 0;  ///< mode without the file type
  std::string target;                        ///< of a symlink
  int failure = 0;                           ///< errno other than "is not there"; then kind is absent
};

/// A regular file that is open for reading.
struct OpenFile {
  FileDescriptor fd;
  HostStatus status;
  bool has_capabilities = false;  ///< security.capability is set
  int failure = 0;                ///< errno when fd is not open
};

/// One name of a directory; kind is absent where the file system does not tell without another look.
struct HostName {
  std::string_view name;  ///< NUL-terminated; valid until the visit is over
  HostEntryKind kind = HostEntryKind::absent;
};

/// A directory that is open. Movable; one thread at a time.
class OpenDirectory {
 public:
  /// MOUNTED: it may stand on another file system than the root.
  OpenDirectory(FileDescriptor fd, bool mounted) : fd_(std::move(fd)), mounted_(mounted) {}

  int descriptor() const { return fd_.get(); }
  /// True for proc, sysfs and their like: what stands there are no files of the tree. REQUIRES: the root was asked before.
  bool is_kernel_file_system() const;
  /// Calls VISIT for every name but "." and "..", in the file system's order. 0 or an errno. Once only.
  int list(const std::function<void(HostName)>& visit);
  /// The status of NAME; a link's target is left out.
  HostStatus status(const std::string& name) const;
  /// Opens NAME, a regular file.
  OpenFile open_regular(const std::string& name) const;
  /// Reads the begin of NAME, a regular file: as many bytes as fit into BUFFER. -errno on failure.
  std::int64_t read_begin(const std::string& name, std::span<std::uint8_t> buffer) const;

 private:
  FileDescriptor fd_;
  bool mounted_;
};

/// Safe to use from several threads.
class RootFiles {
 public:
  /// DIR is the user's: links in it are followed. Errors: not_found, io.
  static base::Result<RootFiles> open(const std::string& dir);

  HostStatus status(std::string_view dir, std::string_view name) const;
  /// Opens a regular file and nothing else.
  OpenFile open_file(std::string_view dir, std::string_view name) const;
  /// The same when status() has just said that it is one.
  OpenFile open_regular(std::string_view dir, std::string_view name) const;
  /// Nothing on failure, which is an errno.
  std::optional<OpenDirectory> open_directory(std::string_view dir, int& failure) const;
  /// OpenDirectory::list of DIR.
  int list(std::string_view dir, const std::function<void(HostName)>& visit) const;

 private:
  explicit RootFiles(FileDescriptor root) : root_(std::move(root)) {}
  /// An open descriptor, or -errno.
  int open_beneath(const std::string& path, int flags, std::uint64_t also_not = 0) const;
  int open_by_components(std::string_view path, int flags) const;

  FileDescriptor root_;
};

/// Reads SIZE bytes from the start of a file; fewer when it is shorter. False on a read error.
bool read_from_start(int fd, std::uint8_t* buffer, std::uint64_t size, std::uint64_t& got);

}  // namespace elfgate::engine
