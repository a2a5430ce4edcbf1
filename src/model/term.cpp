#include "model/term.h"

namespace elfgate::model {

std::uint32_t term(TermKind kind, std::string_view text) {
  std::uint64_t hash = (0xCBF29CE484222325ULL ^ static_cast<unsigned char>(kind)) * 0x100000001B3ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  return static_cast<std::uint32_t>(hash ^ (hash >> 32));
}

}  // namespace elfgate::model
