// Audit modules: libraries that watch the dynamic linker, named by the program itself.
#pragma once

#include <set>
#include <string>

#include "model/elf_facts.h"

namespace elfgate::model {

/// The modules that DT_AUDIT and DT_DEPAUDIT of ELF name (lists separated by colons, glibc elf/rtld.c: audit_list_add_string),
/// each once.
std::set<std::string> audit_modules_of(const ElfFacts& elf);

}  // namespace elfgate::model
