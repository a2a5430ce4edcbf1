// A repository format: how to recognise a source, list its packages, and stream one package. Each format is one file in
// repo/formats/ that defines one constant; CMake collects the folder into the table behind formats().
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/byte_source.h"
#include "base/result.h"
#include "model/package_facts.h"
#include "model/package_list.h"

namespace elfgate::repo {

/// Calls BODY(i) for each i below COUNT, in any order and on any threads, and returns when all are done.
using ForEach = std::function<void(std::size_t count, const std::function<void(std::size_t)>& body)>;

/// What opening a source may ask for.
struct OpenOptions {
  std::vector<std::string> arches;  ///< only these; empty: every architecture present
  std::string keys_dir;             ///< public keys for index signatures; empty: not checked
  std::uint32_t layer = 0;          ///< stored in each PackageRef
  bool only_indexes = false;        ///< packages are elsewhere: a location says where one would lie, and none is missing
  ForEach for_each = [](std::size_t count, const std::function<void(std::size_t)>& body) {
    for (std::size_t i = 0; i < count; ++i) body(i);
  };  ///< how the indexes of a source are read
};

/// Something about the source itself that a user must see: becomes a finding.
struct SourceProblem {
  std::string rule;  ///< finding id: "missing-package", "unreadable-package", "bad-signature", "index-mismatch"
  std::string arch;
  std::string package;  ///< empty when it is about the whole index
  std::string version;
  base::Error error;
  bool note = false;  ///< information only (an index without final newline, I5 ...)
};

/// What a source holds. `packages` is sorted by PackageRef::key().
struct Listing {
  std::string format;  ///< name of the format
  model::PackageSystem system = model::PackageSystem::none;
  std::string profile;              ///< guessed from the data: "wolfi", "alpine", "debian" or ""
  std::vector<std::string> arches;  ///< sorted; without "noarch"
  model::PackageList packages;
  std::vector<SourceProblem> problems;
  std::map<std::string, std::string> signatures;  ///< index -> what was verified ("RSA256 key.pub"), when keys were given
};

/// Metadata a package carries about itself.
struct PackageMetadata {
  std::string name, version, arch, origin, multi_arch;
  model::Relations relations;
  std::vector<std::string> vendored;
  std::uint64_t installed_size = 0;
};

enum class EntryType : std::uint8_t { file, directory, symlink, hard_link, device, fifo };

/// One entry of a package's data, name already normalised and checked (X1, X2).
struct PackageEntry {
  EntryType type = EntryType::file;
  std::string path;    ///< virtual, absolute
  std::string target;  ///< symlink: verbatim; hard link: virtual path
  std::uint32_t mode = 0;
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::uint64_t size = 0;
  bool has_capabilities = false;
};

/// Receives one package, in the order of its bytes: metadata and scripts first, then entries.
class EntrySink {
 public:
  virtual ~EntrySink() = default;
  virtual base::Result<void> metadata(PackageMetadata metadata) = 0;
  /// A maintainer script: NAME as the format calls it ("post-install", "postinst"), CONTENT bounded by k_script_bytes.
  virtual base::Result<void> script(std::string_view name, std::string_view content) = 0;
  /// CONTENT is valid only inside the call and need not be read to its end. Empty for anything but regular files. A path that
  /// comes twice is noted (C20); the last one counts. Entries that apk would not install (C15, C16, C18) are noted and left
  /// out.
  virtual base::Result<void> entry(const PackageEntry& entry, base::ByteSource& content) = 0;
  /// Something apk or dpkg would drop or treat differently; reading goes on.
  virtual void note(model::Problem problem) = 0;
};

/// A format. Functions are re-entrant; read() is called from several threads for different packages.
struct Format {
  const char* name;
  const char* summary;
  int priority;  ///< lower is asked first by recognise()
  /// True when SOURCE (a host path) is of this format. Looks at names and first bytes only.
  bool (*recognise)(const std::string& source);
  base::Result<Listing> (*open)(const std::string& source, const OpenOptions& options);
  /// Streams PACKAGE into SINK, verifying identity and digests while reading (C: -> control -> datahash -> data). Returns after
  /// the last check; an error means that nothing seen so far may be trusted. Errors: any of base/error.h.
  base::Result<void> (*read)(const model::PackageRef& package, EntrySink& sink);
};

/// All formats, by priority. Generated from the folder.
std::span<const Format* const> formats();

/// The format of SOURCE. Errors: not_found, usage with what was expected.
base::Result<const Format*> format_of(const std::string& source);

/// The format called NAME, or null.
const Format* format_named(const std::string& name);

}  // namespace elfgate::repo
