#include "elf/strings.h"

#include "base/limits.h"

namespace elfgate::elf {

using base::ErrorCode;
using base::fail_at;
namespace limits = base::limits;

StringTable::StringTable(const Image& image, std::optional<std::uint64_t> address) : image_(image) {
  if (address) window_ = image.at_address(*address);
}

std::optional<std::string_view> StringTable::peek(std::uint64_t offset) const {
  if (!window_ || offset >= window_->bytes.size()) return std::nullopt;
  const auto rest = window_->bytes.subspan(offset);
  return image_.string(rest.first(std::min<std::uint64_t>(rest.size(), limits::k_elf_string + 1)));
}

base::Result<std::string> StringTable::at(std::uint64_t offset, const char* what) {
  if (!window_)
    return base::fail(ErrorCode::malformed, image_.path(),
                      std::string(what) + " needs a string table, and DT_STRTAB leads nowhere");
  const auto text = peek(offset);
  if (!text) {
    const auto where = base::checked_add(window_->offset, offset);
    if (where && offset < window_->bytes.size() && window_->bytes.size() - offset > limits::k_elf_string) {
      return fail_at(ErrorCode::limit, image_.path(), *where, std::string("k_elf_string: string of ") + what);
    }
    return fail_at(
        ErrorCode::malformed, image_.path(), window_->offset,
        std::string("string of ") + what + " at offset " + std::to_string(offset) + " lies outside of the string table");
  }
  handed_out_ += text->size();
  if (handed_out_ > limits::k_elf_text)
    return fail_at(ErrorCode::limit, image_.path(), window_->offset, "k_elf_text: strings of one file");
  return std::string(*text);
}

}  // namespace elfgate::elf
