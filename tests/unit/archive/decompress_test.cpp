#include "archive/decompress.h"

#include <lzma.h>
#include <zstd.h>

#include "base/limits.h"
#include "unit/archive/support.h"

namespace elfgate::archive {
namespace {

using base::ErrorCode;

std::string xz(const std::string& text) {
  std::string out(lzma_stream_buffer_bound(text.size()), '\0');
  std::size_t size = 0;
  const auto code = lzma_easy_buffer_encode(1, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<const std::uint8_t*>(text.data()),
                                            text.size(), reinterpret_cast<std::uint8_t*>(out.data()), &size, out.size());
  EXPECT_EQ(code, LZMA_OK);
  return out.substr(0, size);
}

std::string zstd(const std::string& text, int window_log = 0) {
  std::string out(ZSTD_compressBound(text.size()) + 64, '\0');
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
  if (window_log != 0) ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window_log);
  ZSTD_inBuffer input{text.data(), text.size(), 0};
  ZSTD_outBuffer output{out.data(), out.size(), 0};
  ZSTD_compressStream2(context, &output, &input, ZSTD_e_flush);
  while (ZSTD_compressStream2(context, &output, &input, ZSTD_e_end) != 0) {
  }
  ZSTD_freeCCtx(context);
  return out.substr(0, output.pos);
}

base::Result<std::string> inflate(const std::string& bytes, Compression compression, std::size_t step = 1 << 20,
                                  std::uint64_t limit = 1 << 30) {
  SteppedSource source(bytes, step);
  const auto inflated = decompressed(source, compression, {limit, "k_test_bytes"});
  return base::read_all(*inflated, 1ULL << 31, "test");
}

struct Kind {
  Compression compression;
  std::string (*compress)(const std::string&);
};

const Kind k_kinds[] = {{Compression::gzip, [](const std::string& text) { return gzip(text); }},
                        {Compression::xz, [](const std::string& text) { return xz(text); }},
                        {Compression::zstd, [](const std::string& text) { return zstd(text); }},
                        {Compression::none, [](const std::string& text) { return text; }}};

TEST(Decompress, EveryKindGivesItsContentForEveryCut) {
  const std::string text = noise(100000) + std::string(50000, 'x');
  for (const auto& kind : k_kinds)
    for (const std::size_t step : {1U, 1000U, 1000000U})
      EXPECT_EQ(inflate(kind.compress(text), kind.compression, step).value(), text) << static_cast<int>(kind.compression);
}

TEST(Decompress, ConcatenatedStreamsAreOne) {
  for (const auto& kind : k_kinds)
    EXPECT_EQ(inflate(kind.compress("one") + kind.compress("two"), kind.compression).value(), "onetwo");
}

TEST(Decompress, EmptyContentIsRead) {
  for (const auto& kind : k_kinds) EXPECT_EQ(inflate(kind.compress(""), kind.compression).value(), "");
}

TEST(Decompress, TruncationIsAnError) {
  for (const auto compression : {Compression::gzip, Compression::xz, Compression::zstd}) {
    for (const auto& kind : k_kinds) {
      if (kind.compression != compression) continue;
      const std::string bytes = kind.compress(noise(5000));
      for (const std::size_t cut : {1UL, 9UL, bytes.size() / 2, bytes.size() - 2})
        EXPECT_EQ(code_of(inflate(bytes.substr(0, bytes.size() - cut), compression)), ErrorCode::truncated);
    }
  }
}

TEST(Decompress, DamagedContentIsAnError) {
  for (const auto& kind : k_kinds) {
    if (kind.compression == Compression::none) continue;
    std::string bytes = kind.compress(noise(5000));
    bytes[bytes.size() / 2] ^= 0x55;
    EXPECT_FALSE(inflate(bytes, kind.compression).has_value());
  }
}

TEST(Decompress, WrongMagicIsMalformed) {
  for (const auto compression : {Compression::gzip, Compression::xz, Compression::zstd})
    EXPECT_EQ(code_of(inflate("this is no compressed file at all", compression)), ErrorCode::malformed);
}

TEST(Decompress, TrailingGarbageIsAnError) {
  EXPECT_FALSE(inflate(gzip("x") + "garbage!", Compression::gzip).has_value());
  EXPECT_FALSE(inflate(xz("x") + "garbage!", Compression::xz).has_value());
  EXPECT_FALSE(inflate(zstd("x") + "garbage!", Compression::zstd).has_value());
}

TEST(Decompress, X6OutputIsBounded) {
  for (const auto& kind : k_kinds) {
    const auto all = inflate(kind.compress(std::string(70000, 'x')), kind.compression, 1 << 20, 69999);
    ASSERT_EQ(code_of(all), ErrorCode::limit);
    EXPECT_NE(all.error().detail.find("k_test_bytes"), std::string::npos);
    EXPECT_TRUE(inflate(kind.compress(std::string(70000, 'x')), kind.compression, 1 << 20, 70000).has_value());
  }
}

TEST(Decompress, X6RatioAlarmEndsABombEarly) {
  const std::string zeros(80 * base::limits::k_mib, '\0');
  for (const auto compression : {Compression::xz, Compression::zstd}) {
    const auto all = inflate(compression == Compression::xz ? xz(zeros) : zstd(zeros), compression);
    ASSERT_EQ(code_of(all), ErrorCode::limit);
    EXPECT_NE(all.error().detail.find("k_inflate_ratio"), std::string::npos);
  }
}

TEST(Decompress, X6WindowThatAsksForTooMuchMemoryIsRefused) {
  EXPECT_EQ(code_of(inflate(zstd("x", 30), Compression::zstd)), ErrorCode::limit);
  EXPECT_TRUE(inflate(zstd("x", 27), Compression::zstd).has_value());
}

TEST(Decompress, X6DictionaryThatAsksForTooMuchMemoryIsRefused) {
  lzma_options_lzma options;
  lzma_lzma_preset(&options, 0);
  options.dict_size = 1U << 29;
  const lzma_filter filters[] = {{LZMA_FILTER_LZMA2, &options}, {LZMA_VLI_UNKNOWN, nullptr}};
  // Only the block header is wanted: it announces the dictionary.
  std::string header(
      "\xFD"
      "7zXZ\0\0\4",
      8);
  header += std::string("\xE6\xD6\xB4\x46", 4);
  lzma_block block{};
  block.version = 0;
  block.check = LZMA_CHECK_CRC64;
  block.filters = const_cast<lzma_filter*>(filters);
  block.compressed_size = LZMA_VLI_UNKNOWN;
  block.uncompressed_size = LZMA_VLI_UNKNOWN;
  ASSERT_EQ(lzma_block_header_size(&block), LZMA_OK);
  std::string bytes(block.header_size, '\0');
  ASSERT_EQ(lzma_block_header_encode(&block, reinterpret_cast<std::uint8_t*>(bytes.data())), LZMA_OK);
  const auto all = inflate(header + bytes + std::string(64, '\0'), Compression::xz);
  ASSERT_EQ(code_of(all), ErrorCode::limit);
  EXPECT_NE(all.error().detail.find("k_decoder_memory"), std::string::npos);
}

TEST(Decompress, SuffixNamesTheCompression) {
  EXPECT_EQ(compression_of("data.tar.gz"), Compression::gzip);
  EXPECT_EQ(compression_of("data.tar.xz"), Compression::xz);
  EXPECT_EQ(compression_of("data.tar.zst"), Compression::zstd);
  EXPECT_EQ(compression_of("data.tar"), Compression::none);
  EXPECT_EQ(compression_of("Packages"), Compression::none);
}

}  // namespace
}  // namespace elfgate::archive
