// The interface of a loader simulation. Two implementations, two files, two semantics documents: loader/loaders/glibc.cpp and
// loader/loaders/musl.cpp. Nothing of the host enters: what a real loader would take from the process (environment,
// working directory, CPU) is in LoaderSettings, with documented defaults.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "loader/file_view.h"
#include "loader/ldconfig.h"
#include "loader/path_walk.h"
#include "loader/start_memory.h"
#include "model/link_map.h"

namespace elfgate::loader {

/// Inputs that are not in the tree.
struct LoaderSettings {
  std::vector<std::string>
      system_dirs;        ///< default directories in order, without trailing slash; from R6.2 or the fallback table
  std::string lib_token;  ///< $LIB of this glibc (R3.11)
  std::vector<std::string> platforms;  ///< $PLATFORM values; first is used (R3.12)
  unsigned glibc_minor = 36;           ///< 2.<minor>: Appendix A differences
  std::string library_path;            ///< LD_LIBRARY_PATH
  std::vector<std::string> preload;    ///< LD_PRELOAD entries
  bool secure = false;                 ///< force AT_SECURE; otherwise mode bits and capabilities of the program decide
  std::string cwd = "/";               ///< canonical
  unsigned cpu_level = 1;              ///< 1 baseline .. 4; x86_64 only (R4.5)
  const LdCache* cache = nullptr;      ///< null: no cache file (R5.1)
  bool trace = false;                  ///< record TraceStep for every candidate
  StartMemory* memory = nullptr;       ///< of starts in the same view under the same settings; null: each is the first
  bool every_edge = true;  ///< false: of tags that a loaded object satisfies only the first for ld.so; enough for a listing
  bool canonical_origin = true;  ///< program's $ORIGIN is its real path (a real start, R3.8); false: as given, ldd up to 2.41
};

/// One start of a process.
struct LoadRequest {
  std::string program;  ///< virtual path of the main program (or of a library, as ldd would do, R2.7)
  std::vector<std::string>
      dlopened;  ///< absolute paths opened afterwards without a caller (R2.8 "plugin"), one after the other
};

/// A loader family. Stateless; safe to call from several threads with different PathWalks.
struct Loader {
  const char* name;  ///< "glibc", "musl"
  const char* summary;
  /// Simulates the start. Never fails: what goes wrong is in the LinkMap.
  model::LinkMap (*link)(PathWalk& walk, const LoaderSettings& settings, const LoadRequest& request);
};

extern const Loader glibc_loader;
extern const Loader musl_loader;

/// Chooses the family from the interpreter's file (R8.1) and settings from its constants, or from the fallback
/// table R6.1 by architecture and merged layout when the file says nothing.
struct Detected {
  const Loader* loader = nullptr;  ///< null: unknown interpreter
  LoaderSettings settings;
  std::vector<std::string> ldconfig_dirs;  ///< what this distribution's ldconfig scans after the conf directories (R5.6)
  std::string interp_path;                 ///< as given in PT_INTERP
  std::string note;                        ///< how it was found out, for explain
};

/// INTERP is the PT_INTERP text of the program; for a library on its own, the usual one of its machine.
Detected detect_loader(PathWalk& walk, std::string_view interp, std::uint16_t machine, std::uint8_t elf_class);

/// "/lib64/ld-linux-x86-64.so.2" and so on; tries the glibc name, then musl's, and gives the one that exists in the
/// view; empty when neither does.
std::string usual_interp(PathWalk& walk, std::uint16_t machine, std::uint8_t elf_class);

/// Whether these are default directories of Debian or Ubuntu, whose glibc is patched in places.
bool is_debian(const std::vector<std::string>& system_dirs);

/// Whether the kernel would raise AT_SECURE for an unprivileged user (R3.13).
bool is_secure(const model::FileFact& program);

/// A walk with the rights of the running program, where they are not those of WALK's user: a set-user-ID program of root reads
/// everything (R12.4).
std::optional<PathWalk> walk_of_process(PathWalk& walk, const LoaderSettings& settings, const LoadRequest& request);

}  // namespace elfgate::loader
