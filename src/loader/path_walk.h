// Path resolution inside a view, as the kernel does it (R12.2): component-wise, absolute targets restart at the virtual
// root, ".." is physical, ".." at the root stays there, at most 40 links, ENAMETOOLONG, ENOTDIR.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "loader/file_view.h"

namespace elfgate::loader {

enum class WalkError : std::uint8_t { none, absent, not_a_directory, link_loop, name_too_long, not_searchable };

struct Walked {
  WalkError error = WalkError::none;
  ViewEntry entry;            ///< the final entry, links followed; absent on error
  std::string real;           ///< its canonical path; on error the last canonical directory reached
  bool install_time = false;  ///< a link made by a maintainer script was followed on the way
  bool readable = true;       ///< whoever walks may open the file (R12.4)
};

/// A directory text that was resolved once, to be asked for many names.
struct WalkedDirectory {
  WalkError error = WalkError::none;  ///< not_a_directory also when the text names a file
  std::string real;                   ///< canonical path of the directory
  bool searchable = true;             ///< others may enter it (R12.4)
  bool install_time = false;          ///< as in Walked
  unsigned links = 0;                 ///< links followed so far: the 40 count for a whole path
};

/// Resolves paths of one view and remembers directories it has resolved, and files as well where many starts ask for the same
/// ones. One thread at a time; make one per body. Walks as an unprivileged user who owns nothing, or as root.
class PathWalk {
 public:
  enum class Remember : std::uint8_t { directories, files };

  explicit PathWalk(const FileView& view, bool as_root = false, Remember remember = Remember::directories)
      : view_(view), as_root_(as_root), remember_(remember) {}

  /// Follows PATH to its end. A relative path starts at canonical CWD.
  Walked resolve(std::string_view path, std::string_view cwd = "/");

  /// The directory that PATH names (trailing slashes do not matter; "" is CWD). The reference stays valid as long as the walk.
  const WalkedDirectory& directory(std::string_view path, std::string_view cwd = "/");

  /// Follows NAME, one component, from a resolved directory: what resolve() gives for "directory/name".
  Walked resolve_in(const WalkedDirectory& directory, std::string_view name);

  const FileView& view() const { return view_; }

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  /// A name of a resolved directory.
  struct Place {
    const WalkedDirectory* directory;
    std::string_view name;
    bool operator==(const Place&) const = default;
  };
  struct PlaceHash {
    std::size_t operator()(const Place& place) const {
      return std::hash<std::string_view>{}(place.name) ^ (std::hash<const void*>{}(place.directory) * 31);
    }
  };
  struct File {
    std::string name;  // what the key points to
    Walked walked;
  };

  Walked walk_in(const WalkedDirectory& directory, std::string_view name) const;
  WalkedDirectory walk_directory(std::string_view path, std::string_view cwd) const;
  Walked judged(Walked walked) const;

  const FileView& view_;
  bool as_root_;
  Remember remember_;
  std::unordered_map<Place, std::unique_ptr<const File>, PlaceHash> files_;
  std::unordered_map<std::string, WalkedDirectory, TextHash, std::equal_to<>> directories_;
};

}  // namespace elfgate::loader
