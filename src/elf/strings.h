// The dynamic string table of one file. The loader never reads DT_STRSZ: it follows an offset until a NUL, wherever that is in
// the mapped file. So does this table; what it refuses is an offset that leaves the bytes of the file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "elf/image.h"

namespace elfgate::elf {

/// Strings by offset. Counts what it hands out, so that a million entries that name one long string stay bounded.
class StringTable {
 public:
  /// ADDRESS is DT_STRTAB, nothing when the tag is absent.
  StringTable(const Image& image, std::optional<std::uint64_t> address);

  /// The string at OFFSET; WHAT names the structure that refers to it. Errors: malformed, limit.
  base::Result<std::string> at(std::uint64_t offset, const char* what);

  /// The same without a copy; nothing where at() would fail.
  std::optional<std::string_view> peek(std::uint64_t offset) const;

 private:
  const Image& image_;
  std::optional<Window> window_;
  std::uint64_t handed_out_ = 0;
};

}  // namespace elfgate::elf
