// A file that is being downloaded, found again after a break. One process writes it at a time; another that wants the same one
// gets a file of its own, so that neither waits nor spoils the other's.
#pragma once

#include <string>

#include "base/result.h"

namespace elfgate::fetch {

/// Movable. The file stays behind unless remove() is called or it is a private one.
class PartialFile {
 public:
  /// PATH for everyone, or PATH.XXXXXX. The folder is made. Errors: io.
  static base::Result<PartialFile> open(const std::string& path);
  PartialFile(PartialFile&& other) noexcept;
  PartialFile& operator=(PartialFile&&) = delete;
  ~PartialFile();

  int fd() const { return fd_; }
  const std::string& path() const { return path_; }
  void remove();

 private:
  PartialFile(std::string path, int fd, bool is_private) : path_(std::move(path)), fd_(fd), private_(is_private) {}

  std::string path_;
  int fd_ = -1;
  bool private_ = false;
};

}  // namespace elfgate::fetch
