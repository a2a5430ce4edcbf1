#include "repo/rootfs/descriptor.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "base/text.h"

namespace elfgate::repo {

using base::ErrorCode;
using base::fail;

namespace {

base::Failure failure(const std::string& path) {
  const int error = errno;
  const bool absent = error == ENOENT || error == ENOTDIR || error == ELOOP;
  return fail(absent ? ErrorCode::not_found : ErrorCode::io, path, std::strerror(error));
}

}  // namespace

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

base::Result<Descriptor> open_root(const std::string& path) {
  Descriptor dir(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (dir.get() < 0) return failure(path);
  return dir;
}

base::Result<Descriptor> open_directory_at(int dir, const std::string& name) {
  Descriptor opened(::openat(dir, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (opened.get() < 0) return failure(name);
  return opened;
}

base::Result<Descriptor> open_file_at(int dir, const std::string& name) {
  Descriptor file(::openat(dir, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (file.get() < 0) return failure(name);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return fail(ErrorCode::io, name, "not a regular file");
  return file;
}

base::Result<Descriptor> open_directory_below(int root, std::string_view path) {
  Descriptor current;
  for (const auto component : base::words(path, "/")) {
    ELFGATE_TRY_ASSIGN(current, open_directory_at(current.get() < 0 ? root : current.get(), std::string(component)));
  }
  return current;
}

base::Result<std::vector<std::string>> names_in(int dir) {
  const int copy = ::openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (copy < 0) return failure(".");
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(copy), ::closedir);
  if (!stream) {
    ::close(copy);
    return failure(".");
  }
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = ::readdir(stream.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
    errno = 0;
  }
  if (errno != 0) return failure(".");
  std::sort(names.begin(), names.end());
  return names;
}

base::Result<std::size_t> DescriptorSource::read(std::span<std::uint8_t> buffer) {
  for (;;) {
    const ssize_t got = ::read(fd_, buffer.data(), buffer.size());
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return fail(ErrorCode::io, "", std::strerror(errno));
  }
}

}  // namespace elfgate::repo
