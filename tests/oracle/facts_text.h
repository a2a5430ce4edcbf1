// What an ELF file says, in one line, as the scenarios of the semantics documents write it.
#pragma once

#include <string>

#include "model/elf_facts.h"

namespace elfgate::oracle {

std::string to_text(const model::ElfFacts& facts);

}  // namespace elfgate::oracle
