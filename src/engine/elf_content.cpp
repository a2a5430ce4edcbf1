#include "engine/elf_content.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/limits.h"
#include "elf/reader.h"
#include "engine/file_pages.h"
#include "extract/content.h"

namespace elfgate::engine {
namespace {

using base::Bytes;
using model::FileContent;

/// What the kernel reads of a file to find its interpreter.
constexpr std::size_t k_script_head = 256;

/// A page: most of what is asked of an ELF file stands in the first one.
struct Head {
  std::array<std::uint8_t, 4096> bytes;
  std::uint64_t size = 0;
};

bool read_head(const OpenFile& file, Head& head) {
  return read_from_start(file.fd.get(), head.bytes.data(), head.bytes.size(), head.size);
}

void take(Bytes bytes, base::OnDemand* source, model::FileFact& fact, std::optional<base::Error>& damage) {
  std::vector<base::Error> oddities;
  auto facts = elf::read_elf(bytes, fact.path, oddities, source);
  if (facts) {
    fact.content = FileContent::elf;
    fact.elf = std::move(*facts);
  } else {
    fact.content = FileContent::broken_elf;
    damage = std::move(facts.error());
  }
}

}  // namespace

bool read_elf_content(const OpenFile& file, PageSpace& space, model::FileFact& fact, std::optional<base::Error>& damage) {
  Head head;
  if (!read_head(file, head)) return false;
  const Bytes page(head.bytes.data(), head.size);
  const auto bytes = page.first(std::min(page.size(), k_script_head));
  const auto first = bytes.first(std::min<std::size_t>(bytes.size(), elf::k_elf_header));
  if (!elf::looks_like_elf(first)) {
    if (base::as_text(bytes).starts_with("#!")) {
      fact.content = bytes.size() < elf::k_elf_header ? FileContent::too_short : FileContent::script;
      fact.interpreter = extract::script_interpreter(base::as_text(bytes));
    } else {
      fact.content = bytes.size() < elf::k_elf_header ? FileContent::too_short : FileContent::text;
    }
    return true;
  }
  if (elf::needs_only_header(first)) {
    take(first, nullptr, fact, damage);
    return true;
  }
  if (fact.size > base::limits::k_elf_file_bytes) {
    fact.content = FileContent::broken_elf;
    damage = base::Error{base::ErrorCode::limit, fact.path, std::nullopt,
                         "k_elf_file_bytes: an ELF file of " + std::to_string(fact.size) + " bytes"};
    return true;
  }
  FilePages pages(file.fd.get(), fact.size, space, page);
  if (pages.failure() == 0) take(pages.bytes(), &pages, fact, damage);
  errno = pages.failure();
  return pages.failure() == 0;
}

bool begins_as_program_or_library(Bytes first) {
  if (!elf::looks_like_elf(first)) return false;
  const auto big_endian = first[5] == 2;
  const auto type = base::read_number(first, 16, 2, big_endian).value_or(0);
  return type == model::k_et_exec || type == model::k_et_dyn;
}

}  // namespace elfgate::engine
