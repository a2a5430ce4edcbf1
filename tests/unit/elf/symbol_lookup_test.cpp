#include <gtest/gtest.h>

#include "elf/reader.h"
#include "elf_bytes.h"

namespace elfgate::elf {
namespace {

using test::ElfBytes;
using test::k_base;

constexpr std::int64_t k_hash = 4, k_symtab = 6, k_gnu_hash = 0x6ffffef5;

std::string symbol(const ElfBytes& elf, std::uint32_t name, std::uint16_t section, std::uint64_t value) {
  const std::string kind = elf.number(0x11, 1) + elf.number(0, 1) + elf.number(section, 2);
  return elf.wide() ? elf.number(name, 4) + kind + elf.number(value, 8) + elf.number(8, 8)
                    : elf.number(name, 4) + elf.number(value, 4) + elf.number(8, 4) + kind;
}

/// The hash functions of the two tables, as their specifications give them.
std::uint32_t gnu_hash(std::string_view name) {
  std::uint32_t h = 5381;
  for (const char c : name) h = (h << 5) + h + static_cast<unsigned char>(c);
  return h;
}

/// Symbols 1 and 2 in one bucket of a table of the wanted kind; STDIN_SECTION 0 leaves stdin undefined.
void add_symbols(ElfBytes& elf, bool gnu, std::uint16_t stdin_section) {
  const auto main_name = elf.string("__libc_start_main"), stdin_name = elf.string("stdin");
  elf.tag(k_symtab, k_base + elf.place(symbol(elf, 0, 0, 0) + symbol(elf, main_name, 1, 0x100) +
                                       symbol(elf, stdin_name, stdin_section, 0x200)));
  if (gnu) {
    const std::string filter(elf.word(), '\xff');
    elf.tag(k_gnu_hash, k_base + elf.place(elf.numbers({1, 1, 1, 0}) + filter +
                                           elf.numbers({1, gnu_hash("__libc_start_main") & ~1U, gnu_hash("stdin") | 1U})));
  } else {
    elf.tag(k_hash, k_base + elf.place(elf.numbers({1, 3, 1, 0, 2, 0})));
  }
}

bool is_libc(ElfBytes& elf) {
  const auto facts = libelf_reader.read(elf.build(), "file");
  EXPECT_TRUE(facts);
  return facts && facts->is_libc;
}

TEST(SymbolLookup, R11_2ALibcDefinesStartAndStdin) {
  for (const bool gnu : {true, false}) {
    for (const bool wide : {true, false}) {
      for (const bool big : {true, false}) {
        ElfBytes elf(wide, big);
        add_symbols(elf, gnu, 1);
        EXPECT_TRUE(is_libc(elf)) << gnu << wide << big;
      }
    }
  }
}

TEST(SymbolLookup, R11_2AnUndefinedSymbolIsNotDefined) {
  for (const bool gnu : {true, false}) {
    ElfBytes elf;
    add_symbols(elf, gnu, 0);
    EXPECT_FALSE(is_libc(elf));
  }
}

TEST(SymbolLookup, AFixedProgramIsNoLibc) {
  ElfBytes elf;
  elf.type = model::k_et_exec;
  add_symbols(elf, true, 1);
  EXPECT_FALSE(is_libc(elf));
}

TEST(SymbolLookup, DamagedTablesDefineNothing) {
  for (const auto& table :
       {std::initializer_list<std::uint32_t>{0, 0, 0, 0}, {0xFFFFFFFF, 1, 0xFFFFFFFF, 0}, {1, 1}, {1, 0xFFFFFFFF, 1}}) {
    for (const std::int64_t tag : {k_hash, k_gnu_hash}) {
      ElfBytes elf;
      elf.tag(k_symtab, k_base).tag(tag, k_base + elf.place(elf.numbers(table)));
      EXPECT_FALSE(is_libc(elf));
    }
  }
}

TEST(SymbolLookup, AChainThatRunsInACircleEnds) {
  ElfBytes elf;
  elf.tag(k_symtab, k_base + elf.place(std::string(72, '\0')));
  elf.tag(k_hash, k_base + elf.place(elf.numbers({1, 3, 1, 0, 2, 1})));
  EXPECT_FALSE(is_libc(elf));
}

}  // namespace
}  // namespace elfgate::elf
