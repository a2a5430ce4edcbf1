// Symbol version tables (R9). Both are chains of records linked by relative offsets, with a count in DT_VERDEFNUM/DT_VERNEEDNUM
// that no loader reads: the chain ends where the link is 0. All links are unsigned, so a chain only moves forward; a record may
// still be visited through several others, which is why the total is bounded.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "elf/image.h"
#include "elf/strings.h"
#include "model/elf_facts.h"

namespace elfgate::elf {

/// DT_VERDEF at ADDRESS into facts.defined_versions. A record of another revision ends the list: what follows has an unknown
/// layout. Errors: malformed, limit.
base::Result<void> read_defined_versions(const Image& image, std::uint64_t address, StringTable& strings,
                                         model::ElfFacts& facts);

/// DT_VERNEED at ADDRESS into facts.needed_versions. Errors: malformed, limit.
base::Result<void> read_needed_versions(const Image& image, std::uint64_t address, StringTable& strings,
                                        model::ElfFacts& facts);

}  // namespace elfgate::elf
