#include "output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace elfgate::mkrepo {

namespace {

base::Result<void> checked(int result, const std::string& path) {
  if (result == 0) return {};
  return base::fail(base::ErrorCode::io, path, std::generic_category().message(errno));
}

}  // namespace

base::Result<Output> Output::open(const std::string& dir) {
  std::error_code failure;
  if (std::filesystem::exists(dir, failure) && !std::filesystem::is_empty(dir, failure))
    return base::fail(base::ErrorCode::usage, dir, "the output directory must be new or empty");
  if (!failure) std::filesystem::create_directories(dir, failure);
  if (failure) return base::fail(base::ErrorCode::io, dir, failure.message());
  return Output(dir);
}

base::Result<void> Output::file(std::string_view path, std::string_view bytes, unsigned mode) const {
  const auto name = host(path);
  ::unlink(name.c_str());  // an older owner of the path; never follow what lies there
  const int fd = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) return checked(-1, name);
  base::Result<void> result;
  while (!bytes.empty()) {
    const auto written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      result = checked(-1, name);
      break;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (result) result = checked(::fchmod(fd, mode), name);
  if (::close(fd) != 0 && result) result = checked(-1, name);
  return result;
}

base::Result<void> Output::directory(std::string_view path, unsigned mode) const {
  const auto name = host(path);
  if (::mkdir(name.c_str(), mode) != 0 && errno != EEXIST) return checked(-1, name);
  return checked(::chmod(name.c_str(), mode), name);
}

base::Result<void> Output::symlink(std::string_view path, const std::string& target) const {
  const auto name = host(path);
  ::unlink(name.c_str());
  return checked(::symlink(target.c_str(), name.c_str()), name);
}

base::Result<void> Output::hard_link(std::string_view path, std::string_view older) const {
  const auto name = host(path);
  ::unlink(name.c_str());
  return checked(::linkat(AT_FDCWD, host(older).c_str(), AT_FDCWD, name.c_str(), 0), name);
}

base::Result<void> Output::fifo(std::string_view path, unsigned mode) const {
  const auto name = host(path);
  ::unlink(name.c_str());
  return checked(::mkfifo(name.c_str(), mode), name);
}

}  // namespace elfgate::mkrepo
