#include "archive/xz_source.h"

#include <lzma.h>

#include <vector>

namespace elfgate::archive {

using base::ErrorCode;

struct XzSource::State {
  lzma_stream stream = LZMA_STREAM_INIT;
  std::vector<std::uint8_t> input = std::vector<std::uint8_t>(128 * 1024);
  bool input_ended = false;
  bool ended = false;
  bool ready = false;
  ~State() { lzma_end(&stream); }
};

namespace {

base::Failure failure(lzma_ret code, std::uint64_t offset) {
  switch (code) {
    case LZMA_MEMLIMIT_ERROR:
      return base::fail_at(ErrorCode::limit, "", offset, "k_decoder_memory: xz dictionary is too large");
    case LZMA_MEM_ERROR: return base::fail_at(ErrorCode::io, "", offset, "no memory for the xz decoder");
    case LZMA_FORMAT_ERROR: return base::fail_at(ErrorCode::malformed, "", offset, "not an xz stream");
    case LZMA_OPTIONS_ERROR: return base::fail_at(ErrorCode::unsupported, "", offset, "xz options of a newer kind");
    case LZMA_BUF_ERROR: return base::fail_at(ErrorCode::truncated, "", offset, "xz stream ends early");
    case LZMA_DATA_ERROR: return base::fail_at(ErrorCode::mismatch, "", offset, "corrupt xz data or wrong integrity check");
    default: return base::fail_at(ErrorCode::malformed, "", offset, "xz decoder failed");
  }
}

}  // namespace

XzSource::XzSource(base::ByteSource& compressed, StreamLimits limits)
    : compressed_(&compressed), guard_(limits), state_(std::make_unique<State>()) {}
XzSource::~XzSource() = default;

base::Result<std::size_t> XzSource::read(std::span<std::uint8_t> buffer) {
  lzma_stream& stream = state_->stream;
  if (!state_->ready) {
    const auto code = lzma_stream_decoder(&stream, base::limits::k_decoder_memory, LZMA_CONCATENATED);
    if (code != LZMA_OK) return failure(code, 0);
    state_->ready = true;
  }
  stream.next_out = buffer.data();
  stream.avail_out = buffer.size();
  while (!state_->ended && stream.avail_out == buffer.size() && !buffer.empty()) {
    if (stream.avail_in == 0 && !state_->input_ended) {
      ELFGATE_TRY_ASSIGN(stream.avail_in, compressed_->read(state_->input));
      stream.next_in = state_->input.data();
      state_->input_ended = stream.avail_in == 0;
      guard_.consumed(stream.avail_in);
    }
    const auto code = lzma_code(&stream, state_->input_ended ? LZMA_FINISH : LZMA_RUN);
    if (code == LZMA_STREAM_END)
      state_->ended = true;
    else if (code != LZMA_OK)
      return failure(code, guard_.in() - stream.avail_in);
  }
  const std::size_t produced = buffer.size() - stream.avail_out;
  ELFGATE_TRY(guard_.produced(produced));
  return produced;
}

}  // namespace elfgate::archive
