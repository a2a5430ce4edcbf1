// Writes small ELF files that the real dynamic linkers accept (or refuse for exactly the reason asked for).
//
// Scenarios, tests and the oracle need thousands of tiny libraries and programs with chosen NEEDED, RUNPATH, versions and
// defects. No compiler can make most of them, and a binary in the repository cannot be read. So a file is described by the very
// facts that elf/ reads from it (model::ElfFacts), plus the few things that facts cannot say; what is written is those facts
// and nothing else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/elf_facts.h"

namespace elfgate::repo::scenario {

/// Which symbol hash table the dynamic section points to.
enum class HashStyle : std::uint8_t { sysv, gnu, both };

/// A dynamic entry whose value is a string, written behind all others: a repeated tag counts from its last one (R2.4).
struct DynamicString {
  std::uint64_t tag = 0;
  std::string text;
};

/// A dynamic entry with a plain number, written behind the strings.
struct DynamicNumber {
  std::uint64_t tag = 0;
  std::uint64_t value = 0;
};

/// Bytes laid over the finished file; a patch behind the end extends it with zeros.
struct BytePatch {
  std::uint64_t offset = 0;
  std::string bytes;
};

/// One ELF file to write. `facts` decides everything it can express:
/// - class, data, machine, type, OSABI, versions and flags of the header, verbatim (a class other than 1 and 2 is laid out as
/// 64 bit);
/// - has_load, loads_aligned, has_dynamic, phentsize_ok, has_strtab, has_sections, ident_padding: false or true as wanted,
/// defects included;
/// - a hash of 0 in a version record is replaced by the right one; has_verdef without versions writes an empty DT_VERDEF;
/// - is_libc defines the two symbols by which musl recognises a libc (R11.2);
/// - loader puts the constants where R6.2 and R6.3 find them; `confirmed` writes the second copy of the list.
struct ElfImage {
  model::ElfFacts facts;
  std::vector<DynamicString> more_strings;
  std::vector<DynamicNumber> more_numbers;
  std::vector<std::string> symbols;  ///< defined, global, at the entry code
  HashStyle hash = HashStyle::sysv;
  std::optional<std::string> code;  ///< machine code at e_entry; nothing: exit(0) where we know the machine
  std::string read_only_data;       ///< further bytes of the file, in .rodata
  bool empty_dynamic = false;       ///< with has_dynamic false: a PT_DYNAMIC of p_filesz 0 (a split debug file) instead of none
  std::vector<BytePatch> patches;   ///< applied before truncate_to
  std::optional<std::uint64_t> truncate_to;
};

/// Facts of a plain shared library for MACHINE (k_em_...): right class and byte order, sections, non-executable stack.
/// An empty SONAME gives none.
model::ElfFacts library_facts(std::uint16_t machine, std::string_view soname);

/// Facts of a position-independent program with PT_INTERP; an empty INTERP gives a static-pie.
model::ElfFacts program_facts(std::uint16_t machine, std::string_view interp);

/// Adds the definitions of NAMES behind a base definition named after the soname, as a linker with a version script does.
void define_versions(model::ElfFacts& facts, const std::vector<std::string>& names);

/// Adds what a linker writes for symbols bound to VERSIONS of FILE. WEAK sets VER_FLG_WEAK on each.
void need_versions(model::ElfFacts& facts, std::string_view file, const std::vector<std::string>& versions, bool weak = false);

/// The System V hash of a name, as version records and DT_HASH use it.
std::uint32_t sysv_hash(std::string_view name);

/// The bytes of exit(0) for MACHINE; empty for a machine we have no code for.
std::string exit_code(std::uint16_t machine);

/// The finished file. Deterministic.
std::string write_elf(const ElfImage& image);

/// The same for facts alone.
inline std::string write_elf(const model::ElfFacts& facts) {
  return write_elf(ElfImage{.facts = facts});
}

}  // namespace elfgate::repo::scenario
