// Does a file define a symbol? Answered through its hash table like a loader does, so that no symbol is read that is not asked
// for.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "elf/image.h"
#include "elf/strings.h"

namespace elfgate::elf {

/// The addresses of the dynamic section that a lookup needs.
struct SymbolTables {
  std::optional<std::uint64_t> symbols;   ///< DT_SYMTAB
  std::optional<std::uint64_t> gnu_hash;  ///< DT_GNU_HASH, asked first
  std::optional<std::uint64_t> hash;      ///< DT_HASH
};

/// True when NAME is defined. A table that is damaged defines nothing; a hash chain is followed for a million steps at most,
/// which only a file that deceives itself can notice.
bool defines_symbol(const Image& image, const SymbolTables& tables, const StringTable& strings, std::string_view name);

}  // namespace elfgate::elf
