#include "output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "command.h"

namespace elfgate::command {
namespace {

/// 0, or the errno of the write that failed.
int write_all(int fd, const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t n = ::write(fd, text.data() + done, text.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    done += static_cast<std::size_t>(n);
  }
  return 0;
}

/// PATH behind symbolic links; PATH itself when it does not exist yet.
std::string real_path(const std::string& path) {
  char* resolved = ::realpath(path.c_str(), nullptr);
  if (resolved == nullptr) return path;
  std::string text = resolved;
  std::free(resolved);
  return text;
}

mode_t default_mode() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

}  // namespace

bool write_stdout(const std::string& text) {
  const int failure = write_all(STDOUT_FILENO, text);
  if (failure == 0 || failure == EPIPE) return true;
  complain(std::string("standard output: ") + std::strerror(failure));
  return false;
}

ReportFile::ReportFile(std::string path) : path_(std::move(path)), target_(real_path(path_)) {
  struct stat status {};
  const bool exists = ::stat(target_.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) {
    error_ = path_ + ": is a directory; give the report a file name";
    return;
  }
  if (exists && !S_ISREG(status.st_mode)) {
    fd_ = ::open(target_.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    temporary_ = target_ + ".XXXXXX";
    fd_ = ::mkostemp(temporary_.data(), O_CLOEXEC);
    if (fd_ < 0) temporary_.clear();
  }
  if (fd_ < 0)
    error_ = path_ + ": cannot be written: " + (errno == ENOENT ? "its folder does not exist" : std::strerror(errno));
}

ReportFile::ReportFile(ReportFile&& other) noexcept
    : path_(std::move(other.path_)),
      target_(std::move(other.target_)),
      temporary_(std::exchange(other.temporary_, {})),
      error_(std::move(other.error_)),
      fd_(std::exchange(other.fd_, -1)) {}

ReportFile::~ReportFile() {
  if (fd_ >= 0) ::close(fd_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

bool ReportFile::commit(const std::string& text) {
  int failure = write_all(fd_, text);
  if (failure == 0 && !temporary_.empty()) {
    if (::fchmod(fd_, default_mode()) != 0 || ::rename(temporary_.c_str(), target_.c_str()) != 0) failure = errno;
    if (failure == 0) temporary_.clear();
  }
  if (::close(std::exchange(fd_, -1)) != 0 && failure == 0) failure = errno;
  if (failure != 0) error_ = path_ + ": cannot be written: " + std::strerror(failure);
  return failure == 0;
}

}  // namespace elfgate::command
