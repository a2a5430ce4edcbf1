// Where bytes come from: a file, a buffer, a decompressor. Pull interface, so that nothing has to be held whole.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace elfgate::base {

/// A forward-only stream of bytes. One thread at a time.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Fills the front of BUFFER; 0 only at the end. Errors: io, and what the stream's own format reports.
  virtual Result<std::size_t> read(std::span<std::uint8_t> buffer) = 0;
};

/// Reads BUFFER.size() bytes, fewer only when the stream ends.
Result<std::size_t> read_full(ByteSource& source, std::span<std::uint8_t> buffer);

/// Reads to the end, at most LIMIT bytes; more is ErrorCode::limit with WHAT as the name of the bound.
Result<std::string> read_all(ByteSource& source, std::uint64_t limit, const char* what);

/// Bytes of a buffer that outlives the source.
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(Bytes bytes) : rest_(bytes) {}
  Result<std::size_t> read(std::span<std::uint8_t> buffer) override;

 private:
  Bytes rest_;
};

/// A regular file of the host, opened read-only without following a final symlink loop or blocking on a fifo.
class FileSource final : public ByteSource {
 public:
  /// Errors: not_found, io (also for anything that is not a regular file).
  static Result<FileSource> open(const std::string& path);
  FileSource(FileSource&& other) noexcept;
  FileSource& operator=(FileSource&& other) noexcept;
  ~FileSource() override;
  Result<std::size_t> read(std::span<std::uint8_t> buffer) override;
  std::uint64_t size() const { return size_; }

 private:
  FileSource(int fd, std::uint64_t size, std::string path) : fd_(fd), size_(size), path_(std::move(path)) {}
  int fd_ = -1;
  std::uint64_t size_ = 0;
  std::string path_;
};

/// A whole host file, bounded. Errors as FileSource::open, and limit.
Result<std::string> read_file(const std::string& path, std::uint64_t limit, const char* what);

}  // namespace elfgate::base
