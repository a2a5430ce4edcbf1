// What one open file of a root says to a loader: the facts that extract/ takes from a package's stream, taken from a file that
// can be read at any place.
#pragma once

#include <optional>

#include "base/bytes.h"
#include "base/error.h"
#include "engine/page_space.h"
#include "engine/root_files.h"
#include "model/package_facts.h"

namespace elfgate::engine {

/// Fills the content fields of FACT, whose path and size are set, from FILE, by way of SPACE. A damaged ELF file becomes
/// broken_elf and DAMAGE says why. False, and errno says why, when FILE cannot be read.
bool read_elf_content(const OpenFile& file, PageSpace& space, model::FileFact& fact, std::optional<base::Error>& damage);

/// True when FIRST, the first 64 bytes of a file, begin an ELF program or library, or one that is too damaged to tell.
bool begins_as_program_or_library(base::Bytes first);

}  // namespace elfgate::engine
