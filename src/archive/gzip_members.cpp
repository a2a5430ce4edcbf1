// ISA-L inflates raw deflate here; header and trailer (RFC 1952) are read by us. ISA-L may have pulled up to eight bytes past
// the end of the deflate stream into its bit buffer: they are the trailer's, never the next member's, and are taken back
// from there.
#include "archive/gzip_members.h"

#include <isa-l/igzip_lib.h>

#include <array>
#include <utility>

namespace elfgate::archive {

using base::ErrorCode;
using base::fail_at;

struct GzipMembers::State {
  inflate_state inflate;
};

namespace {

constexpr std::uint8_t k_header_crc = 2, k_extra = 4, k_name = 8, k_comment = 16, k_reserved = 0xE0;

const char* inflate_error(int code) {
  switch (code) {
    case ISAL_INVALID_BLOCK: return "invalid deflate block";
    case ISAL_INVALID_SYMBOL: return "invalid deflate symbol";
    case ISAL_INVALID_LOOKBACK: return "invalid deflate distance";
    default: return "invalid deflate stream";
  }
}

}  // namespace

GzipMembers::GzipMembers(base::ByteSource& compressed, StreamLimits limits, std::size_t buffer)
    : compressed_(&compressed), guard_(limits), input_(buffer), state_(std::make_unique<State>()) {}
GzipMembers::~GzipMembers() = default;
GzipMembers::GzipMembers(GzipMembers&&) noexcept = default;

base::Result<bool> GzipMembers::fill() {
  if (begin_ < end_) return true;
  begin_ = end_ = 0;
  ELFGATE_TRY_ASSIGN(end_, compressed_->read(input_));
  return end_ > 0;
}

void GzipMembers::consume(std::size_t bytes) {
  if (bytes == 0) return;
  if (observer_) observer_(base::Bytes(input_).subspan(begin_, bytes));
  begin_ += bytes;
  guard_.consumed(bytes);
}

base::Result<std::uint8_t> GzipMembers::take_byte() {
  ELFGATE_TRY_ASSIGN(const bool more, fill());
  if (!more) return fail_at(ErrorCode::truncated, "", offset(), "gzip member ends in its header or trailer");
  const std::uint8_t byte = input_[begin_];
  consume(1);
  return byte;
}

base::Result<base::Bytes> GzipMembers::peek() {
  ELFGATE_TRY(fill());
  return base::Bytes(input_).subspan(begin_, end_ - begin_);
}

base::Result<bool> GzipMembers::next() {
  if (in_member_) return fail_at(ErrorCode::internal, "", offset(), "gzip member was not read to its end");
  ELFGATE_TRY_ASSIGN(const bool more, fill());
  if (!more) return false;
  ELFGATE_TRY(read_header());
  isal_inflate_init(&state_->inflate);
  state_->inflate.crc_flag = ISAL_GZIP_NO_HDR;
  member_out_ = 0;
  in_member_ = true;
  return true;
}

base::Result<void> GzipMembers::skip_text() {
  for (std::uint64_t length = 0; length <= base::limits::k_name_bytes; ++length) {
    ELFGATE_TRY_ASSIGN(const std::uint8_t byte, take_byte());
    if (byte == 0) return {};
  }
  return fail_at(ErrorCode::limit, "", offset(), "k_name_bytes: name or comment of a gzip member is too long");
}

base::Result<void> GzipMembers::read_header() {
  const std::uint64_t start = offset();
  std::array<std::uint8_t, 10> header{};
  for (auto& byte : header) {
    ELFGATE_TRY_ASSIGN(byte, take_byte());
    if ((&byte == &header[0] && byte != 0x1F) || (&byte == &header[1] && byte != 0x8B))
      return fail_at(ErrorCode::malformed, "", start, "not a gzip member");
  }
  if (header[2] != 8) return fail_at(ErrorCode::unsupported, "", start, "gzip compression method is not deflate");
  const std::uint8_t flags = header[3];
  if ((flags & k_reserved) != 0) return fail_at(ErrorCode::malformed, "", start, "reserved gzip header flags are set");
  if ((flags & k_extra) != 0) {
    ELFGATE_TRY_ASSIGN(const std::uint8_t low, take_byte());
    ELFGATE_TRY_ASSIGN(const std::uint8_t high, take_byte());
    for (unsigned left = low | static_cast<unsigned>(high) << 8; left > 0; --left) ELFGATE_TRY(take_byte());
  }
  if ((flags & k_name) != 0) ELFGATE_TRY(skip_text());
  if ((flags & k_comment) != 0) ELFGATE_TRY(skip_text());
  if ((flags & k_header_crc) != 0) {
    ELFGATE_TRY(take_byte());
    ELFGATE_TRY(take_byte());
  }
  return {};
}

base::Result<std::size_t> GzipMembers::read(std::span<std::uint8_t> buffer) {
  std::size_t produced = 0;
  while (in_member_ && produced == 0 && !buffer.empty()) ELFGATE_TRY(inflate_some(buffer, produced));
  return produced;
}

base::Result<void> GzipMembers::inflate_some(std::span<std::uint8_t> buffer, std::size_t& produced) {
  inflate_state& state = state_->inflate;
  // ISA-L may hold output back in its own window, so it is called even when no input is left.
  ELFGATE_TRY_ASSIGN(const bool more, fill());
  const std::size_t room = std::min<std::size_t>(buffer.size(), 1U << 30);
  state.next_out = buffer.data();
  state.avail_out = static_cast<std::uint32_t>(room);
  state.next_in = input_.data() + begin_;
  state.avail_in = static_cast<std::uint32_t>(end_ - begin_);
  const std::size_t before = state.avail_in;
  const int code = isal_inflate(&state);
  if (code != ISAL_DECOMP_OK) return fail_at(ErrorCode::malformed, "", offset(), inflate_error(code));
  const std::size_t taken = before - state.avail_in;
  produced = room - state.avail_out;
  consume(taken);
  member_out_ += produced;
  ELFGATE_TRY(guard_.produced(produced));
  if (state.block_state == ISAL_BLOCK_FINISH) return read_trailer();
  if (!more && produced == 0) return fail_at(ErrorCode::truncated, "", offset(), "gzip member ends inside its data");
  return {};
}

base::Result<void> GzipMembers::read_trailer() {
  inflate_state& state = state_->inflate;
  std::array<std::uint8_t, 8> trailer{};
  std::uint64_t bits = state.read_in >> (state.read_in_length % 8);
  int held = state.read_in_length / 8;
  for (auto& byte : trailer) {
    if (held > 0) {
      byte = static_cast<std::uint8_t>(bits);
      bits >>= 8;
      --held;
    } else {
      ELFGATE_TRY_ASSIGN(byte, take_byte());
    }
  }
  in_member_ = false;
  if (*base::read_number(trailer, 0, 4) != state.crc)
    return fail_at(ErrorCode::mismatch, "", offset(), "gzip CRC does not match");
  if (*base::read_number(trailer, 4, 4) != (member_out_ & 0xFFFFFFFF))
    return fail_at(ErrorCode::mismatch, "", offset(), "gzip size does not match");
  return {};
}

base::Result<std::size_t> GzipSource::read(std::span<std::uint8_t> buffer) {
  if (buffer.empty()) return 0;
  while (!ended_) {
    if (!inside_) {
      ELFGATE_TRY_ASSIGN(inside_, members_->next());
      if (!inside_) break;
      ++seen_;
    }
    ELFGATE_TRY_ASSIGN(const std::size_t got, members_->read(buffer));
    if (got > 0) return got;
    inside_ = false;
  }
  ended_ = true;
  return 0;
}

}  // namespace elfgate::archive
