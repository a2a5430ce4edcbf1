#include "elf/notes.h"

#include <elf.h>

#include <set>

#include "base/limits.h"
#include "elf/dlopen_note.h"

namespace elfgate::elf {
namespace {

using base::Bytes;
using base::ErrorCode;
namespace limits = base::limits;

constexpr std::uint32_t k_dlopen_note = 0x407c0c0a;

struct Note {
  std::uint32_t type = 0;
  std::string_view owner;  ///< without its NUL
  Bytes descriptor;
  std::uint64_t offset = 0;  ///< of the descriptor in the file
};

/// VALUE up to a multiple of TO, a power of two.
constexpr std::uint64_t align_up(std::uint64_t value, std::uint64_t to) {
  return (value + to - 1) & ~(to - 1);
}

class NoteReader {
 public:
  NoteReader(const Image& image, model::ElfFacts& facts, std::vector<base::Error>& oddities)
      : image_(image), facts_(facts), oddities_(oddities) {}

  void read_segment(const Segment& segment);

 private:
  void read_note(const Note& note, std::uint64_t align);
  void read_properties(Bytes properties);
  void odd(ErrorCode code, std::uint64_t offset, std::string detail) {
    oddities_.push_back({code, image_.path(), offset, std::move(detail)});
  }

  const Image& image_;
  model::ElfFacts& facts_;
  std::vector<base::Error>& oddities_;
  std::set<std::pair<std::uint64_t, std::uint64_t>> seen_;  // PT_GNU_PROPERTY repeats a part of a PT_NOTE
  std::set<std::uint64_t> dlopen_seen_;
  std::uint64_t total_ = 0;
};

void NoteReader::read_segment(const Segment& segment) {
  if (segment.file_size == 0 || !seen_.insert({segment.offset, segment.file_size}).second) return;
  const auto bytes = base::slice(image_.file(), segment.offset, segment.file_size);
  if (!bytes) return odd(ErrorCode::truncated, segment.offset, "note segment does not fit into the file");
  if (bytes->size() > limits::k_note_bytes) return odd(ErrorCode::limit, segment.offset, "k_note_bytes: note segment");
  total_ += bytes->size();
  if (total_ > limits::k_note_bytes_of_file)
    return odd(ErrorCode::limit, segment.offset, "k_note_bytes_of_file: note segments");

  image_.want(*bytes);
  const std::uint64_t align = segment.align == 8 ? 8 : 4;
  constexpr std::uint64_t k_header = 12;
  for (std::uint64_t at = 0; at + k_header <= bytes->size();) {
    const std::uint64_t name_size = image_.number(*bytes, at, 4).value_or(0);
    const std::uint64_t size = image_.number(*bytes, at + 4, 4).value_or(0);
    const std::uint64_t name_at = at + k_header;
    const std::uint64_t descriptor_at = align_up(name_at + name_size, align);
    const auto name = base::slice(*bytes, name_at, name_size);
    const auto descriptor =
        base::slice(*bytes, size == 0 ? std::min<std::uint64_t>(descriptor_at, bytes->size()) : descriptor_at, size);
    // The loader gives up on a damaged PT_GNU_PROPERTY without a word: patchelf moves the note and leaves the header behind.
    if ((!name || !descriptor) && segment.type == PT_GNU_PROPERTY) return;
    if (!name || !descriptor) return odd(ErrorCode::malformed, segment.offset + at, "a note is longer than its segment");
    auto owner = base::as_text(*name);
    while (!owner.empty() && owner.back() == '\0') owner.remove_suffix(1);
    const auto type = static_cast<std::uint32_t>(image_.number(*bytes, at + 8, 4).value_or(0));
    read_note({type, owner, *descriptor, segment.offset + descriptor_at}, align);
    at = align_up(descriptor_at + size, align);
  }
}

void NoteReader::read_note(const Note& note, std::uint64_t align) {
  const bool x86 = facts_.machine == EM_X86_64 || facts_.machine == EM_386;
  const std::uint64_t property_align = image_.is_64_bit() ? 8 : 4;
  if (note.owner == ELF_NOTE_GNU && note.type == NT_GNU_PROPERTY_TYPE_0 && x86 && align == property_align) {
    read_properties(note.descriptor);
  }
  if (note.owner == ELF_NOTE_FDO && note.type == k_dlopen_note && dlopen_seen_.insert(note.offset).second) {
    auto entries = read_dlopen_note(note.descriptor, image_.path());
    if (!entries) return odd(entries.error().code, note.offset, entries.error().detail);
    for (auto& entry : *entries) facts_.dlopen_notes.push_back(std::move(entry));
  }
}

void NoteReader::read_properties(Bytes properties) {
  const std::uint64_t align = image_.is_64_bit() ? 8 : 4;
  for (std::uint64_t at = 0; at + 8 <= properties.size();) {
    const auto type = image_.number(properties, at, 4).value_or(0);
    const auto size = image_.number(properties, at + 4, 4).value_or(0);
    if (type == GNU_PROPERTY_X86_ISA_1_NEEDED && size == 4) {
      facts_.x86_isa_needed |= static_cast<std::uint32_t>(image_.number(properties, at + 8, 4).value_or(0));
    }
    at = align_up(at + 8 + size, align);
  }
}

}  // namespace

void read_notes(const Image& image, model::ElfFacts& facts, std::vector<base::Error>& oddities) {
  NoteReader reader(image, facts, oddities);
  for (const auto& segment : image.segments())
    if (segment.type == PT_NOTE || segment.type == PT_GNU_PROPERTY) reader.read_segment(segment);
}

}  // namespace elfgate::elf
