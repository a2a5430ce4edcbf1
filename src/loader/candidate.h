// Judges one file that glibc's search has found: may it be loaded, is it passed over, or does it end the search (section 7)?
#pragma once

#include "loader/path_walk.h"
#include "model/link_map.h"

namespace elfgate::loader {

/// What the running process accepts: the identity of its main program.
struct Target {
  std::uint8_t elf_class = 2;
  std::uint8_t data = 1;
  std::uint16_t machine = model::k_em_x86_64;
  unsigned glibc_minor = 36;
  bool machine_before_rest =
      false;  ///< a file of another machine is passed over whatever else is wrong with it: Debian's patch
};

/// The three outcomes of R7.1, and success.
enum class Outcome : std::uint8_t { accept, skip, end_list, fatal };

/// What a refusal does to the search. ENOTDIR is judged by the loader's version (R7.4).
Outcome outcome_of(model::Refusal refusal, unsigned glibc_minor);

/// The refusal that a failed path walk means.
model::Refusal refusal_of(WalkError error);

/// Checks of the bytes before anything is mapped, in the loader's order: length, magic, class ... phentsize.
model::Refusal check_header(const model::FileFact* fact, const Target& target);

/// Checks while mapping: PT_LOAD, ET_EXEC, PT_DYNAMIC, PIE. AS_PROGRAM: opened as the main program by an explicit ld.so.
model::Refusal check_segments(const model::ElfFacts& elf, const Target& target, bool as_program);

/// Whether a refusal comes from check_segments(): ld.so then names the file by what was asked for, not by its path.
bool refused_while_mapping(model::Refusal refusal);

/// Both checks for a walked path, as the one who walked it opens it (R12.4).
model::Refusal check_candidate(const Walked& walked, const Target& target);

}  // namespace elfgate::loader
