// An ELF file as a loader sees it: header fields and segments, nothing else. Section headers are never read: a stripped-down
// file (sstrip, some installers, our own test files) has none and loads all the same.
//
// libelf does the translation between the file's layout (32/64 bit, either byte order) and structs. Its pure functions
// elf32_xlatetom and elf64_xlatetom are used rather than a descriptor from elf_memory(): a descriptor parses the section header
// table first, refuses files over it and cuts counts down silently, and elf_version() is process-wide state.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/on_demand.h"
#include "base/result.h"
#include "model/elf_facts.h"

namespace elfgate::elf {

/// One program header, in host order and 64 bits wide.
struct Segment {
  std::uint32_t type = 0;
  std::uint32_t flags = 0;
  std::uint64_t offset = 0;
  std::uint64_t address = 0;
  std::uint64_t file_size = 0;
  std::uint64_t memory_size = 0;
  std::uint64_t align = 0;
};

/// One entry of the dynamic section.
struct DynamicEntry {
  std::int64_t tag = 0;
  std::uint64_t value = 0;
};

/// A part of the file that an address leads to, and where in the file it begins.
struct Window {
  base::Bytes bytes;
  std::uint64_t offset = 0;
};

/// Fills the identification fields of FACTS. REQUIRES: looks_like_elf(file). Returns false when nothing behind the header can
/// mean anything to a loader: unknown class or byte order, and every type but ET_EXEC and ET_DYN.
bool read_header(base::Bytes file, model::ElfFacts& facts);

/// Bytes of one file with its program headers. Keeps a view of the file; plain value otherwise.
class Image {
 public:
  /// REQUIRES: read_header(file, facts) returned true. SOURCE brings parts of FILE when they are looked
  /// at; null: all of it is there. Errors: truncated, limit.
  static base::Result<Image> open(base::Bytes file, const std::string& path, const model::ElfFacts& facts,
                                  base::OnDemand* source = nullptr);

  const std::vector<Segment>& segments() const { return segments_; }
  base::Bytes file() const { return file_; }
  const std::string& path() const { return path_; }
  bool is_64_bit() const { return is_64_bit_; }

  /// The file's bytes from ADDRESS to the end of what its PT_LOAD, and those that go on without a gap, bring from the file.
  /// Nothing when no PT_LOAD has it. Where segments overlap the last one counts, because the loader maps it over the others.
  std::optional<Window> at_address(std::uint64_t address) const;

  /// A number of the file's byte order inside a part of it.
  std::optional<std::uint64_t> number(base::Bytes bytes, std::uint64_t offset, unsigned width) const {
    if (source_ != nullptr && offset < bytes.size())
      want(bytes.subspan(offset, std::min<std::uint64_t>(width, bytes.size() - offset)));
    return base::read_number(bytes, offset, width, big_endian_);
  }

  /// The string at the begin of a part of the file; nothing when no NUL ends it there.
  std::optional<std::string_view> string(base::Bytes bytes) const;

  /// REQUIRES of everybody who looks into file() or a window by other means than number() and string(): called before.
  void want(base::Bytes part) const {
    if (source_ != nullptr) source_->want(part);
  }

  /// The dynamic entries before DT_NULL. Errors: truncated when the section is not in the file, limit.
  base::Result<std::vector<DynamicEntry>> dynamic_entries() const;

  /// What the program headers say by themselves: flags of FACTS and PT_INTERP. Errors: truncated, malformed, limit.
  base::Result<void> describe_segments(model::ElfFacts& facts) const;

 private:
  base::Result<void> read_segments(std::uint64_t table, std::uint64_t count);
  std::uint64_t end_of_run(const Segment& first) const;  ///< offset in the file
  base::Result<Window> dynamic_window(const Segment& segment) const;
  base::Result<std::string> read_interpreter(const Segment& segment) const;

  base::Bytes file_;
  base::OnDemand* source_ = nullptr;
  std::string path_;
  bool is_64_bit_ = false;
  bool big_endian_ = false;
  std::vector<Segment> segments_;
};

}  // namespace elfgate::elf
