// The second opinion: LIEF 0.9, in this translation unit only (its headers take seconds to compile).
//
// LIEF is written for people who change binaries. It parses everything, sections and relocations included, clamps counts in
// silence (1,000 dynamic entries, 1 MiB of note), and goes on after damage. So it is never asked alone: libelf says what
// counts, LIEF contradicts.
#include <LIEF/ELF.hpp>
#include <LIEF/logging.hpp>

#include <exception>

#include "elf/dlopen_note.h"
#include "elf/reader.h"

namespace elfgate::elf {
namespace {

using base::Bytes;
using base::ErrorCode;
using base::Result;
using LIEF::ELF::DYNAMIC_TAGS;
using LIEF::ELF::SEGMENT_TYPES;

namespace tag {
constexpr std::uint64_t k_null = 0, k_needed = 1, k_strtab = 5, k_soname = 14, k_rpath = 15, k_runpath = 29, k_flags = 30,
                        k_relr = 36, k_depaudit = 0x6ffffefb, k_audit = 0x6ffffefc, k_verdef = 0x6ffffffc,
                        k_flags_1 = 0x6ffffffb, k_auxiliary = 0x7ffffffd, k_filter = 0x7fffffff;
}  // namespace tag

constexpr std::uint32_t k_dlopen_note = 0x407c0c0a;
constexpr std::uint32_t k_executable = 1;  // PF_X

void read_header(const LIEF::ELF::Header& header, model::ElfFacts& facts) {
  const auto& identity = header.identity();
  facts.elf_class = identity[4];
  facts.data = identity[5];
  facts.ident_version = identity[6];
  facts.osabi = identity[7];
  facts.abi_version = identity[8];
  for (std::size_t i = 9; i < identity.size(); ++i) facts.ident_padding |= identity[i] != 0;
  facts.type = static_cast<std::uint16_t>(header.file_type());
  facts.machine = static_cast<std::uint16_t>(header.machine_type());
  facts.version = static_cast<std::uint32_t>(header.object_file_version());
  facts.flags = header.processor_flag();
  facts.has_sections = header.section_headers_offset() != 0;
  facts.phentsize_ok = header.program_header_size() == (facts.elf_class == 2 ? 56U : 32U);
}

bool is_aligned_load(const LIEF::ELF::Segment& segment) {
  const auto align = segment.alignment();
  if (align <= 1) return true;
  return (align & (align - 1)) == 0 && ((segment.virtual_address() - segment.file_offset()) & (align - 1)) == 0;
}

void read_segments(const LIEF::ELF::Binary& binary, model::ElfFacts& facts) {
  for (const auto& segment : binary.segments()) {
    if (segment.type() == SEGMENT_TYPES::PT_LOAD) {
      facts.has_load = true;
      facts.loads_aligned = facts.loads_aligned && is_aligned_load(segment);
    }
    if (segment.type() == SEGMENT_TYPES::PT_DYNAMIC && segment.physical_size() > 0) facts.has_dynamic = true;
    if (segment.type() == SEGMENT_TYPES::PT_GNU_STACK) {
      const bool executable = (static_cast<std::uint32_t>(segment.flags()) & k_executable) != 0;
      facts.exec_stack = executable ? model::ExecStack::yes : model::ExecStack::no;
    }
  }
  if (binary.has_interpreter()) facts.interp = binary.interpreter().c_str();
}

/// Reads the dynamic section. Strings of tags that LIEF has no class for are looked up in its address space.
class DynamicReader {
 public:
  DynamicReader(const LIEF::ELF::Binary& binary, Bytes bytes, model::ElfFacts& facts)
      : binary_(binary), bytes_(bytes), facts_(facts) {}

  void read() {
    for (const auto& entry : binary_.dynamic_entries())
      if (static_cast<std::uint64_t>(entry.tag()) == tag::k_strtab) strings_ = entry.value();
    facts_.has_strtab = strings_.has_value();
    for (const auto& entry : binary_.dynamic_entries()) {
      const auto number = static_cast<std::uint64_t>(entry.tag());
      if (number == tag::k_null) return;
      read_entry(number, entry.value());
    }
  }

