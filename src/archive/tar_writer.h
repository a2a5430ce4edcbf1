// Writes tar streams the way Go's archive/tar writes those of Wolfi packages: ustar headers (`ustar\0` + `00`), a PAX header
// only where one is needed, no owner lookups, mtime given by the caller. Used by mkrepo and by tests; nothing here touches a
// disk.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace elfgate::archive {

/// One entry to write. Plain value.
struct TarRecord {
  std::string name;    ///< verbatim; longer than 100 bytes goes into a PAX `path`
  char type = '0';     ///< '0' file, '1' hard link, '2' symlink, '3' char, '4' block, '5' directory, '6' fifo
  std::string target;  ///< link target; longer than 100 bytes goes into a PAX `linkpath`
  std::uint32_t mode = 0644;
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::uint64_t mtime = 0;
  std::string user = "root";
  std::string group = "root";
  std::vector<std::pair<std::string, std::string>> pax;  ///< further PAX records, e.g. {"APK-TOOLS.checksum.SHA1", hex}
};

/// Builds a tar stream in memory. One thread at a time.
class TarWriter {
 public:
  /// Appends an entry with its PAX header, where it needs one, and CONTENT padded to a block.
  /// REQUIRES: content below 8 GiB, mode below 2^21, ids below 2^21, mtime below 2^33.
  void add(const TarRecord& record, std::string_view content = {});

  /// Appends the two zero blocks that end an archive. Left out in signature and control members of an apk (C4).
  void end();

  /// The stream so far; the writer is empty afterwards.
  std::string take() { return std::exchange(bytes_, {}); }

 private:
  void add_header(const TarRecord& record, std::uint64_t size);
  void add_padded(std::string_view content);

  std::string bytes_;
};

/// Writes the checksum field of the 512-byte header at OFFSET of BYTES; for tests that change a header after it was made.
void seal_tar_header(std::string& bytes, std::size_t offset);

}  // namespace elfgate::archive
