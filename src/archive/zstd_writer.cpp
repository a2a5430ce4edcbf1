#include "archive/zstd_writer.h"

#include <zstd.h>

#include <memory>

namespace elfgate::archive {

namespace {

constexpr int k_level = 6;        // what repeats between packages is found; a higher level costs seconds and saves a tenth
constexpr int k_window_log = 24;  // within what every decoder takes without asking (ZstdSource)

}  // namespace

base::Result<std::string> zstd_frame(base::Bytes content) {
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(), &ZSTD_freeCCtx);
  if (!context) return base::fail(base::ErrorCode::internal, "zstd", "there is no memory for a compressor");
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, k_level);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_windowLog, k_window_log);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  std::string frame(ZSTD_compressBound(content.size()), '\0');
  const auto size = ZSTD_compress2(context.get(), frame.data(), frame.size(), content.data(), content.size());
  if (ZSTD_isError(size)) return base::fail(base::ErrorCode::internal, "zstd", ZSTD_getErrorName(size));
  frame.resize(size);
  return frame;
}

}  // namespace elfgate::archive
