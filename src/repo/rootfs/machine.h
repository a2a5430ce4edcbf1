// The architecture of a tree, by its own programs: the e_machine of the majority of the ELF files in the usual directories.
#pragma once

#include <string>

#include "base/bytes.h"

namespace elfgate::repo {

/// Architecture of the ELF file that begins with HEADER (20 bytes are enough); empty when it is none, or of none that has a
/// name here.
std::string arch_of_elf(base::Bytes header);

/// The architecture of most programs and libraries of the tree open as ROOT; "noarch" when there are none.
std::string arch_of_tree(int root);

}  // namespace elfgate::repo
