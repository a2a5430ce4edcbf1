// What the formats ask of the host's file system before they read anything: kinds, first bytes, directory listings. Only
// the sources that a user names are looked at; what packages contain never becomes a host path.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace elfgate::repo {

enum class HostKind : std::uint8_t { absent, file, directory, other };

/// What is at PATH, symlinks followed.
HostKind kind_of(const std::string& path);

/// Up to SIZE bytes from the start of a regular file; empty when it cannot be read.
std::string first_bytes(const std::string& path, std::size_t size);

struct HostEntry {
  std::string name;
  HostKind kind = HostKind::absent;  ///< a symlink counts as what it leads to
};

/// The entries of a directory without "." and "..", sorted by name. Errors: not_found, io.
base::Result<std::vector<HostEntry>> list_directory(const std::string& path);

/// Files that were found, and the directories that could not be read.
struct FoundFiles {
  std::vector<std::string> paths;
  std::vector<base::Error> errors;
};

/// The regular files below DIR whose names end in SUFFIX, in order of name; at most DEPTH directories deep, directories that
/// are reached through a symlink left out.
FoundFiles find_files(const std::string& dir, std::string_view suffix, unsigned depth);

/// True as soon as one such file is there; a directory that cannot be read holds none.
bool holds_file(const std::string& dir, std::string_view suffix, unsigned depth);

/// The directory part of a host path; "." when there is none.
std::string host_dirname(const std::string& path);

/// DIR/NAME, DIR kept as the user wrote it.
std::string host_join(const std::string& dir, std::string_view name);

}  // namespace elfgate::repo
