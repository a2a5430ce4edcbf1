// The frozen answer to "what is where" for one architecture: path -> files, soname -> files, file name -> files. Built once
// from the facts of every package, then only read, from any number of threads.
//
// A path means what a package spells. Which package's entry counts at a path, and where links lead, depends on which
// packages are installed together; that is a view's business (audit/closure_view.h), and a view only filters what it finds
// here.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/groups.h"
#include "model/ids.h"
#include "model/link_map.h"
#include "model/package_facts.h"
#include "model/package_list.h"

namespace elfgate::index {

using model::FileId;
using model::PackageId;

/// What a package has at a path.
enum class Kind : std::uint8_t { file, symlink, conf, install_link };

/// One entry of one package.
struct Located {
  PackageId package = PackageId::none;
  Kind kind = Kind::file;
  std::uint32_t item = 0;      ///< position in the facts' vector of that kind; for a hard link, of the file it names
  FileId file = FileId::none;  ///< identity of a file; none for a hard link to a file outside of linkage
};

/// One path of one package, in the order in which a directory is listed.
struct PathOfPackage {
  std::string_view path;
  Located located;
};

/// A file by its id.
struct FileOfPackage {
  PackageId package = PackageId::none;
  const model::FileFact* fact = nullptr;
};

/// Everything about the packages of one architecture ("noarch" packages included). Immutable after build().
class RepositoryIndex {
 public:
  /// PACKAGES sorted by key; FACTS in the same order, null where a package is listed and has no facts.
  /// OTHER_PATHS: per package, path_hash() of the files that linkage does not know; only their existence is kept. Null: none.
  /// Empty: nobody is going to ask.
  static RepositoryIndex build(std::string arch, model::PackageList packages,
                               std::vector<std::shared_ptr<const model::PackageFacts>> facts,
                               const std::vector<const std::vector<std::uint64_t>*>& other_paths = {});

  const std::string& arch() const { return arch_; }
  const model::PackageList& packages() const { return packages_; }
  const model::PackageRef& package(PackageId id) const { return packages_[to_index(id)]; }
  /// Null when the package could not be read or is missing.
  const model::PackageFacts* facts(PackageId id) const { return facts_[to_index(id)].get(); }

  FileOfPackage file(FileId id) const { return files_[static_cast<std::uint32_t>(id)]; }
  std::uint32_t file_count() const { return static_cast<std::uint32_t>(files_.size()); }
  /// The id of item ITEM of a package's files.
  FileId file_id(PackageId package, std::uint32_t item) const {
    return static_cast<FileId>(first_file_[to_index(package)] + item);
  }

  /// Entries spelled exactly DIR/NAME, in package order.
  std::span<const Located> at(std::string_view dir, std::string_view name) const;
  std::span<const Located> at(std::string_view path) const;

  /// Packages that ship directory PATH or something below it, sorted.
  std::span<const PackageId> directory_owners(std::string_view path) const;

  /// Entries of PACKAGE directly inside DIR, in bytewise order of names.
  std::span<const PathOfPackage> children(PackageId package, std::string_view dir) const;

  /// Names of subdirectories of DIR that PACKAGE ships.
  std::vector<std::string_view> subdirectories(PackageId package, std::string_view dir) const;

  /// Packages that have a file at DIR/NAME of which linkage knows nothing but that it exists.
  std::vector<PackageId> other_file_owners(std::string_view dir, std::string_view name) const;

  /// ELF files with this DT_SONAME, by id.
  std::span<const FileId> with_soname(std::string_view soname) const;

  /// Entries (files and links) whose last component is NAME: in package order, each with its path.
  std::span<const PathOfPackage> with_name(std::string_view name) const;

  /// ELF files that need versions of FILE, by id.
  std::vector<FileId> needing_versions_of(std::string_view file) const;

  /// Packages built from ORIGIN, by id.
  std::span<const PackageId> built_from(std::string_view origin) const;

  /// Sonames and library file names that share the stem of NAME ("libfoo.so" of "libfoo.so.1"), sorted.
  std::span<const std::string_view> with_stem(std::string_view stem) const;

  /// Paths that are a symlink in one package and a directory in another, parents first: merged-usr and its like.
  std::span<const std::string_view> linked_directories() const { return linked_directories_; }

  /// Words of all that may be asked for existence: names and directories. Sorted.
  std::vector<std::uint32_t> existing_words() const;

  RepositoryIndex(RepositoryIndex&&) = default;
  RepositoryIndex& operator=(RepositoryIndex&&) = default;

 private:
  RepositoryIndex() = default;
  struct Builder;

  std::string arch_;
  model::PackageList packages_;
  std::vector<std::shared_ptr<const model::PackageFacts>> facts_;
  std::vector<FileOfPackage> files_;
  std::vector<std::uint32_t> first_file_;

  std::vector<std::vector<PathOfPackage>> by_package_;         // sorted by (directory, name)
  std::vector<std::vector<std::string_view>> directories_of_;  // sorted, implied parents included

  struct Slot {
    std::string_view path;
    std::uint32_t first = 0, count = 0;
  };
  std::vector<Slot> slots_;           // one a distinct path
  std::vector<std::uint32_t> table_;  // open addressing: slot + 1, 0 free
  std::vector<Located> located_;

  std::vector<std::pair<std::uint64_t, PackageId>> other_files_;  // sorted by hash: 16 bytes a file instead of its path
  Groups<PackageId> directory_owners_;
  Groups<PackageId> by_origin_;
  Groups<FileId> by_soname_;
  Groups<PathOfPackage> by_name_;
  std::deque<std::string> stems_;  // texts of by_stem_
  Groups<std::string_view> by_stem_;
  std::vector<std::string_view> linked_directories_;
};

/// A 64-bit hash of the path DIR/NAME; equal for equal paths, in one process.
std::uint64_t path_hash(std::string_view dir, std::string_view name);

}  // namespace elfgate::index
