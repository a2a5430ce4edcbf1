// The tables inside an ELF file, each as bytes: strings, symbols, hashes, version records, notes. They know the class and byte
// order of the file and nothing about where they will lie in it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/elf_facts.h"

namespace elfgate::repo::scenario {

/// Bytes of a file of one class and byte order, appended number by number.
class ElfBytes {
 public:
  ElfBytes(bool wide, bool big_endian) : wide_(wide), big_endian_(big_endian) {}

  void number(std::uint64_t value, unsigned width);
  void byte(std::uint64_t value) { number(value, 1); }
  void half(std::uint64_t value) { number(value, 2); }
  void word(std::uint64_t value) { number(value, 4); }
  /// An address, offset or size: 4 or 8 bytes by class.
  void address(std::uint64_t value) { number(value, address_size()); }
  void text(std::string_view bytes) { bytes_.append(bytes); }
  void align(std::uint64_t to);

  bool wide() const { return wide_; }
  bool big_endian() const { return big_endian_; }
  unsigned address_size() const { return wide_ ? 8 : 4; }
  std::size_t size() const { return bytes_.size(); }
  const std::string& bytes() const { return bytes_; }

 private:
  bool wide_;
  bool big_endian_;
  std::string bytes_;
};

/// A string section: each text once, offset 0 is the empty string.
class StringTable {
 public:
  std::uint32_t add(std::string_view text);
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_ = std::string(1, '\0');
  std::map<std::string, std::uint32_t, std::less<>> offsets_;
};

/// .hash over the symbols 1..n called NAMES.
std::string sysv_hash_table(const ElfBytes& like, const std::vector<std::string>& names);

/// .gnu.hash over the same symbols: one bucket, a bloom filter that lets everything through.
std::string gnu_hash_table(const ElfBytes& like, const std::vector<std::string>& names);

/// .dynsym: the null symbol and NAMES, defined at ADDRESS.
std::string symbol_table(const ElfBytes& like, const std::vector<std::string>& names, std::uint64_t address,
                         StringTable& strings);

/// .gnu.version_d and .gnu.version_r. Definitions are numbered from 1 (from 2 when the first is no base definition),
/// needs after them.
std::string version_definitions(const ElfBytes& like, const model::ElfFacts& facts, StringTable& strings);
std::string version_needs(const ElfBytes& like, const model::ElfFacts& facts, StringTable& strings);

/// .note.dlopen: one note that holds all entries (R13.1).
std::string dlopen_note(const ElfBytes& like, const std::vector<model::DlopenNote>& entries);

/// .note.gnu.property with GNU_PROPERTY_X86_ISA_1_NEEDED.
std::string isa_note(const ElfBytes& like, std::uint32_t isa_needed);

/// The strings by which R6.2 and R6.3 recognise a dynamic linker.
std::string loader_strings(const model::ElfFacts& facts);

}  // namespace elfgate::repo::scenario
