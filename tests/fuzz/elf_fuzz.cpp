// Any bytes as an ELF file. Beyond "no crash": the input is not written to, an answer does not depend on when it is asked nor
// on whether the file comes in parts, and where the header alone decides, the rest of the file changes nothing.
#include <cstdint>
#include <cstdlib>

#include "../unit/elf/hidden_file.h"
#include "elf/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace elfgate;
  const base::Bytes file(data, size);
  const std::vector<std::uint8_t> copy(file.begin(), file.end());

  std::vector<base::Error> oddities;
  const auto facts = elf::read_elf(file, "fuzz", oddities);
  if (std::vector<std::uint8_t>(file.begin(), file.end()) != copy) std::abort();
  const auto again = elf::libelf_reader.read(copy, "fuzz");
  if (facts.has_value() != again.has_value()) std::abort();
  if (facts && !(*facts == *again)) std::abort();
  if (facts && !elf::differences(*facts, *again).empty()) std::abort();
  elf::test::HiddenFile hidden(file);
  std::vector<base::Error> hidden_oddities;
  const auto parts = elf::read_elf(hidden.bytes(), "fuzz", hidden_oddities, &hidden);
  if (parts.has_value() != facts.has_value() || hidden_oddities != oddities) std::abort();
  if (facts && !(*facts == *parts)) std::abort();
  if (elf::needs_only_header(file)) {
    const auto header = elf::libelf_reader.read(file.first(elf::k_elf_header), "fuzz");
    if (!facts || !header || !(*facts == *header)) std::abort();
  }
  elf::read_loader_constants(file);
  return 0;
}
