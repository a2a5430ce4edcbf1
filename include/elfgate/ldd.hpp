// elfgate: the link maps that real dynamic linkers would make (public C++ interface of `elfgate ldd`). A file is judged in a
// root directory, or in what an installation of its package brings in. Nothing is run.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "elfgate/elfgate.hpp"

namespace elfgate {

/// Where the loader's cache comes from.
enum class CacheMode : std::uint8_t {
  automatic = 0,  ///< file where the root has an /etc/ld.so.cache, ldconfig otherwise
  ldconfig = 1,   ///< the cache, and the links, that ldconfig would make
  image = 2,      ///< the cache that apko writes into an image; no links
  none = 3,       ///< no cache
  file = 4        ///< the root's own /etc/ld.so.cache
};

/// What a loader takes from the process that it starts, and cannot be read from files.
struct LoaderInputs {
  std::string library_path;          ///< LD_LIBRARY_PATH
  std::vector<std::string> preload;  ///< LD_PRELOAD, one entry each
  CacheMode cache = CacheMode::automatic;
  unsigned cpu_level = 1;            ///< x86-64-v1 (baseline) to v4; no meaning on other machines
  bool secure = false;               ///< AT_SECURE for every program; otherwise mode bits and capabilities decide
  std::string cwd = "/";             ///< working directory of the process, inside the root
};

/// How ldd's results are written.
enum class LddFormat : std::uint8_t {
  none = 0,   ///< values only
  tree = 1,   ///< each object below the one that loaded it
  list = 2,   ///< flat, as ldd prints it
  paths = 3,  ///< only the paths of what is loaded
  json = 4,   ///< one element of the array of a JSON document
  jsonl = 5   ///< one JSON object on one line
};

struct LddEntry;

/// What is asked. Exactly one of `root` and `sources` (of RunOptions) is set.
struct LddOptions : RunOptions {
  std::string root;                   ///< a root directory of this host
  std::vector<std::string> packages;  ///< the ELF files of these packages: installed in root, or in their closures
  std::vector<std::string> files;     ///< paths inside the root or the closure
  bool all = false;                   ///< every ELF file
  LoaderInputs loader;
  LddFormat format = LddFormat::none; ///< fills LddEntry::rendered
  bool color = false;
  bool values = true;                 ///< false: LddEntry::map stays empty; what is rendered is all that is wanted
  /// Called for each entry in path order, never by two threads at once; then the report keeps no entries.
  std::function<void(const LddEntry&)> on_entry;
};

/// One line of the loader's own listing.
struct LddObject {
  std::string needed;               ///< left side of the listing, tokens expanded
  std::optional<std::string> path;  ///< right side; nothing: not found
  std::optional<std::string> real;  ///< the file behind `path`, links followed
  std::string by;                   ///< path of the object that asked first
  std::string how;                  ///< "runpath", "cache", "default" ...; "missing"
};

/// The link map of one file.
struct LddEntry {
  std::string file, arch;
  std::string package;         ///< "name-version" where the file was judged in a package's closure
  std::string loader;          ///< "glibc", "musl"; empty: none
  std::string interp;          ///< text of the interpreter's path; empty: none
  std::string status;          ///< "ok", "missing", "fatal", "static"
  std::string reason;          ///< of fatal
  std::vector<LddObject> map;  ///< what the loader lists, in its order, repetitions included; without the vDSO
  std::vector<std::string> version_errors;  ///< versions that the loaded libraries do not have, in the loader's words
  std::vector<std::string> depends_on;      ///< "cwd", "cpu-level", "ldconfig-links", "secure": what would change the result
  std::string rendered;                     ///< in LddOptions::format, complete with its newline
};

struct LddReport {
  Status status = Status::failed;  ///< findings: something is missing or fatal; incomplete: something could not be read
  std::string error;               ///< when status is failed
  std::vector<LddEntry> entries;   ///< in path order
  std::vector<std::string> problems;  ///< what could not be read
  std::string cache;                  ///< which cache the results were made with
};

/// Link maps of the files that are asked for.
ELFGATE_API LddReport ldd(const LddOptions& options);

}  // namespace elfgate
