// ELF files byte by byte, so that tests can break exactly one thing. Loadable files for the real linkers are made elsewhere.
//
// Layout: header, room for 20 program headers, data from 0x600 on, then strings and the dynamic section. One PT_LOAD maps the
// whole file at k_base, so an address is never an offset by accident.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace elfgate::elf::test {

inline constexpr std::uint64_t k_base = 0x40000;
inline constexpr std::uint64_t k_data = 0x600;

class ElfBytes {
 public:
  struct Segment {
    std::uint32_t type = 0;
    std::uint32_t flags = 4;
    std::uint64_t offset = 0;
    std::uint64_t address = 0;
    std::uint64_t file_size = 0;
    std::uint64_t align = 0;
  };

  explicit ElfBytes(bool wide = true, bool big = false) : wide_(wide), big_(big), bytes_(k_data) {}

  std::uint16_t type = 3;
  std::uint16_t machine = 62;
  bool with_load = true;
  bool with_dynamic = true;
  bool with_strtab = true;
  std::uint64_t section_table = 0;

  bool wide() const { return wide_; }

  /// Places DATA and returns its offset.
  std::uint64_t place(std::string_view data, std::uint64_t align = 8) {
    while (bytes_.size() % align != 0) bytes_.push_back(0);
    const std::uint64_t at = bytes_.size();
    bytes_.insert(bytes_.end(), data.begin(), data.end());
    return at;
  }
  /// A number in the file's byte order.
  std::string number(std::uint64_t value, unsigned width) const {
    std::string text(width, '\0');
    for (unsigned i = 0; i < width; ++i) text[big_ ? width - 1 - i : i] = static_cast<char>(value >> (8 * i));
    return text;
  }
  std::string numbers(std::initializer_list<std::uint32_t> values) const {
    std::string text;
    for (const auto value : values) text += number(value, 4);
    return text;
  }
  std::uint32_t string(std::string_view text) {
    const auto at = static_cast<std::uint32_t>(strings_.size());
    strings_.append(text).push_back('\0');
    return at;
  }
  ElfBytes& tag(std::int64_t tag, std::uint64_t value) {
    dynamic_ += number(static_cast<std::uint64_t>(tag), word()) + number(value, word());
    return *this;
  }
  ElfBytes& text(std::int64_t number_of_tag, std::string_view value) { return tag(number_of_tag, string(value)); }
  ElfBytes& segment(const Segment& segment) {
    segments_.push_back(segment);
    return *this;
  }
  /// Places DATA and announces it with a segment of TYPE.
  ElfBytes& segment_of(std::uint32_t segment_type, std::string_view data, std::uint64_t align = 4) {
    const std::uint64_t at = place(data);
    return segment({segment_type, 4, at, k_base + at, data.size(), align});
  }
  std::string note(std::string_view owner, std::uint32_t note_type, std::string_view descriptor, unsigned align = 4) const {
    std::string text = number(owner.size() + 1, 4) + number(descriptor.size(), 4) + number(note_type, 4);
    text.append(owner).push_back('\0');
    while (text.size() % align != 0) text.push_back('\0');
    text.append(descriptor);
    while (text.size() % align != 0) text.push_back('\0');
    return text;
  }

  std::vector<std::uint8_t> build() {
    if (with_strtab) {
      const std::uint64_t at = place(strings_);
      tag(5, k_base + at).tag(10, strings_.size());
    }
    tag(0, 0);
    const std::uint64_t dynamic_at = place(dynamic_);
    std::vector<Segment> all;
    if (with_load) all.push_back({1, 5, 0, k_base, bytes_.size(), 0x1000});
    if (with_dynamic) all.push_back({2, 6, dynamic_at, k_base + dynamic_at, dynamic_.size(), 8});
    all.insert(all.end(), segments_.begin(), segments_.end());
    write_header(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) write_segment(program_header(i), all[i]);
    return bytes_;
  }

  /// Where program header INDEX stands.
  std::uint64_t program_header(std::size_t index) const { return header_size() + index * (wide_ ? 56 : 32); }

  /// Overwrites a number of a finished file.
  void patch(std::vector<std::uint8_t>& file, std::uint64_t at, std::uint64_t value, unsigned width) const {
    const std::string text = number(value, width);
    for (unsigned i = 0; i < width; ++i) file.at(at + i) = static_cast<std::uint8_t>(text[i]);
  }
  std::uint64_t at_phentsize() const { return wide_ ? 54 : 42; }
  std::uint64_t at_phnum() const { return wide_ ? 56 : 44; }
  std::uint64_t at_phoff() const { return wide_ ? 32 : 28; }
  std::uint64_t at_shoff() const { return wide_ ? 40 : 32; }
  unsigned word() const { return wide_ ? 8 : 4; }

 private:
  std::uint64_t header_size() const { return wide_ ? 64 : 52; }

  void put(std::uint64_t& at, std::uint64_t value, unsigned width) {
    patch(bytes_, at, value, width);
    at += width;
  }
  void write_header(std::size_t segment_count) {
    const std::uint8_t ident[] = {
        0x7F, 'E', 'L', 'F', static_cast<std::uint8_t>(wide_ ? 2 : 1), static_cast<std::uint8_t>(big_ ? 2 : 1), 1};
    std::copy(std::begin(ident), std::end(ident), bytes_.begin());
    std::uint64_t at = 16;
    put(at, type, 2);
    put(at, machine, 2);
    put(at, 1, 4);
    put(at, 0, word());
    put(at, header_size(), word());
    put(at, section_table, word());
    put(at, 0x1234, 4);
    put(at, header_size(), 2);
    put(at, wide_ ? 56 : 32, 2);
    put(at, segment_count, 2);
    put(at, wide_ ? 64 : 40, 2);
  }
  void write_segment(std::uint64_t at, const Segment& segment) {
    put(at, segment.type, 4);
    if (wide_) put(at, segment.flags, 4);
    put(at, segment.offset, word());
    put(at, segment.address, word());
    put(at, segment.address, word());
    put(at, segment.file_size, word());
    put(at, segment.file_size, word());
    if (!wide_) put(at, segment.flags, 4);
    put(at, segment.align, word());
  }

  bool wide_;
  bool big_;
  std::vector<std::uint8_t> bytes_;
  std::string strings_ = std::string(1, '\0');
  std::string dynamic_;
  std::vector<Segment> segments_;
};

}  // namespace elfgate::elf::test
