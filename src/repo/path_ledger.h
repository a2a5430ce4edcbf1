// The paths that one package has shown so far: a hard link must name an earlier file (C18), a file needs its directory
// before it (C16, apk), and no path may come twice (C20).
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "base/limits.h"
#include "base/result.h"

namespace elfgate::repo {

/// Grows with the package; all names together are bounded. One thread at a time.
class PathLedger {
 public:
  enum class Kind : std::uint8_t { none, directory, other };

  /// Enters PATH, the last kind counts. Errors: limit.
  base::Result<void> add(const std::string& path, Kind kind) {
    bytes_ += path.size();
    if (bytes_ > base::limits::k_package_path_bytes)
      return base::fail(base::ErrorCode::limit, path, "k_package_path_bytes: the names of one package are too long together");
    paths_[path] = kind;
    return {};
  }

  Kind find(const std::string& path) const {
    const auto found = paths_.find(path);
    return found == paths_.end() ? Kind::none : found->second;
  }

 private:
  std::unordered_map<std::string, Kind> paths_;
  std::uint64_t bytes_ = 0;
};

}  // namespace elfgate::repo
