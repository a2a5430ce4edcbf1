#include "base/bytes.h"

namespace elfgate::base {

std::optional<std::string_view> read_string(Bytes bytes, std::uint64_t offset) {
  if (offset >= bytes.size()) return std::nullopt;
  const auto text = as_text(bytes.subspan(offset));
  const auto end = text.find('\0');
  if (end == std::string_view::npos) return std::nullopt;
  return text.substr(0, end);
}

}  // namespace elfgate::base
