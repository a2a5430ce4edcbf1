#include "archive/ar_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>

namespace elfgate::archive {

using base::ErrorCode;
using base::fail_at;

namespace {

constexpr std::string_view k_magic = "!<arch>\n";
constexpr std::size_t k_header = 60;

std::string_view without_blanks(std::string_view field) {
  return field.substr(0, field.find_last_not_of(' ') + 1);
}

std::optional<std::uint64_t> decimal(std::string_view field) {
  field = without_blanks(field);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (error != std::errc() || end != field.data() + field.size()) return std::nullopt;
  return value;
}

}  // namespace

base::Result<std::size_t> ArReader::read(std::span<std::uint8_t> buffer) {
  const std::size_t wanted = std::min<std::uint64_t>(buffer.size(), left_);
  if (wanted == 0) return 0;
  ELFGATE_TRY_ASSIGN(const std::size_t got, stream_->read(buffer.first(wanted)));
  if (got == 0) return fail_at(ErrorCode::truncated, "", offset_, "ar: the stream ends inside a member");
  left_ -= got;
  offset_ += got;
  return got;
}

base::Result<void> ArReader::skip_member() {
  std::array<std::uint8_t, 16384> sink;
  while (left_ > 0) ELFGATE_TRY(read(sink));
  if (!padded_) return {};
  padded_ = false;
  ELFGATE_TRY_ASSIGN(const std::size_t got, base::read_full(*stream_, std::span(sink).first(1)));
  offset_ += got;
  return {};
}

base::Result<void> ArReader::read_magic() {
  std::array<std::uint8_t, k_magic.size()> magic{};
  ELFGATE_TRY_ASSIGN(const std::size_t got, base::read_full(*stream_, magic));
  if (base::as_text(magic) != k_magic) return fail_at(ErrorCode::malformed, "", 0, "not an ar archive");
  offset_ = got;
  started_ = true;
  return {};
}

base::Result<bool> ArReader::next(ArMember& member) {
  if (!started_) ELFGATE_TRY(read_magic());
  ELFGATE_TRY(skip_member());
  std::array<std::uint8_t, k_header> header{};
  const std::uint64_t start = offset_;
  ELFGATE_TRY_ASSIGN(const std::size_t got, base::read_full(*stream_, header));
  if (got == 0) return false;
  offset_ += got;
  if (got != k_header) return fail_at(ErrorCode::truncated, "", start, "ar: the stream ends inside a member header");
  const auto text = base::as_text(header);
  const auto size = decimal(text.substr(48, 10));
  if (text.substr(58, 2) != "`\n" || !size) return fail_at(ErrorCode::malformed, "", start, "ar: damaged member header");
  auto name = without_blanks(text.substr(0, 16));
  if (name.ends_with('/')) name.remove_suffix(1);
  if (name.empty() || name.find('/') != std::string_view::npos || name.find('\0') != std::string_view::npos)
    return fail_at(ErrorCode::malformed, "", start, "ar: member name is empty or of the long form");
  member.name = name;
  member.size = left_ = *size;
  padded_ = *size % 2 != 0;
  return true;
}

}  // namespace elfgate::archive
