// Path resolution inside a view, as the kernel does it (R12.2): component-wise, absolute targets restart at the virtual
// root, ".." is physical, ".." at the root stays there, at most 40 links, ENAMETOOLONG, ENOTDIR.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "loader/file_view.h"

namespace elfgate::loader {

enum class WalkError : std::uint8_t { none, absent, not_a_directory, link_loop, name_too_long, not_searchable };

struct Walked {
  WalkError error = WalkError::none;
  ViewEntry entry;           ///< the final entry, links followed; absent on error
  std::string real;          ///< its canonical path; on error the last canonical directory reached
  bool install_time = false; ///< a link made by a maintainer script was followed on the way
};

/// Resolves paths of one view and remembers directories it has resolved. One thread at a time; make one per body.
class PathWalk {
 public:
  explicit PathWalk(const FileView& view) : view_(view) {}

  /// Follows PATH to its end. A relative path starts at canonical CWD.
  Walked resolve(std::string_view path, std::string_view cwd = "/");

  const FileView& view() const { return view_; }

 private:
  const FileView& view_;
  std::unordered_map<std::string, Walked> directories_;
};

}  // namespace elfgate::loader
