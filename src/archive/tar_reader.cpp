#include "archive/tar_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "archive/pax.h"
#include "archive/tar_header.h"
#include "base/limits.h"

namespace elfgate::archive {

using base::ErrorCode;
namespace limits = base::limits;

/// What extension headers said about the entry that follows them.
struct TarReader::Pending {
  std::optional<std::string> pax_path, pax_link, gnu_path, gnu_link;
  std::optional<std::uint64_t> size;
  std::string checksum;
  bool has_checksum = false;
  bool has_capabilities = false;
  bool any = false;
};

namespace {

std::uint64_t padding_of(std::uint64_t size) {
  return (k_tar_block - size % k_tar_block) % k_tar_block;
}

std::optional<TarType> type_of(char flag, TarDialect dialect) {
  switch (flag) {
    case '\0':
      if (dialect == TarDialect::apk) return std::nullopt;
      return TarType::file;
    case '0':
    case '7': return TarType::file;
    case '1': return TarType::hard_link;
    case '2': return TarType::symlink;
    case '3': return TarType::char_device;
    case '4': return TarType::block_device;
    case '5': return TarType::directory;
    case '6': return TarType::fifo;
    default: return std::nullopt;
  }
}

bool holds_nul(std::string_view text) {
  return text.find('\0') != std::string_view::npos;
}

}  // namespace

TarReader::TarReader(base::ByteSource& stream, TarDialect dialect, std::size_t buffer)
    : stream_(&stream), dialect_(dialect), buffer_(buffer) {}

base::Failure TarReader::refuse(ErrorCode code, const char* what) const {
  return base::fail_at(code, "", header_offset_, std::string("tar: ") + what);
}

base::Result<bool> TarReader::fill() {
  if (begin_ < end_) return true;
  begin_ = end_ = 0;
  ELFGATE_TRY_ASSIGN(end_, stream_->read(buffer_));
  return end_ > 0;
}

base::Result<void> TarReader::skip(std::uint64_t bytes) {
  while (bytes > 0) {
    ELFGATE_TRY_ASSIGN(const bool more, fill());
    if (!more) return base::fail_at(ErrorCode::truncated, "", offset_, "tar: the stream ends inside an entry (X8)");
    const std::size_t step = std::min<std::uint64_t>(bytes, end_ - begin_);
    begin_ += step;
    offset_ += step;
    bytes -= step;
  }
  return {};
}

base::Result<bool> TarReader::read_block(std::span<std::uint8_t> block) {
  std::size_t filled = 0;
  while (filled < block.size()) {
    ELFGATE_TRY_ASSIGN(const bool more, fill());
    if (!more) break;
    const std::size_t step = std::min(block.size() - filled, end_ - begin_);
    std::copy_n(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_), step,
                block.begin() + static_cast<std::ptrdiff_t>(filled));
    begin_ += step;
    offset_ += step;
    filled += step;
  }
  if (filled != 0 && filled != block.size())
    return base::fail_at(ErrorCode::truncated, "", offset_, "tar: the stream ends inside a header block");
  return filled != 0;
}

base::Result<std::size_t> TarReader::read(std::span<std::uint8_t> buffer) {
  const std::size_t wanted = std::min<std::uint64_t>(buffer.size(), content_left_);
  if (wanted == 0) return 0;
  std::size_t got = 0;
  if (begin_ == end_ && wanted >= buffer_.size()) {
    ELFGATE_TRY_ASSIGN(got, stream_->read(buffer.first(wanted)));
  } else {
    ELFGATE_TRY(fill());
    got = std::min(wanted, end_ - begin_);
    std::copy_n(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_), got, buffer.begin());
    begin_ += got;
  }
  if (got == 0) return base::fail_at(ErrorCode::truncated, "", offset_, "tar: the stream ends inside an entry (X8)");
  offset_ += got;
  content_left_ -= got;
  return got;
}

