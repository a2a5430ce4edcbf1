#include "archive/zstd_source.h"

#include <zstd.h>
#include <zstd_errors.h>

#include <bit>
#include <vector>

namespace elfgate::archive {

using base::ErrorCode;

struct ZstdSource::State {
  std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context{ZSTD_createDCtx(), ZSTD_freeDCtx};
  std::vector<std::uint8_t> bytes = std::vector<std::uint8_t>(ZSTD_DStreamInSize());
  ZSTD_inBuffer input{bytes.data(), 0, 0};
  bool inside_frame = false;
  bool input_ended = false;
};

namespace {

base::Failure failure(std::size_t code, std::uint64_t offset) {
  switch (ZSTD_getErrorCode(code)) {
    case ZSTD_error_frameParameter_windowTooLarge:
      return base::fail_at(ErrorCode::limit, "", offset, "k_decoder_memory: zstd window is too large");
    case ZSTD_error_checksum_wrong: return base::fail_at(ErrorCode::mismatch, "", offset, "zstd checksum does not match");
    case ZSTD_error_prefix_unknown: return base::fail_at(ErrorCode::malformed, "", offset, "not a zstd frame");
    case ZSTD_error_memory_allocation: return base::fail_at(ErrorCode::io, "", offset, "no memory for the zstd decoder");
    default: return base::fail_at(ErrorCode::malformed, "", offset, std::string("zstd: ") + ZSTD_getErrorName(code));
  }
}

}  // namespace

ZstdSource::ZstdSource(base::ByteSource& compressed, StreamLimits limits)
    : compressed_(&compressed), guard_(limits), state_(std::make_unique<State>()) {
  // A window log of n needs 2^n bytes and a little: one less than the bound's leaves room for it.
  constexpr int k_window_log = std::bit_width(base::limits::k_decoder_memory) - 2;
  ZSTD_DCtx_setParameter(state_->context.get(), ZSTD_d_windowLogMax, k_window_log);
}
ZstdSource::~ZstdSource() = default;

base::Result<std::size_t> ZstdSource::read(std::span<std::uint8_t> buffer) {
  ZSTD_outBuffer output{buffer.data(), buffer.size(), 0};
  while (output.pos == 0 && !buffer.empty()) {
    if (state_->input.pos == state_->input.size && !state_->input_ended) {
      ELFGATE_TRY_ASSIGN(state_->input.size, compressed_->read(state_->bytes));
      state_->input.pos = 0;
      state_->input_ended = state_->input.size == 0;
      guard_.consumed(state_->input.size);
    }
    if (state_->input_ended && !state_->inside_frame) break;
    const std::size_t left = ZSTD_decompressStream(state_->context.get(), &output, &state_->input);
    if (ZSTD_isError(left) != 0) return failure(left, guard_.in());
    state_->inside_frame = left != 0;
    if (state_->input_ended && state_->inside_frame && output.pos == 0)
      return base::fail_at(ErrorCode::truncated, "", guard_.in(), "zstd frame ends early");
  }
  ELFGATE_TRY(guard_.produced(output.pos));
  return output.pos;
}

}  // namespace elfgate::archive
