// A tar reader that refuses rather than guesses.
//
// apk, apko (Go), GNU tar and dpkg disagree about odd headers: type NUL, base-256 numbers, PAX sizes, GNU long links, wrong
// checksums (C9-C14, X10). A package that reads differently in two of them is either broken or an attack, so where apk and
// Go differ this reader says which rule it met and stops. Debian packages come from other writers and have a dialect of
// their own, laxer where dpkg is: V7 headers, type NUL, base-256 numbers and long links are ordinary there.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/byte_source.h"

namespace elfgate::archive {

enum class TarDialect : std::uint8_t { apk, deb };

enum class TarType : std::uint8_t { file, hard_link, symlink, char_device, block_device, directory, fifo };

/// One entry; the names are verbatim and may hold any bytes but NUL.
struct TarEntry {
  TarType type = TarType::file;
  std::string name;
  std::string target;      ///< of links
  std::uint32_t mode = 0;  ///< permission bits, setuid, setgid, sticky
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::uint64_t size = 0;  ///< of regular files; other types have no body
  std::string checksum;    ///< PAX APK-TOOLS.checksum.SHA1, verbatim (C19)
  bool has_checksum = false;
  bool has_capabilities = false;  ///< PAX SCHILY.xattr.security.capability
};

/// Reads a tar stream entry by entry. One thread at a time.
class TarReader final : public base::ByteSource {
 public:
  /// STREAM outlives the reader. BUFFER is the size of one read.
  TarReader(base::ByteSource& stream, TarDialect dialect, std::size_t buffer = 256 * 1024);

  /// Skips what is left of the current entry and reads the next header. False at the end: the end of the stream (C5: no
  /// end blocks are needed), or two zero blocks with nothing but zero-led blocks after them.
  /// Errors: malformed, truncated, unsupported, limit, each naming its rule.
  base::Result<bool> next(TarEntry& entry);

  /// Content of the current entry; 0 at its end.
  base::Result<std::size_t> read(std::span<std::uint8_t> buffer) override;

  /// True when next() ended at end-of-archive blocks (C4).
  bool saw_end_blocks() const { return zero_blocks_ >= 2; }

  /// True when a global PAX header was met and skipped: apko's installer refuses those (C13).
  bool saw_global_header() const { return global_header_; }

  std::uint64_t entries() const { return entries_; }

 private:
  struct Pending;

  base::Result<bool> fill();
  base::Result<void> skip(std::uint64_t bytes);
  base::Result<bool> read_block(std::span<std::uint8_t> block);
  base::Result<std::string> read_body(std::uint64_t size, std::uint64_t limit, const char* what);
  base::Result<void> skip_entry();
  base::Result<bool> read_to_end();
  base::Result<bool> read_extension(base::Bytes header, std::uint64_t size, Pending& pending);
  base::Result<void> read_header(base::Bytes header, const Pending& pending, TarEntry& entry);
  base::Failure refuse(base::ErrorCode code, const char* what) const;

  base::ByteSource* stream_;
  TarDialect dialect_;
  std::vector<std::uint8_t> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t offset_ = 0;         ///< in the tar stream
  std::uint64_t header_offset_ = 0;  ///< of the header read last
  std::uint64_t content_left_ = 0;
  std::uint64_t padding_left_ = 0;
  std::uint64_t entries_ = 0;
  unsigned zero_blocks_ = 0;
  bool global_header_ = false;
};

}  // namespace elfgate::archive
