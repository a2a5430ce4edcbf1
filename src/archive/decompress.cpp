#include "archive/decompress.h"

#include "archive/gzip_members.h"
#include "archive/xz_source.h"
#include "archive/zstd_source.h"

namespace elfgate::archive {

namespace {

class GzipFile final : public base::ByteSource {
 public:
  GzipFile(base::ByteSource& compressed, StreamLimits limits) : members_(compressed, limits), inflated_(members_) {}
  base::Result<std::size_t> read(std::span<std::uint8_t> buffer) override { return inflated_.read(buffer); }

 private:
  GzipMembers members_;
  GzipSource inflated_;
};

class PlainFile final : public base::ByteSource {
 public:
  PlainFile(base::ByteSource& bytes, StreamLimits limits) : bytes_(&bytes), guard_(limits) {}
  base::Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
    ELFGATE_TRY_ASSIGN(const std::size_t got, bytes_->read(buffer));
    guard_.consumed(got);
    ELFGATE_TRY(guard_.produced(got));
    return got;
  }

 private:
  base::ByteSource* bytes_;
  OutputGuard guard_;
};

}  // namespace

Compression compression_of(std::string_view name) {
  if (name.ends_with(".gz")) return Compression::gzip;
  if (name.ends_with(".xz")) return Compression::xz;
  if (name.ends_with(".zst")) return Compression::zstd;
  return Compression::none;
}

std::unique_ptr<base::ByteSource> decompressed(base::ByteSource& compressed, Compression compression, StreamLimits limits) {
  switch (compression) {
    case Compression::gzip: return std::make_unique<GzipFile>(compressed, limits);
    case Compression::xz: return std::make_unique<XzSource>(compressed, limits);
    case Compression::zstd: return std::make_unique<ZstdSource>(compressed, limits);
    case Compression::none: break;
  }
  return std::make_unique<PlainFile>(compressed, limits);
}

}  // namespace elfgate::archive