 private:
  void read_entry(std::uint64_t number, std::uint64_t value) {
    switch (number) {
      case tag::k_needed: facts_.edges.push_back({model::EdgeKind::needed, text(value)}); break;
      case tag::k_filter: facts_.edges.push_back({model::EdgeKind::filter, text(value)}); break;
      case tag::k_auxiliary: facts_.edges.push_back({model::EdgeKind::auxiliary, text(value)}); break;
      case tag::k_soname: facts_.soname = text(value); break;
      case tag::k_rpath: facts_.rpath = text(value); break;
      case tag::k_runpath: facts_.runpath = text(value); break;
      case tag::k_audit: facts_.audit = text(value); break;
      case tag::k_depaudit: facts_.depaudit = text(value); break;
      case tag::k_flags: facts_.dt_flags = value; break;
      case tag::k_flags_1: facts_.dt_flags_1 = value; break;
      case tag::k_relr: facts_.has_relr = true; break;
      case tag::k_verdef: facts_.has_verdef = true; break;
      default: break;
    }
  }

  std::string text(std::uint64_t offset) const {
    const auto at = base::checked_add(binary_.virtual_address_to_offset(strings_.value_or(0)), offset);
    return at ? std::string(base::read_string(bytes_, *at).value_or("")) : std::string();
  }

  const LIEF::ELF::Binary& binary_;
  Bytes bytes_;
  model::ElfFacts& facts_;
  std::optional<std::uint64_t> strings_;
};

void read_versions(const LIEF::ELF::Binary& binary, model::ElfFacts& facts) {
  for (const auto& definition : binary.symbols_version_definition()) {
    model::VersionDefinition version;
    version.revision = definition.version();
    version.flags = definition.flags();
    version.hash = definition.hash();
    const auto names = definition.symbols_aux();
    if (names.size() > 0) version.name = names[0].name();
    facts.defined_versions.push_back(std::move(version));
  }
  for (const auto& requirement : binary.symbols_version_requirement()) {
    model::VersionNeed need;
    need.file = requirement.name();
    need.revision = requirement.version();
    for (const auto& wanted : requirement.auxiliary_symbols())
      need.versions.push_back({wanted.name(), wanted.flags(), wanted.hash()});
    facts.needed_versions.push_back(std::move(need));
  }
}

void read_dlopen_notes(const LIEF::ELF::Binary& binary, const std::string& path, model::ElfFacts& facts) {
  for (const auto& note : binary.notes()) {
    if (std::string_view(note.name().c_str()) != "FDO" || static_cast<std::uint32_t>(note.type()) != k_dlopen_note) continue;
    const auto& descriptor = note.description();
    if (auto entries = read_dlopen_note(Bytes(descriptor), path)) {
      for (auto& entry : *entries) facts.dlopen_notes.push_back(std::move(entry));
    }
  }
}

Result<model::ElfFacts> read_with_lief(Bytes bytes, const std::string& path) {
  try {
    LIEF::Logger::disable();
    const std::vector<std::uint8_t> copy(bytes.begin(), bytes.end());
    const std::unique_ptr<const LIEF::ELF::Binary> binary = LIEF::ELF::Parser::parse(copy, path);
    if (!binary) return base::fail(ErrorCode::malformed, path, "LIEF cannot read the file");
    model::ElfFacts facts;
    read_header(binary->header(), facts);
    if (facts.type != model::k_et_dyn && facts.type != model::k_et_exec) return facts;
    read_segments(*binary, facts);
    DynamicReader(*binary, bytes, facts).read();
    read_versions(*binary, facts);
    read_dlopen_notes(*binary, path, facts);
    return facts;
  } catch (const std::exception& error) {
    return base::fail(ErrorCode::malformed, path, std::string("LIEF: ") + error.what());
  }
}

}  // namespace

const Reader lief_reader{"LIEF", read_with_lief};

}  // namespace elfgate::elf
