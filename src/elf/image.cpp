#include "elf/image.h"

#include <elf.h>
#include <libelf.h>

#include <algorithm>

#include "base/limits.h"

namespace elfgate::elf {
namespace {

using base::Bytes;
using base::ErrorCode;
using base::fail_at;
using base::Result;
namespace limits = base::limits;

constexpr unsigned k_longest_run = 16;  // segments that one table is spread over

/// One record of the file as a struct in host order. REQUIRES: FROM is as long as Record.
template <typename Record>
Record translate(Bytes from, Elf_Type type, bool is_64_bit, bool big_endian) {
  Record record{};
  Elf_Data source{};
  source.d_buf = const_cast<std::uint8_t*>(from.data());  // libelf only reads the source
  source.d_type = type;
  source.d_version = EV_CURRENT;
  source.d_size = sizeof(Record);
  Elf_Data target = source;
  target.d_buf = &record;
  const unsigned encoding = big_endian ? ELFDATA2MSB : ELFDATA2LSB;
  if (is_64_bit) {
    elf64_xlatetom(&target, &source, encoding);
  } else {
    elf32_xlatetom(&target, &source, encoding);
  }
  return record;
}

template <typename Phdr>
Segment to_segment(const Phdr& header) {
  return {header.p_type, header.p_flags, header.p_offset, header.p_vaddr, header.p_filesz, header.p_memsz, header.p_align};
}

template <typename Dyn>
DynamicEntry to_entry(const Dyn& entry) {
  return {entry.d_tag, entry.d_un.d_val};
}

bool is_aligned_load(const Segment& segment) {
  if (segment.align <= 1) return true;
  if ((segment.align & (segment.align - 1)) != 0) return false;
  return ((segment.address - segment.offset) & (segment.align - 1)) == 0;
}

}  // namespace

bool read_header(Bytes file, model::ElfFacts& facts) {
  facts.elf_class = file[EI_CLASS];
  facts.data = file[EI_DATA];
  facts.ident_version = file[EI_VERSION];
  facts.osabi = file[EI_OSABI];
  facts.abi_version = file[EI_ABIVERSION];
  for (std::size_t i = EI_ABIVERSION + 1; i < EI_NIDENT; ++i) facts.ident_padding |= file[i] != 0;
  const bool known_layout = (facts.elf_class == ELFCLASS32 || facts.elf_class == ELFCLASS64) &&
                            (facts.data == ELFDATA2LSB || facts.data == ELFDATA2MSB);
  if (!known_layout) return false;

  const bool wide = facts.elf_class == ELFCLASS64;
  const auto field = [&](std::size_t offset, unsigned width) {
    return base::read_number(file, offset, width, facts.data == ELFDATA2MSB).value_or(0);
  };
  facts.type = static_cast<std::uint16_t>(field(16, 2));
  facts.machine = static_cast<std::uint16_t>(field(18, 2));
  facts.version = static_cast<std::uint32_t>(field(20, 4));
  facts.flags = static_cast<std::uint32_t>(field(wide ? 48 : 36, 4));
  facts.has_sections = field(wide ? 40 : 32, wide ? 8 : 4) != 0;
  facts.phentsize_ok = field(wide ? 54 : 42, 2) == (wide ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr));
  return facts.type == ET_EXEC || facts.type == ET_DYN;
}

Result<Image> Image::open(Bytes file, const std::string& path, const model::ElfFacts& facts, base::OnDemand* source) {
  Image image;
  image.file_ = file;
  image.source_ = source;
  image.path_ = path;
  image.is_64_bit_ = facts.elf_class == ELFCLASS64;
  image.big_endian_ = facts.data == ELFDATA2MSB;
  const bool wide = image.is_64_bit_;
  const auto field = [&](std::uint64_t offset, unsigned width) { return image.number(file, offset, width).value_or(0); };

  const std::uint64_t table = field(wide ? 32 : 28, wide ? 8 : 4);
  std::uint64_t count = field(wide ? 56 : 44, 2);
  const std::uint64_t sections = field(wide ? 40 : 32, wide ? 8 : 4);
  if (count == PN_XNUM && sections != 0) {
    // The real count does not fit into its 16 bits and stands in sh_info of the first section header.
    const auto first = base::slice(file, sections, wide ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr));
    if (!first) return fail_at(ErrorCode::truncated, path, sections, "section header that holds the number of program headers");
    count = image.number(*first, wide ? 44 : 28, 4).value_or(0);
  }
  ELFGATE_TRY(image.read_segments(table, count));
  return image;
}

Result<void> Image::read_segments(std::uint64_t table, std::uint64_t count) {
  if (count > limits::k_program_headers) {
    return fail_at(ErrorCode::limit, path_, table, "k_program_headers: " + std::to_string(count) + " program headers");
  }
  const std::uint64_t size = is_64_bit_ ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr);
  const auto headers = base::slice(file_, table, count * size);
  if (!headers) {
    return fail_at(
        ErrorCode::truncated, path_, table,
        std::to_string(count) + " program headers do not fit into a file of " + std::to_string(file_.size()) + " bytes");
  }
  want(*headers);
  segments_.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    const Bytes record = headers->subspan(i * size, size);
    segments_.push_back(is_64_bit_ ? to_segment(translate<Elf64_Phdr>(record, ELF_T_PHDR, true, big_endian_))
                                   : to_segment(translate<Elf32_Phdr>(record, ELF_T_PHDR, false, big_endian_)));
  }
  return {};
}

