// The first bytes of many files. To learn which files of a root are ELF files, every one of them has to be opened, read and
// closed; there are ten times as many documents, icons and translations as programs and libraries, and three system calls for
// each are most of what such a walk costs. Where the kernel takes them in batches (io_uring), a batch is handed over with one
// call; where it does not, or one of a batch failed, the calls are made one by one, and say what is wrong.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "elf/reader.h"
#include "engine/root_files.h"

namespace elfgate::engine {

/// The begin of one file.
struct FileHead {
  std::array<std::uint8_t, elf::k_elf_header> bytes;
  std::int64_t size = 0;  ///< of what is there of bytes, or -errno

  base::Bytes begin() const { return {bytes.data(), static_cast<std::size_t>(size < 0 ? 0 : size)}; }
};

/// One thread at a time.
class HeadReader {
 public:
  /// BATCHES: try to read in batches.
  explicit HeadReader(bool batches = true);
  ~HeadReader();
  HeadReader(const HeadReader&) = delete;
  HeadReader& operator=(const HeadReader&) = delete;

  /// Whether the kernel takes batches.
  bool in_batches() const { return ring_ != nullptr; }

  /// The heads of NAMES, regular files of DIRECTORY, in their order; valid until the next call.
  std::span<const FileHead> read(const OpenDirectory& directory, std::span<const std::string> names);

 private:
  class Ring;

  std::vector<FileHead> heads_;
  std::unique_ptr<Ring> ring_;
};

}  // namespace elfgate::engine
