#include "loader/candidate.h"

namespace elfgate::loader {

using model::FileContent;
using model::Refusal;

Outcome outcome_of(Refusal refusal, unsigned glibc_minor) {
  switch (refusal) {
    case Refusal::none: return Outcome::accept;
    case Refusal::absent:
    case Refusal::unreadable:
    case Refusal::other_class:
    case Refusal::other_machine:
    case Refusal::no_default_dirs:
    case Refusal::cpu_level: return Outcome::skip;
    case Refusal::not_a_directory: return glibc_minor >= 39 ? Outcome::skip : Outcome::end_list;
    case Refusal::link_loop:
    case Refusal::name_too_long: return Outcome::end_list;
    default: return Outcome::fatal;
  }
}

Refusal refusal_of(WalkError error) {
  switch (error) {
    case WalkError::none: return Refusal::none;
    case WalkError::absent: return Refusal::absent;
    case WalkError::not_a_directory: return Refusal::not_a_directory;
    case WalkError::link_loop: return Refusal::link_loop;
    case WalkError::name_too_long: return Refusal::name_too_long;
    case WalkError::not_searchable: return Refusal::unreadable;
  }
  return Refusal::absent;
}

namespace {

constexpr std::uint8_t k_osabi_sysv = 0;
constexpr std::uint8_t k_osabi_gnu = 3;
// LIBC_ABI_MAX: the first ABI version that no glibc of this generation knows, by machine.
constexpr std::uint8_t k_abi_versions = 4;

// e_machine as a process of TARGET's byte order reads it.
bool matches_machine(const model::ElfFacts& elf, const Target& target) {
  const auto swapped = static_cast<std::uint16_t>(elf.machine << 8 | elf.machine >> 8);
  return (elf.data == target.data ? elf.machine : swapped) == target.machine;
}

// e_ident behind the magic, in the order of the messages.
Refusal check_ident(const model::ElfFacts& elf, const Target& target) {
  if (elf.elf_class != target.elf_class) return Refusal::other_class;
  if (elf.data != target.data) return Refusal::other_endianness;
  if (elf.ident_version != 1) return Refusal::bad_ident_version;
  if (elf.osabi != k_osabi_sysv && elf.osabi != k_osabi_gnu) return Refusal::bad_osabi;
  if (elf.abi_version != 0 && !(elf.osabi == k_osabi_gnu && elf.abi_version < k_abi_versions)) return Refusal::bad_abi_version;
  if (elf.ident_padding) return Refusal::ident_padding;
  return Refusal::none;
}

}  // namespace

Refusal check_header(const model::FileFact* fact, const Target& target) {
  if (fact == nullptr) return Refusal::no_elf_magic;
  switch (fact->content) {
    case FileContent::too_short: return Refusal::too_short;
    case FileContent::text:
    case FileContent::script: return Refusal::no_elf_magic;
    case FileContent::broken_elf:
      // Its header may still be there; then class and machine are looked at before what is broken.
      if (fact->elf.elf_class == 0) return Refusal::broken;
      break;
    case FileContent::elf: break;
  }
  const auto& elf = fact->elf;
  if (const auto refusal = check_ident(elf, target); refusal != Refusal::none) {
    const bool foreign = target.machine_before_rest && refusal != Refusal::other_class && !matches_machine(elf, target);
    return foreign ? Refusal::other_machine : refusal;
  }
  if (elf.version != 1) return Refusal::bad_version;
  if (elf.machine != target.machine) return Refusal::other_machine;
  if (elf.type != model::k_et_dyn && elf.type != model::k_et_exec) return Refusal::bad_type;
  if (!elf.phentsize_ok) return Refusal::bad_phentsize;
  return fact->content == FileContent::broken_elf ? Refusal::broken : Refusal::none;
}

Refusal check_segments(const model::ElfFacts& elf, const Target& target, bool as_program) {
  if (!elf.has_load) return Refusal::no_load_segment;
  if (!elf.loads_aligned) return Refusal::misaligned_load;
  if (elf.type == model::k_et_exec && !as_program) return Refusal::is_executable;
  if (!elf.has_dynamic && elf.type == model::k_et_dyn) return Refusal::no_dynamic;
  if (elf.is_pie() && !as_program && target.glibc_minor >= 30) return Refusal::is_pie;
  return Refusal::none;
}

bool refused_while_mapping(Refusal refusal) {
  switch (refusal) {
    case Refusal::no_load_segment:
    case Refusal::misaligned_load:
    case Refusal::is_executable:
    case Refusal::no_dynamic:
    case Refusal::is_pie: return true;
    default: return false;
  }
}

Refusal check_candidate(const Walked& walked, const Target& target) {
  if (walked.error != WalkError::none) return refusal_of(walked.error);
  switch (walked.entry.kind) {
    case EntryKind::directory: return walked.readable ? Refusal::is_directory : Refusal::unreadable;
    case EntryKind::other: return Refusal::too_short;  // a device: /dev/null, where somebody wants a library away
    case EntryKind::regular: break;
    default: return Refusal::absent;
  }
  const auto* fact = walked.entry.fact;
  if (!walked.readable) return Refusal::unreadable;
  if (const auto refusal = check_header(fact, target); refusal != Refusal::none) return refusal;
  return check_segments(fact->elf, target, false);
}

}  // namespace elfgate::loader
