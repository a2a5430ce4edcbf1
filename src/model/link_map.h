// The result of one simulated start of a program: what is loaded, in order, and for every tag of every object
// which loaded object it got, and how. The optional trace says why.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "model/elf_facts.h"

namespace elfgate::model {

/// A file of a view; equal ids are one inode (R1.6). Run-local.
enum class FileId : std::uint32_t { none = 0xFFFFFFFF };

/// How an object was found; names are those of `elfgate ldd --format json`.
enum class Found : std::uint8_t {
  program,  ///< the main program itself
  interp,   ///< the dynamic linker, named by PT_INTERP or by its soname
  vdso,     ///< linux-vdso.so.1
  preload,
  rpath,
  ld_library_path,
  runpath,
  cache,
  default_dir,
  loaded,  ///< matched an object that was already loaded (R1.3)
  path,    ///< the name contains a slash: opened as it is (R1.8)
  missing
};

/// The stable word of a Found: "runpath", "default", "ld-library-path" ...
const char* name_of(Found found);

/// Why a candidate was refused or ended a search (R7.1). `none` is acceptance.
enum class Refusal : std::uint8_t {
  none,
  absent,             ///< no such file, dangling link, unsearchable directory: SKIP
  unreadable,         ///< EACCES: SKIP
  other_class,        ///< 32 against 64 bit: SKIP
  other_machine,      ///< SKIP (glibc); mapped as it is by musl (R11.6)
  not_a_directory,    ///< ENOTDIR: depends on version and element (R7.4)
  link_loop,          ///< ELOOP: ENDLIST
  name_too_long,      ///< ENAMETOOLONG: ENDLIST
  is_directory,       ///< FATAL "cannot read file data"
  too_short,          ///< FATAL "file too short"
  no_elf_magic,       ///< FATAL "invalid ELF header"
  other_endianness,   ///< FATAL "ELF file data encoding not little-endian"
  bad_ident_version,  ///< FATAL "ELF file version ident does not match current one"
  bad_osabi,          ///< FATAL "ELF file OS ABI invalid"
  bad_abi_version,    ///< FATAL "ELF file ABI version invalid"
  ident_padding,      ///< FATAL "nonzero padding in e_ident"
  bad_version,        ///< FATAL "ELF file version does not match current one"
  bad_type,           ///< FATAL "only ET_DYN and ET_EXEC can be loaded"
  bad_phentsize,      ///< FATAL "ELF file's phentsize not the expected size"
  broken,             ///< FATAL: headers cannot be read
  no_load_segment,    ///< FATAL "object file has no loadable segments"
  misaligned_load,    ///< FATAL "ELF load command address/offset not page-aligned"
  is_executable,      ///< FATAL "cannot dynamically load executable" (ET_EXEC)
  is_pie,             ///< FATAL "cannot dynamically load position-independent executable"
  no_dynamic,         ///< FATAL "object file has no dynamic section"
  no_default_dirs,    ///< cache entry in a default directory, DF_1_NODEFLIB (R2.6)
  cpu_level,          ///< hwcaps directory above the CPU level
  isa_level,          ///< FATAL "CPU ISA level is lower than required" (R4.6)
  not_for_dlopen,     ///< DF_1_NOOPEN: "shared object cannot be dlopen()ed"
  exec_stack,         ///< dlopen since 2.41: "cannot enable executable stack as shared object requires" (R7.3)
  address_taken,      ///< musl: a second file of a fixed address, "Resource busy"
  damaged_cache       ///< ld.so does not survive its /etc/ld.so.cache (R4.2)
};

/// The reason in the loader's own words, e.g. "file too short"; "" for none.
const char* reason_of(Refusal refusal);

inline constexpr std::uint32_t k_no_object = std::numeric_limits<std::uint32_t>::max();

/// One candidate path that was looked at. `rule` is the R number that decided.
struct TraceStep {
  std::string list;  ///< where the directory comes from: "RUNPATH of /usr/bin/x", "ld.so.cache", "default directories" ...
  std::string path;  ///< candidate as opened; a name for "already loaded" and cache look-ups
  Refusal refusal = Refusal::none;
  std::string rule;    ///< "R2.1", "R7.1" ...
  std::string detail;  ///< in words; empty when path and refusal say all
};

/// An object of the process image, in load order.
struct LoadedObject {
  std::string path;  ///< text the loader would print; empty for the vDSO's file part
  std::string real;  ///< canonical virtual path; empty for the vDSO
  FileId file = FileId::none;
  std::uint32_t loader = k_no_object;  ///< index of the object whose tag first caused it (R1.12)
  Found how = Found::program;
  std::string name;  ///< the text it was first asked for by: the left side of the loader's own listing
};

/// One tag of one object and what it got.
struct Edge {
  std::uint32_t from = 0;  ///< index into objects
  EdgeKind kind = EdgeKind::needed;
  std::string name;                ///< tokens expanded
  std::uint32_t to = k_no_object;  ///< index into objects; k_no_object when not found
  Found how = Found::missing;
  Refusal refusal = Refusal::none;    ///< the most telling reason, when not found
  std::string refused_path;           ///< the candidate that reason is about
  std::vector<std::string> searched;  ///< directories looked in, in order; filled for missing edges and when tracing
  std::vector<TraceStep> trace;       ///< only when asked for
};

/// A version problem at start (R9.3).
struct VersionProblem {
  enum class Kind : std::uint8_t {
    missing,       ///< fatal: provider has versions, not this one
    weak_missing,  ///< warning
    no_versions,   ///< warning: provider has no DT_VERDEF at all
    no_provider,   ///< the loader's assertion fails (R9.2 S2)
    bad_revision,  ///< fatal: unsupported record version
    relr           ///< fatal: DT_RELR without GLIBC_ABI_DT_RELR (R9.6)
  };
  Kind kind = Kind::missing;
  std::uint32_t from = 0;                ///< object that wants it
  std::uint32_t provider = k_no_object;  ///< object that was asked
  std::string file;                      ///< vn_file
  std::string version;
  bool start_only = false;  ///< trace mode does not come to it: there, a filtee that is missing has the name (R10.3)
  bool fatal() const { return kind != Kind::weak_missing && kind != Kind::no_versions; }
};

/// One line of the loader's own listing (LD_TRACE_LOADED_OBJECTS, --list), in its order and with its repetitions: an
/// object, or the edge of a name that was not found.
struct ListedLine {
  std::uint32_t object = k_no_object;    ///< index into objects
  std::uint32_t edge = k_no_object;      ///< index into edges, of a missing name
  std::uint32_t reserved = k_no_object;  ///< index into reserved_names: the left side, where musl answers for itself (R11.9)
};

/// An object that LoadRequest::dlopened asked for and that could not be opened at all.
struct FailedOpen {
  std::string path;
  Refusal refusal = Refusal::absent;
};

enum class LinkStatus : std::uint8_t {
  ok,
  missing,         ///< at least one NEEDED or FILTER was not found
  fatal,           ///< the loader stops: `fatal_reason`
  static_program,  ///< no PT_INTERP, or nothing for a loader to do
  not_loadable     ///< not a program or library of this loader: foreign class or machine, ET_REL ...
};

const char* name_of(LinkStatus status);

struct LinkMap {
  LinkStatus status = LinkStatus::ok;
  std::string loader;                    ///< "glibc", "musl" or "" when unknown
  std::string interp;                    ///< PT_INTERP text used
  std::vector<LoadedObject> objects;     ///< objects[0] is the main program
  std::vector<Edge> edges;               ///< in the order the loader resolves them
  std::vector<VersionProblem> versions;  ///< `missing` ones are fatal for a real start, and leave `status` as it is
  std::vector<ListedLine> listing;
  std::vector<std::string> reserved_names;
  std::vector<FailedOpen> failed_opens;
  std::string fatal_reason;                ///< in the loader's words, with the path
  std::uint32_t fatal_edge = k_no_object;  ///< index into edges of the edge that stopped the load
  bool depends_on_cwd = false;             ///< a relative name or element was met (R1.8, R3.4)
  bool depends_on_cpu_level = false;       ///< a glibc-hwcaps directory held a candidate
  bool uses_install_time_link = false;     ///< a link made by a maintainer script was followed
};

}  // namespace elfgate::model
