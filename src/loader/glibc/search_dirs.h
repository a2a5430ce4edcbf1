// Directories that glibc searches: path lists split into elements, each element with the hwcaps directories below it
// (sections 3 and 4). Elements are shared by all lists of a process, as in the loader, so that a directory is resolved once.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "loader/loader.h"
#include "loader/path_walk.h"

namespace elfgate::loader::glibc {

/// One directory in which a name is tried.
struct Place {
  std::string prefix;  ///< text before the name, with its slash; "" for the current directory (R3.2)
  const WalkedDirectory* dir = nullptr;
  unsigned level = 0;  ///< CPU level of a glibc-hwcaps directory; 0 for others
};

/// One element of a path list.
struct Element {
  std::string text;           ///< with a trailing slash; "" for the current directory
  bool relative = false;      ///< depends on the working directory; never marked as missing (R7.1)
  std::vector<Place> places;  ///< hwcaps directories in their order, the directory itself last; existing ones only
  std::vector<Place> above;   ///< glibc-hwcaps directories above the CPU level
};

using SearchList = std::vector<const Element*>;

class SearchDirs {
 public:
  SearchDirs(PathWalk& walk, const LoaderSettings& settings, std::uint16_t machine);

  /// Gives the expansion of an element's tokens, nothing to drop it.
  using Expand = std::function<std::optional<std::string>(std::string_view)>;

  /// R3.1 to R3.7: TEXT split at any of SEPARATORS; repeated elements keep their first place.
  SearchList split(std::string_view text, std::string_view separators, const Expand& expand);

  const Element* element(std::string_view text);

  /// Bytes of the texts of all elements: filters that load each other by ever longer names make ever longer ones.
  std::uint64_t text_bytes() const { return text_bytes_; }

 private:
  void add_place(Element& element, const std::string& below, unsigned level);

  PathWalk& walk_;
  const LoaderSettings& settings_;
  std::vector<std::pair<std::string, unsigned>> hwcaps_;  // "glibc-hwcaps/x86-64-v3/", level
  std::vector<std::string> legacy_;                       // "tls/x86_64/"
  std::unordered_map<std::string, std::unique_ptr<Element>> elements_;
  std::uint64_t text_bytes_ = 0;
};

}  // namespace elfgate::loader::glibc
