// Facts <-> FlatBuffers, without the seal around them (seal.h). Only this room includes this header; tests do, to reach the
// verifier.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "model/package_facts.h"

namespace elfgate::store {

/// Bit numbers of ElfHead.marks and the members they stand for, in one list for both directions.
inline constexpr bool model::ElfFacts::*k_elf_marks[] = {
    &model::ElfFacts::ident_padding, &model::ElfFacts::phentsize_ok, &model::ElfFacts::has_load,
    &model::ElfFacts::loads_aligned, &model::ElfFacts::has_dynamic,  &model::ElfFacts::has_sections,
    &model::ElfFacts::has_relr,      &model::ElfFacts::has_verdef,   &model::ElfFacts::has_strtab,
    &model::ElfFacts::is_libc,
};

/// Everything but other_paths. Empty when the facts exceed limits::k_facts_bytes: such a package is never cached.
std::string encode_linkage(const model::PackageFacts& facts);
/// other_paths. Empty when they exceed limits::k_facts_bytes.
std::string encode_paths(const model::PackageFacts& facts);

/// Verifies and decodes; other_paths stays empty. Any bytes may be given; they are not kept.
base::Result<model::PackageFacts> decode_linkage(base::Bytes encoded);
/// Verifies and decodes other_paths.
base::Result<std::vector<std::string>> decode_paths(base::Bytes encoded);
/// Verifies, and calls VISIT(directory, name) for each of them; the directory without a final "/", unless it is the root.
base::Result<void> visit_paths(base::Bytes encoded, const std::function<void(std::string_view, std::string_view)>& visit);

}  // namespace elfgate::store
