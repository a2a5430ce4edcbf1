// Notes in segments: the ISA level an x86 object needs (R4.6) and what it would dlopen (section 13). No loader depends on a
// note being well-formed, so a broken one costs its own facts and is reported beside the others, never the file.
#pragma once

#include <vector>

#include "base/error.h"
#include "elf/image.h"
#include "model/elf_facts.h"

namespace elfgate::elf {

/// Reads PT_NOTE and PT_GNU_PROPERTY into FACTS; what could not be read is appended to ODDITIES.
void read_notes(const Image& image, model::ElfFacts& facts, std::vector<base::Error>& oddities);

}  // namespace elfgate::elf
