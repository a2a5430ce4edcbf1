// What a loader simulation sees instead of a disk (idea 2 of the architecture). A view answers one question,
// "what is at this name?", for canonical names only; following links is loader/path_walk.h's work, done the way the
// kernel does it. Views are composed elsewhere: an install closure, a root directory, a what-if.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "model/link_map.h"
#include "model/package_facts.h"

namespace elfgate::loader {

enum class EntryKind : std::uint8_t { absent, directory, regular, symlink, other };

/// What stands at one name. Views own what the pointers and views point to.
struct ViewEntry {
  EntryKind kind = EntryKind::absent;
  model::FileId file = model::FileId::none;  ///< identity of a regular file: hard links share it
  const model::FileFact* fact = nullptr;     ///< of a regular file that linkage knows; null: content unknown, not an ELF file
  std::string_view target;                   ///< of a symlink, verbatim
  bool install_time = false;                 ///< made by a maintainer script, not shipped by a package
  bool searchable = true;                    ///< of a directory: others may enter it (R12.4)
};

/// REQUIRES of implementations: const methods are safe to call from several threads, answers never change.
class FileView {
 public:
  virtual ~FileView() = default;

  /// The entry NAME of directory DIR. DIR is canonical: absolute, no link in it, "/" for the root; NAME has no slash.
  virtual ViewEntry entry(std::string_view dir, std::string_view name) const = 0;

  /// Calls VISIT(name, entry) for every entry of canonical DIR, in bytewise order of names. Only ldconfig's
  /// simulation lists directories.
  class Visitor {
   public:
    virtual ~Visitor() = default;
    virtual void visit(std::string_view name, const ViewEntry& entry) = 0;
  };
  virtual void list(std::string_view dir, Visitor& visitor) const = 0;

  /// Content of a configuration file (ConfFact) at canonical PATH; null when there is none.
  virtual const std::string* conf(std::string_view path) const = 0;
};

}  // namespace elfgate::loader
