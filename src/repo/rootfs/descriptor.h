// Opening things below a directory that somebody else filled: every component is opened on its own, relative to the one
// before, and no symlink is ever followed (X4). A link in the tree that points to /etc/shadow stays text.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/byte_source.h"
#include "base/result.h"

namespace elfgate::repo {

/// Owns a file descriptor. Movable.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor();
  int get() const { return fd_; }

 private:
  int fd_;
};

/// The directory PATH of the host, as the user named it. Errors: not_found, io.
base::Result<Descriptor> open_root(const std::string& path);

/// Directory NAME of DIR, no symlink followed. Errors: not_found, io.
base::Result<Descriptor> open_directory_at(int dir, const std::string& name);

/// Regular file NAME of DIR, no symlink followed, never blocking. Errors: not_found, io.
base::Result<Descriptor> open_file_at(int dir, const std::string& name);

/// The directory "a/b/c" below ROOT, component by component. Errors: not_found, io.
base::Result<Descriptor> open_directory_below(int root, std::string_view path);

/// The names in a directory, sorted, without "." and "..". Errors: io.
base::Result<std::vector<std::string>> names_in(int dir);

/// Bytes of an open file. The descriptor outlives the source.
class DescriptorSource final : public base::ByteSource {
 public:
  explicit DescriptorSource(int fd) : fd_(fd) {}
  base::Result<std::size_t> read(std::span<std::uint8_t> buffer) override;

 private:
  int fd_;
};

}  // namespace elfgate::repo
