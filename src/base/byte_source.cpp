#include "base/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace elfgate::base {

Result<std::size_t> read_full(ByteSource& source, std::span<std::uint8_t> buffer) {
  std::size_t filled = 0;
  while (filled < buffer.size()) {
    ELFGATE_TRY_ASSIGN(const std::size_t got, source.read(buffer.subspan(filled)));
    if (got == 0) break;
    filled += got;
  }
  return filled;
}

Result<std::string> read_all(ByteSource& source, std::uint64_t limit, const char* what) {
  std::string all;
  std::array<std::uint8_t, 65536> chunk;
  for (;;) {
    ELFGATE_TRY_ASSIGN(const std::size_t got, source.read(chunk));
    if (got == 0) return all;
    if (got > limit - std::min<std::uint64_t>(limit, all.size()))
      return fail_at(ErrorCode::limit, "", all.size(), std::string(what) + ": more than " + std::to_string(limit) + " bytes");
    all.append(reinterpret_cast<const char*>(chunk.data()), got);
  }
}

Result<std::size_t> MemorySource::read(std::span<std::uint8_t> buffer) {
  const std::size_t size = std::min(buffer.size(), rest_.size());
  std::copy_n(rest_.begin(), size, buffer.begin());
  rest_ = rest_.subspan(size);
  return size;
}

Result<FileSource> FileSource::open(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) return fail(errno == ENOENT || errno == ENOTDIR ? ErrorCode::not_found : ErrorCode::io, path, std::strerror(errno));
  struct stat status {};
  if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(fd);
    return fail(ErrorCode::io, path, "not a regular file");
  }
  ::posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  return FileSource(fd, static_cast<std::uint64_t>(status.st_size), path);
}

FileSource::FileSource(FileSource&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), size_(other.size_), path_(std::move(other.path_)) {}

FileSource& FileSource::operator=(FileSource&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(size_, other.size_);
  std::swap(path_, other.path_);
  return *this;
}

FileSource::~FileSource() {
  if (fd_ >= 0) ::close(fd_);
}

Result<std::size_t> FileSource::read(std::span<std::uint8_t> buffer) {
  for (;;) {
    const ssize_t got = ::read(fd_, buffer.data(), buffer.size());
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return fail(ErrorCode::io, path_, std::strerror(errno));
  }
}

Result<std::string> read_file(const std::string& path, std::uint64_t limit, const char* what) {
  ELFGATE_TRY_ASSIGN(FileSource source, FileSource::open(path));
  auto all = read_all(source, limit, what);
  if (!all) all.error().subject = path;
  return all;
}

}  // namespace elfgate::base
