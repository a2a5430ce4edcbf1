#include "fetch/partial_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

namespace elfgate::fetch {
namespace {

base::Failure unwritable(const std::string& path, int failure) {
  return base::fail(base::ErrorCode::io, path, std::string("cannot be written: ") + std::strerror(failure));
}

/// True when PATH still leads to what FD is: nobody has finished and removed it since it was opened.
bool is_still(const std::string& path, int fd) {
  struct stat named {
  }, open{};
  return ::fstat(fd, &open) == 0 && ::lstat(path.c_str(), &named) == 0 && named.st_dev == open.st_dev &&
         named.st_ino == open.st_ino;
}

}  // namespace

base::Result<PartialFile> PartialFile::open(const std::string& path) {
  std::error_code failure;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), failure);
  if (failure) return base::fail(base::ErrorCode::io, path, "its folder cannot be made: " + failure.message());
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return unwritable(path, errno);
  if (::flock(fd, LOCK_EX | LOCK_NB) == 0 && is_still(path, fd)) return PartialFile(path, fd, false);
  ::close(fd);
  std::string own = path + ".XXXXXX";
  const int own_fd = ::mkostemp(own.data(), O_CLOEXEC);
  if (own_fd < 0) return unwritable(path, errno);
  return PartialFile(std::move(own), own_fd, true);
}

PartialFile::PartialFile(PartialFile&& other) noexcept
    : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)), private_(other.private_) {}

PartialFile::~PartialFile() {
  if (fd_ < 0) return;
  if (private_) ::unlink(path_.c_str());
  ::close(fd_);
}

void PartialFile::remove() {
  if (fd_ >= 0 && is_still(path_, fd_)) ::unlink(path_.c_str());
}

}  // namespace elfgate::fetch
