// What one ELF file says about linkage. Read once by elf/, then only asked. Everything a loader looks at is here
// (loader-semantics section 7.1), 32-bit and big-endian files included: values are already in host order.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/rare.h"

namespace elfgate::model {

/// The tags that make a loader load something, kept in table order because order decides (R1.2, R10.2).
enum class EdgeKind : std::uint8_t { needed = 0, filter = 1, auxiliary = 2 };

struct DynamicEdge {
  EdgeKind kind = EdgeKind::needed;
  std::string name;  ///< verbatim, tokens not expanded
  bool operator==(const DynamicEdge&) const = default;
};

/// One Verdef record: a version this object defines (R9.3). `index` 1 with VER_FLG_BASE is the file's own name.
struct VersionDefinition {
  std::string name;           ///< of the first Verdaux
  std::uint16_t flags = 0;    ///< VER_FLG_BASE 1, VER_FLG_WEAK 2
  std::uint32_t hash = 0;     ///< vd_hash as stored; matching compares it too
  std::uint16_t revision = 1; ///< vd_version; not 1 is fatal for the loader
  bool operator==(const VersionDefinition&) const = default;
};

/// One Vernaux: a version this object wants from the file of its Verneed.
struct VersionWanted {
  std::string name;
  std::uint16_t flags = 0;  ///< VER_FLG_WEAK 2
  std::uint32_t hash = 0;
  bool operator==(const VersionWanted&) const = default;
};

/// One Verneed record (R9.2).
struct VersionNeed {
  std::string file;  ///< vn_file, a soname by convention
  std::uint16_t revision = 1;
  std::vector<VersionWanted> versions;
  bool operator==(const VersionNeed&) const = default;
};

enum class DlopenPriority : std::uint8_t { required = 0, recommended = 1, suggested = 2 };

/// One entry of a `.note.dlopen` (section 13).
struct DlopenNote {
  std::vector<std::string> sonames;  ///< alternatives, most preferred first
  DlopenPriority priority = DlopenPriority::recommended;
  std::string feature;
  std::string description;
  bool operator==(const DlopenNote&) const = default;
};

enum class ExecStack : std::uint8_t { no_header = 0, no = 1, yes = 2 };

/// Constants compiled into a dynamic linker, extracted from its bytes (R6.2, R6.3). Only on files that are one.
struct LoaderConstants {
  enum class Family : std::uint8_t { glibc = 0, musl = 1 };
  Family family = Family::glibc;
  std::vector<std::string> system_dirs;  ///< glibc: with trailing '/' as stored; musl: the default list, as stored
  std::string lib_token;                 ///< glibc: value of $LIB
  std::string cache_path;                ///< glibc: usually /etc/ld.so.cache; empty when not found
  std::string version;                   ///< "2.36"; empty when not found
  bool confirmed = false;                ///< the second copy of the list (glibc) was found
  bool operator==(const LoaderConstants&) const = default;
};

/// Facts of one ELF file. Plain value.
struct ElfFacts {
  // identification
  std::uint8_t elf_class = 0;      ///< 1 = 32 bit, 2 = 64 bit
  std::uint8_t data = 0;           ///< 1 = little endian, 2 = big endian
  std::uint8_t ident_version = 1;  ///< EI_VERSION
  std::uint8_t osabi = 0;
  std::uint8_t abi_version = 0;
  bool ident_padding = false;      ///< a byte after EI_ABIVERSION is not zero
  std::uint16_t type = 0;          ///< ET_REL 1, ET_EXEC 2, ET_DYN 3, ET_CORE 4
  std::uint16_t machine = 0;       ///< EM_X86_64 62, EM_AARCH64 183 ...
  std::uint32_t version = 1;       ///< e_version
  std::uint32_t flags = 0;         ///< e_flags

  // segments
  bool phentsize_ok = true;        ///< e_phentsize is the size of a program header of this class
  bool has_load = false;           ///< at least one PT_LOAD
  bool loads_aligned = true;       ///< every PT_LOAD: p_align a power of two (or 0/1), address and offset congruent to it
  bool has_dynamic = false;        ///< a PT_DYNAMIC with p_filesz > 0
  bool has_sections = false;       ///< a section header table is announced
  ExecStack exec_stack = ExecStack::no_header;
  std::optional<std::string> interp;  ///< PT_INTERP, without its NUL
  std::uint32_t x86_isa_needed = 0;   ///< GNU_PROPERTY_X86_ISA_1_NEEDED: bit 0 baseline, 1 v2, 2 v3, 3 v4

  // dynamic section; where a tag repeats, the last one counts (R2.4)
  std::vector<DynamicEdge> edges;
  std::optional<std::string> soname;
  std::optional<std::string> rpath;
  std::optional<std::string> runpath;
  std::string audit;               ///< DT_AUDIT
  std::string depaudit;            ///< DT_DEPAUDIT
  std::uint64_t dt_flags = 0;      ///< DT_FLAGS
  std::uint64_t dt_flags_1 = 0;    ///< DT_FLAGS_1: DF_1_NODEFLIB 0x800, DF_1_NOOPEN 0x40, DF_1_PIE 0x08000000
  bool has_relr = false;           ///< DT_RELR
  bool has_verdef = false;         ///< DT_VERDEF is there, even if it lists nothing
  bool has_strtab = false;         ///< DT_STRTAB is there (ldconfig wants it, R5.9)
  std::vector<VersionDefinition> defined_versions;
  std::vector<VersionNeed> needed_versions;
  /// Only for a file that may stand in for libc under musl (R11.2): defines __libc_start_main and stdin.
  bool is_libc = false;

  std::vector<DlopenNote> dlopen_notes;
  base::Rare<LoaderConstants> loader;  ///< of a dynamic linker or libc only

  bool operator==(const ElfFacts&) const = default;

  bool is_pie() const { return (dt_flags_1 & 0x08000000U) != 0; }
  bool no_default_dirs() const { return (dt_flags_1 & 0x800U) != 0; }
};

inline constexpr std::uint16_t k_et_rel = 1, k_et_exec = 2, k_et_dyn = 3, k_et_core = 4;
inline constexpr std::uint16_t k_em_386 = 3, k_em_arm = 40, k_em_x86_64 = 62, k_em_aarch64 = 183, k_em_riscv = 243;

}  // namespace elfgate::model
