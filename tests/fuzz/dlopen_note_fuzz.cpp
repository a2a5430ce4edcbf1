// Any bytes as the descriptor of a dlopen note: what is accepted names at least one library in every entry.
#include <cstdint>
#include <cstdlib>

#include "elf/dlopen_note.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace elfgate;
  const auto notes = elf::read_dlopen_note(base::Bytes(data, size), "fuzz");
  if (!notes) return 0;
  for (const auto& note : *notes)
    if (note.sonames.empty() || note.sonames.front().empty()) std::abort();
  return 0;
}
