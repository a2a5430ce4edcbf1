// What one package holds, as far as linkage is concerned. Made by extract/, kept by store/, frozen in index/.
// Bad input that was met on the way is part of the facts (`problems`), so that a cached package repeats its findings.
//
// All paths are virtual and absolute ("/usr/lib/libz.so.1"), as the package spells them: a package that ships
// lib/libz.so.1 says "/lib/libz.so.1" even where /lib is a link to usr/lib in another package.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/elf_facts.h"
#include "model/package_ref.h"

namespace elfgate::model {

/// What the first bytes of a regular file look like to a loader.
enum class FileContent : std::uint8_t {
  elf = 0,        ///< ELF magic and at least 64 bytes: `elf` holds its facts
  too_short = 1,  ///< fewer than 64 bytes (zero length included): "file too short"
  text = 2,       ///< anything else: linker script, archive ...: "invalid ELF header"
  script = 3,     ///< starts with "#!": `interpreter` holds the path
  broken_elf = 4  ///< begins as ELF and cannot be read: a malformed-elf problem says why
};

/// A regular file that linkage can meet: every ELF file, every executable script, and every other file
/// whose name contains ".so". Other files are only in `other_paths`.
struct FileFact {
  std::string path;
  std::uint32_t mode = 0644;  ///< permission, setuid, setgid and sticky bits
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::uint64_t size = 0;
  FileContent content = FileContent::text;
  bool has_capabilities = false;  ///< security.capability xattr: AT_SECURE (R3.13)
  std::string interpreter;        ///< of a script: the text after "#!" up to the first blank
  ElfFacts elf;                   ///< meaningful when content is elf
  std::string content_digest;     ///< SHA-256 (raw) of the content of ELF files: tells identical copies from different ones
  bool operator==(const FileFact&) const = default;
};

struct SymlinkFact {
  std::string path;
  std::string target;  ///< verbatim
  bool operator==(const SymlinkFact&) const = default;
};

/// Two names of one inode inside a package (R1.6).
struct HardLinkFact {
  std::string path;
  std::string target;  ///< virtual path of the entry it names
  bool operator==(const HardLinkFact&) const = default;
};

/// Configuration that loaders read: ld.so.conf and pieces, ld-musl-*.path, ld.so.preload, ld.so.cache of a root.
struct ConfFact {
  std::string path;
  std::string content;
  bool operator==(const ConfFact&) const = default;
};

/// A link that a maintainer script makes at install time (update-alternatives), not a file of the package.
struct InstallTimeLink {
  std::string path;
  std::string target;  ///< the alternative it offers
  std::int64_t priority = 0;
  std::string script;  ///< which script says so: "postinst"
  bool operator==(const InstallTimeLink&) const = default;
};

/// One .pc file and what it requires.
struct PkgConfigFact {
  std::string path;
  std::string version;
  std::vector<std::string> requires_;
  bool operator==(const PkgConfigFact&) const = default;
};

/// Something wrong that was met while reading. `unreadable` means facts are incomplete or empty: exit 3.
struct Problem {
  enum class Kind : std::uint8_t {
    unreadable = 0,     ///< the package could not be read to its end
    malformed_elf = 1,  ///< one file begins as ELF and cannot be read
    note = 2            ///< readable, but apk would drop, refuse or treat it differently: a note with its rule number
  };
  Kind kind = Kind::note;
  std::string path;  ///< inside the package; empty when it is about the package
  std::string rule;  ///< rule number of apk-semantics for notes ("C6"); empty otherwise
  base::Error error;
  bool operator==(const Problem&) const = default;
};

/// Self-contained; comparable; encodable. Vectors are sorted by path.
struct PackageFacts {
  // what the package says of itself (.PKGINFO, control): compared with the index, never trusted over it
  std::string name;
  std::string version;
  std::string arch;
  std::string origin;
  std::string multi_arch;
  Relations relations;
  std::vector<std::string> vendored;  ///< `# vendored = X` lines of melange (C25)

  std::vector<FileFact> files;
  std::vector<SymlinkFact> symlinks;
  std::vector<HardLinkFact> hard_links;
  std::vector<std::string> directories;
  std::vector<ConfFact> confs;
  std::vector<InstallTimeLink> install_links;
  std::vector<PkgConfigFact> pkg_configs;
  std::vector<std::string> scripts;  ///< names of maintainer scripts present: "post-install", "postinst" ...
  std::vector<Problem> problems;

  /// Regular files that are in no list above. Kept apart in the store: linkage questions never load it.
  std::vector<std::string> other_paths;

  bool operator==(const PackageFacts&) const = default;

  bool readable() const {
    for (const auto& problem : problems)
      if (problem.kind == Problem::Kind::unreadable) return false;
    return true;
  }
};

}  // namespace elfgate::model
