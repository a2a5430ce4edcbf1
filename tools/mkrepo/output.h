// Everything mkrepo writes goes through here: below one directory that was empty, and nowhere else.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace elfgate::mkrepo {

/// A directory of the host that mkrepo may fill.
class Output {
 public:
  /// Makes DIR, or takes it when it is empty. Errors: usage when something is in it, io.
  static base::Result<Output> open(const std::string& dir);

  /// Writes DIR/PATH. REQUIRES: PATH has no "." or ".." component and only directories made here above it.
  base::Result<void> file(std::string_view path, std::string_view bytes, unsigned mode = 0644) const;
  base::Result<void> directory(std::string_view path, unsigned mode = 0755) const;
  base::Result<void> symlink(std::string_view path, const std::string& target) const;
  base::Result<void> hard_link(std::string_view path, std::string_view older) const;
  base::Result<void> fifo(std::string_view path, unsigned mode) const;

 private:
  explicit Output(std::string dir) : dir_(std::move(dir)) {}
  std::string host(std::string_view path) const { return dir_ + "/" + std::string(path); }

  std::string dir_;
};

}  // namespace elfgate::mkrepo