// In memory there is no border between a PT_LOAD and one that goes on where it ends: patchelf spreads tables over both.
std::uint64_t Image::end_of_run(const Segment& first) const {
  const Segment* last = &first;
  const auto goes_on = [&](const Segment& next) {
    return next.type == PT_LOAD && next.file_size > 0 && last->memory_size == last->file_size &&
           next.offset == last->offset + last->file_size && next.address == last->address + last->file_size;
  };
  for (unsigned hops = 0; hops < k_longest_run; ++hops) {
    const auto next = std::find_if(segments_.begin(), segments_.end(), goes_on);
    if (next == segments_.end()) break;
    last = &*next;
  }
  return base::checked_add(last->offset, last->file_size).value_or(file_.size());
}

std::optional<std::string_view> Image::string(Bytes bytes) const {
  if (source_ == nullptr) return base::read_string(bytes, 0);
  constexpr std::size_t k_first_guess = 64;
  for (std::size_t size = std::min(k_first_guess, bytes.size());; size = std::min(size * 8, bytes.size())) {
    want(bytes.first(size));
    const auto text = base::read_string(bytes.first(size), 0);
    if (text || size == bytes.size()) return text;
  }
}

std::optional<Window> Image::at_address(std::uint64_t address) const {
  // Nothing is loaded; ldconfig, which reads such files all the same, takes addresses for offsets.
  const bool loads = std::any_of(segments_.begin(), segments_.end(), [](const Segment& s) { return s.type == PT_LOAD; });
  if (!loads && address < file_.size()) return Window{file_.subspan(address), address};
  for (auto segment = segments_.rbegin(); segment != segments_.rend(); ++segment) {
    if (segment->type != PT_LOAD || address < segment->address) continue;
    const std::uint64_t inside = address - segment->address;
    if (inside >= segment->file_size) continue;
    const auto offset = base::checked_add(segment->offset, inside);
    if (!offset || *offset >= file_.size()) continue;
    const std::uint64_t size = std::min<std::uint64_t>(end_of_run(*segment) - *offset, file_.size() - *offset);
    return Window{file_.subspan(*offset, size), *offset};
  }
  return std::nullopt;
}

Result<Window> Image::dynamic_window(const Segment& segment) const {
  // The loader reads the section at its address and up to DT_NULL, whatever p_filesz says; ldconfig reads it at p_offset.
  const auto mapped = at_address(segment.address);
  const std::uint64_t offset = mapped ? mapped->offset : segment.offset;
  const auto announced = base::slice(file_, offset, segment.file_size);
  if (!announced) {
    return fail_at(ErrorCode::truncated, path_, offset,
                   "dynamic section of " + std::to_string(segment.file_size) + " bytes does not fit into a file of " +
                       std::to_string(file_.size()) + " bytes");
  }
  return mapped ? *mapped : Window{*announced, offset};
}

Result<std::vector<DynamicEntry>> Image::dynamic_entries() const {
  std::vector<DynamicEntry> entries;
  const Segment* dynamic = nullptr;
  for (const auto& segment : segments_)
    if (segment.type == PT_DYNAMIC && segment.file_size > 0) dynamic = &segment;
  if (dynamic == nullptr) return entries;
  ELFGATE_TRY_ASSIGN(const Window window, dynamic_window(*dynamic));

  const std::uint64_t size = is_64_bit_ ? sizeof(Elf64_Dyn) : sizeof(Elf32_Dyn);
  for (std::uint64_t at = 0; at + size <= window.bytes.size(); at += size) {
    const Bytes record = window.bytes.subspan(at, size);
    want(record);
    const DynamicEntry entry = is_64_bit_ ? to_entry(translate<Elf64_Dyn>(record, ELF_T_DYN, true, big_endian_))
                                          : to_entry(translate<Elf32_Dyn>(record, ELF_T_DYN, false, big_endian_));
    if (entry.tag == DT_NULL) break;
    if (entries.size() == limits::k_dynamic_entries) {
      return fail_at(ErrorCode::limit, path_, window.offset + at, "k_dynamic_entries: the dynamic section does not end");
    }
    entries.push_back(entry);
  }
  return entries;
}

Result<std::string> Image::read_interpreter(const Segment& segment) const {
  const auto text = base::slice(file_, segment.offset, segment.file_size);
  if (!text) return fail_at(ErrorCode::truncated, path_, segment.offset, "PT_INTERP does not fit into the file");
  if (text->size() > limits::k_path) {
    return fail_at(ErrorCode::limit, path_, segment.offset, "k_path: PT_INTERP of " + std::to_string(text->size()) + " bytes");
  }
  want(*text);
  // The kernel wants the last byte to be NUL and then takes the text up to the first one.
  if (text->back() != 0) return fail_at(ErrorCode::malformed, path_, segment.offset, "PT_INTERP does not end with NUL");
  return std::string(base::read_string(*text, 0).value_or(""));
}

Result<void> Image::describe_segments(model::ElfFacts& facts) const {
  for (const auto& segment : segments_) {
    switch (segment.type) {
      case PT_LOAD:
        facts.has_load = true;
        facts.loads_aligned = facts.loads_aligned && is_aligned_load(segment);
        break;
      case PT_DYNAMIC: facts.has_dynamic = facts.has_dynamic || segment.file_size > 0; break;
      case PT_GNU_STACK: facts.exec_stack = (segment.flags & PF_X) != 0 ? model::ExecStack::yes : model::ExecStack::no; break;
      case PT_INTERP: {
        // The first one counts. Split debug files keep the header without the text.
        if (facts.interp || segment.file_size == 0) break;
        ELFGATE_TRY_ASSIGN(facts.interp, read_interpreter(segment));
        break;
      }
      default: break;
    }
  }
  return {};
}

}  // namespace elfgate::elf