base::Result<std::string> TarReader::read_body(std::uint64_t size, std::uint64_t limit, const char* what) {
  if (size > limit) return refuse(ErrorCode::limit, what);
  std::string body(size, '\0');
  content_left_ = size;
  ELFGATE_TRY_ASSIGN(const std::size_t got,
                     base::read_full(*this, {reinterpret_cast<std::uint8_t*>(body.data()), body.size()}));
  content_left_ = 0;
  if (got != size) return refuse(ErrorCode::truncated, "the stream ends inside an extension header");
  ELFGATE_TRY(skip(padding_of(size)));
  return body;
}

base::Result<void> TarReader::skip_entry() {
  const std::uint64_t left = content_left_ + padding_left_;
  content_left_ = padding_left_ = 0;
  return skip(left);
}

base::Result<bool> TarReader::read_to_end() {
  std::array<std::uint8_t, k_tar_block> block;
  for (;;) {
    ELFGATE_TRY_ASSIGN(const bool more, read_block(block));
    if (!more) return false;
    if (block[0] != 0)
      return base::fail_at(ErrorCode::malformed, "", offset_ - k_tar_block, "tar: data after the end of the archive (C5)");
  }
}

base::Result<bool> TarReader::next(TarEntry& entry) {
  if (saw_end_blocks()) return false;
  ELFGATE_TRY(skip_entry());
  std::array<std::uint8_t, k_tar_block> header;
  Pending pending;
  for (;;) {
    header_offset_ = offset_;
    ELFGATE_TRY_ASSIGN(const bool more, read_block(header));
    if (!more || is_zero_block(header)) {
      if (pending.any) return refuse(ErrorCode::malformed, "an extension header without an entry");
      if (!more) return false;
      if (++zero_blocks_ == 2) return read_to_end();
      continue;
    }
    zero_blocks_ = 0;
    if (++entries_ > limits::k_entries) return refuse(ErrorCode::limit, "k_entries: too many entries");
    if (tar_magic(header) == TarMagic::none && dialect_ == TarDialect::apk)
      return refuse(ErrorCode::malformed, "header without ustar magic (C9)");
    if (!tar_checksum_ok(header)) return refuse(ErrorCode::malformed, "wrong header checksum (C11)");
    const auto size = tar_number(header, 124, 12, dialect_ == TarDialect::deb);
    if (!size) return refuse(ErrorCode::malformed, "size is not an octal number (C10)");
    ELFGATE_TRY_ASSIGN(const bool extension, read_extension(header, *size, pending));
    if (extension) continue;
    ELFGATE_TRY(read_header(header, pending, entry));
    return true;
  }
}

base::Result<bool> TarReader::read_extension(base::Bytes header, std::uint64_t size, Pending& pending) {
  const char flag = static_cast<char>(header[156]);
  if (flag != 'x' && flag != 'g' && flag != 'L' && flag != 'K') return false;
  if (flag == 'K' && dialect_ == TarDialect::apk)
    return refuse(ErrorCode::unsupported, "GNU long link target, which apk and Go read differently (C12)");
  if (flag == 'L' || flag == 'K') {
    ELFGATE_TRY_ASSIGN(std::string body,
                       read_body(size, limits::k_name_bytes, "k_name_bytes: long name header is too large (X7)"));
    body.resize(std::min(body.size(), body.find('\0')));
    (flag == 'L' ? pending.gnu_path : pending.gnu_link) = std::move(body);
    pending.any = true;
    return true;
  }
  ELFGATE_TRY_ASSIGN(const std::string body, read_body(size, limits::k_pax_bytes, "k_pax_bytes: PAX header is too large (X7)"));
  pending.any |= flag == 'x';
  global_header_ |= flag == 'g';
  auto read = each_pax_record(body, [&](std::string_view key, std::string_view value) -> base::Result<void> {
    const bool structural = key == "path" || key == "linkpath" || key == "size";
    if (flag == 'g') {
      if (structural) return refuse(ErrorCode::unsupported, "global PAX header that sets path, linkpath or size (C13)");
      return {};
    }
    if (structural && holds_nul(value)) return refuse(ErrorCode::malformed, "PAX value with a NUL byte");
    if (key == "path") pending.pax_path = value;
    if (key == "linkpath") pending.pax_link = value;
    if (key == "SCHILY.xattr.security.capability") pending.has_capabilities = true;
    if (key == "APK-TOOLS.checksum.SHA1") {
      pending.checksum = value;
      pending.has_checksum = true;
    }
    if (key == "size") {
      std::uint64_t number = 0;
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
      if (error != std::errc() || end != value.data() + value.size())
        return refuse(ErrorCode::malformed, "PAX size is not a number");
      pending.size = number;
    }
    return {};
  });
  if (!read) {
    if (!read.error().offset) read.error().offset = header_offset_;
    return tl::unexpected(std::move(read.error()));
  }
  return true;
}

