#include "model/link_map.h"

namespace elfgate::model {

const char* name_of(Found found) {
  switch (found) {
    case Found::program: return "program";
    case Found::interp: return "interp";
    case Found::vdso: return "vdso";
    case Found::preload: return "preload";
    case Found::rpath: return "rpath";
    case Found::ld_library_path: return "ld-library-path";
    case Found::runpath: return "runpath";
    case Found::cache: return "cache";
    case Found::default_dir: return "default";
    case Found::loaded: return "loaded";
    case Found::path: return "path";
    case Found::missing: return "missing";
  }
  return "missing";
}

const char* name_of(LinkStatus status) {
  switch (status) {
    case LinkStatus::ok: return "ok";
    case LinkStatus::missing: return "missing";
    case LinkStatus::fatal: return "fatal";
    case LinkStatus::static_program: return "static";
    case LinkStatus::not_loadable: break;  // no loader starts it: there is nothing to tell apart in a listing
  }
  return "fatal";
}

const char* reason_of(Refusal refusal) {
  switch (refusal) {
    case Refusal::none: return "";
    case Refusal::absent: return "no such file";
    case Refusal::unreadable: return "permission denied";
    case Refusal::other_class: return "wrong ELF class";
    case Refusal::other_machine: return "wrong machine";
    case Refusal::not_a_directory: return "not a directory";
    case Refusal::link_loop: return "too many levels of symbolic links";
    case Refusal::name_too_long: return "file name too long";
    case Refusal::is_directory: return "cannot read file data";
    case Refusal::too_short: return "file too short";
    case Refusal::no_elf_magic: return "invalid ELF header";
    case Refusal::other_endianness: return "ELF file data encoding not little-endian";
    case Refusal::bad_ident_version: return "ELF file version ident does not match current one";
    case Refusal::bad_osabi: return "ELF file OS ABI invalid";
    case Refusal::bad_abi_version: return "ELF file ABI version invalid";
    case Refusal::ident_padding: return "nonzero padding in e_ident";
    case Refusal::bad_version: return "ELF file version does not match current one";
    case Refusal::bad_type: return "only ET_DYN and ET_EXEC can be loaded";
    case Refusal::bad_phentsize: return "ELF file's phentsize not the expected size";
    case Refusal::broken: return "cannot read file data";
    case Refusal::no_load_segment: return "object file has no loadable segments";
    case Refusal::misaligned_load: return "ELF load command address/offset not page-aligned";
    case Refusal::is_executable: return "cannot dynamically load executable";
    case Refusal::is_pie: return "cannot dynamically load position-independent executable";
    case Refusal::no_dynamic: return "object file has no dynamic section";
    case Refusal::no_default_dirs: return "default directories are excluded";
    case Refusal::cpu_level: return "above the CPU level";
    case Refusal::isa_level: return "CPU ISA level is lower than required";
    case Refusal::address_taken: return "another file has its fixed address";
    case Refusal::not_for_dlopen: return "shared object cannot be dlopen()ed";
    case Refusal::exec_stack: return "cannot enable executable stack as shared object requires";
    case Refusal::damaged_cache: return "a name of its glibc-hwcaps directories lies outside of the file";
  }
  return "";
}

}  // namespace elfgate::model