base::Result<void> TarReader::read_header(base::Bytes header, const Pending& pending, TarEntry& entry) {
  const bool base256 = dialect_ == TarDialect::deb;
  const auto magic = tar_magic(header);
  const auto type = type_of(static_cast<char>(header[156]), dialect_);
  if (!type)
    return refuse(ErrorCode::unsupported,
                  header[156] == 0 ? "type NUL, which apk drops silently (C14)" : "unknown entry type (C14)");
  const auto size = tar_number(header, 124, 12, base256);
  const auto mode = tar_number(header, 100, 8, base256);
  const auto uid = tar_number(header, 108, 8, base256);
  const auto gid = tar_number(header, 116, 8, base256);
  constexpr std::uint64_t k_largest_id = 0xFFFFFFFF;
  if (!size || !mode || !uid || !gid || *uid > k_largest_id || *gid > k_largest_id)
    return refuse(ErrorCode::malformed, "mode, owner or size is not an octal number (C10)");
  if (pending.size && *pending.size != *size) return refuse(ErrorCode::unsupported, "PAX size differs from the header's (C13)");
  if (*size > limits::k_data_bytes) return refuse(ErrorCode::limit, "k_data_bytes: entry is too large (X8)");
  if (*type != TarType::file && *size != 0)
    return refuse(ErrorCode::malformed, "an entry without content announces a size (C18)");

  entry = {};
  entry.type = *type;
  entry.size = *size;
  entry.mode = static_cast<std::uint32_t>(*mode & 07777);
  entry.uid = static_cast<std::uint32_t>(*uid);
  entry.gid = static_cast<std::uint32_t>(*gid);
  entry.checksum = pending.checksum;
  entry.has_checksum = pending.has_checksum;
  entry.has_capabilities = pending.has_capabilities;
  const auto prefix = magic == TarMagic::posix ? tar_text(header, 345, 155) : std::string_view();
  if (magic == TarMagic::gnu && dialect_ == TarDialect::apk && header[345] != 0)
    return refuse(ErrorCode::unsupported, "GNU header with a prefix, which apk and Go read differently (C12)");
  entry.name = tar_text(header, 0, 100);
  if (!prefix.empty()) entry.name = std::string(prefix) + '/' + entry.name;
  entry.target = tar_text(header, 157, 100);
  if (pending.gnu_path) entry.name = *pending.gnu_path;
  if (pending.gnu_link) entry.target = *pending.gnu_link;
  if (pending.pax_path) entry.name = *pending.pax_path;
  if (pending.pax_link) entry.target = *pending.pax_link;
  if (entry.name.empty()) return refuse(ErrorCode::malformed, "entry without a name");
  if (entry.name.size() > limits::k_name_bytes || entry.target.size() > limits::k_name_bytes)
    return refuse(ErrorCode::limit, "k_name_bytes: name or link target is too long (X7)");
  content_left_ = *size;
  padding_left_ = padding_of(*size);
  return {};
}

}  // namespace elfgate::archive
