// The production reader: header, segments, dynamic section, versions, notes, in that order. Only the pages that hold them are
// touched.
//
// What becomes an error and what does not: a loader that refuses a file does so for reasons that are facts here (class, type,
// OSABI, no dynamic section ...). An error is a structure that leads out of the file where the loader would crash or read
// garbage, because then the facts would be invented. What neither loader looks at (counts, DT_STRSZ, a broken note, a PT_LOAD
// longer than the file) leaves the facts as they are and is reported as an oddity.
#include <elf.h>

#include <algorithm>
#include <exception>

#include "base/limits.h"
#include "elf/image.h"
#include "elf/notes.h"
#include "elf/reader.h"
#include "elf/strings.h"
#include "elf/symbol_lookup.h"
#include "elf/versions.h"

namespace elfgate::elf {
namespace {

using base::Bytes;
using base::ErrorCode;
using base::Result;
using model::EdgeKind;

/// The dynamic section as a loader indexes it: for each tag the last entry counts (R2.4).
class DynamicSection {
 public:
  explicit DynamicSection(std::vector<DynamicEntry> entries) : entries_(std::move(entries)) {}

  const std::vector<DynamicEntry>& entries() const { return entries_; }

  std::optional<std::uint64_t> last(std::int64_t tag) const {
    const auto found = std::find_if(entries_.rbegin(), entries_.rend(), [&](const auto& entry) { return entry.tag == tag; });
    return found == entries_.rend() ? std::nullopt : std::optional(found->value);
  }

 private:
  std::vector<DynamicEntry> entries_;
};

std::optional<EdgeKind> edge_of(std::int64_t tag) {
  switch (tag) {
    case DT_NEEDED: return EdgeKind::needed;
    case DT_FILTER: return EdgeKind::filter;
    case DT_AUXILIARY: return EdgeKind::auxiliary;
    default: return std::nullopt;
  }
}

const char* name_of(EdgeKind kind) {
  switch (kind) {
    case EdgeKind::needed: return "DT_NEEDED";
    case EdgeKind::filter: return "DT_FILTER";
    case EdgeKind::auxiliary: return "DT_AUXILIARY";
  }
  return "";
}

Result<void> read_names(const DynamicSection& dynamic, StringTable& strings, model::ElfFacts& facts) {
  for (const auto& entry : dynamic.entries()) {
    const auto kind = edge_of(entry.tag);
    if (!kind) continue;
    ELFGATE_TRY_ASSIGN(auto name, strings.at(entry.value, name_of(*kind)));
    facts.edges.push_back({*kind, std::move(name)});
  }
  const auto optional_text = [&](std::int64_t tag, const char* what, std::optional<std::string>& field) -> Result<void> {
    const auto offset = dynamic.last(tag);
    if (!offset) return {};
    ELFGATE_TRY_ASSIGN(field, strings.at(*offset, what));
    return {};
  };
  ELFGATE_TRY(optional_text(DT_SONAME, "DT_SONAME", facts.soname));
  ELFGATE_TRY(optional_text(DT_RPATH, "DT_RPATH", facts.rpath));
  ELFGATE_TRY(optional_text(DT_RUNPATH, "DT_RUNPATH", facts.runpath));
  std::optional<std::string> audit, depaudit;
  ELFGATE_TRY(optional_text(DT_AUDIT, "DT_AUDIT", audit));
  ELFGATE_TRY(optional_text(DT_DEPAUDIT, "DT_DEPAUDIT", depaudit));
  facts.audit = audit.value_or("");
  facts.depaudit = depaudit.value_or("");
  return {};
}

Result<void> read_dynamic(const Image& image, model::ElfFacts& facts) {
  ELFGATE_TRY_ASSIGN(auto entries, image.dynamic_entries());
  const DynamicSection dynamic(std::move(entries));
  StringTable strings(image, dynamic.last(DT_STRTAB));
  facts.has_strtab = dynamic.last(DT_STRTAB).has_value();
  facts.dt_flags = dynamic.last(DT_FLAGS).value_or(0);
  facts.dt_flags_1 = dynamic.last(DT_FLAGS_1).value_or(0);
  facts.has_relr = dynamic.last(DT_RELR).has_value();
  ELFGATE_TRY(read_names(dynamic, strings, facts));

  // A count of 0 is the one count that matters: nothing is there to be walked.
  const auto defined = dynamic.last(DT_VERDEF);
  facts.has_verdef = defined.has_value();
  if (defined && dynamic.last(DT_VERDEFNUM) != 0U) ELFGATE_TRY(read_defined_versions(image, *defined, strings, facts));
  const auto needed = dynamic.last(DT_VERNEED);
  if (needed && dynamic.last(DT_VERNEEDNUM) != 0U) ELFGATE_TRY(read_needed_versions(image, *needed, strings, facts));

  const SymbolTables tables{dynamic.last(DT_SYMTAB), dynamic.last(DT_GNU_HASH), dynamic.last(DT_HASH)};
  facts.is_libc = facts.type == ET_DYN && defines_symbol(image, tables, strings, "__libc_start_main") &&
                  defines_symbol(image, tables, strings, "stdin");
  return {};
}

/// Dynamic linkers need no library and no interpreter, and are called ld-something; musl's is its libc.
bool may_be_loader(const model::ElfFacts& facts) {
  if (facts.type != ET_DYN || facts.interp || !facts.has_dynamic || !facts.edges.empty()) return false;
  return facts.is_libc || (facts.soname && (facts.soname->starts_with("ld-") || facts.soname->starts_with("ld.so") ||
                                            facts.soname->starts_with("ld64.so")));
}

void note_cut_segments(const Image& image, std::vector<base::Error>& oddities) {
  for (const auto& segment : image.segments()) {
    if (segment.type != PT_LOAD || base::slice(image.file(), segment.offset, segment.file_size)) continue;
    oddities.push_back({ErrorCode::truncated, image.path(), segment.offset,
                        "PT_LOAD of " + std::to_string(segment.file_size) + " bytes does not fit into a file of " +
                            std::to_string(image.file().size()) + " bytes"});
    return;
  }
}

/// The constants of a dynamic linker may stand anywhere in it.
void read_constants(const Image& image, model::ElfFacts& facts, std::vector<base::Error>& oddities) {
  if (image.file().size() > base::limits::k_elf_text) {
    oddities.push_back({ErrorCode::limit, image.path(), std::nullopt,
                        "k_elf_text: a dynamic linker of " + std::to_string(image.file().size()) + " bytes"});
    return;
  }
  image.want(image.file());
  facts.loader = read_loader_constants(image.file());
}

/// Everything behind the header.
Result<model::ElfFacts> read_rest(Bytes bytes, const std::string& path, model::ElfFacts facts,
                                  std::vector<base::Error>& oddities, base::OnDemand* source) {
  ELFGATE_TRY_ASSIGN(const auto image, Image::open(bytes, path, facts, source));
  ELFGATE_TRY(image.describe_segments(facts));
  note_cut_segments(image, oddities);
  ELFGATE_TRY(read_dynamic(image, facts));
  read_notes(image, facts, oddities);
  if (may_be_loader(facts)) read_constants(image, facts, oddities);
  return facts;
}

Result<model::ElfFacts> read_checked(Bytes bytes, const std::string& path, std::vector<base::Error>& oddities,
                                     base::OnDemand* source) {
  if (source != nullptr) source->want(bytes.first(std::min(bytes.size(), k_elf_header)));
  if (!looks_like_elf(bytes)) return base::fail(ErrorCode::malformed, path, "no ELF magic, or fewer than 64 bytes");
  model::ElfFacts facts;
  if (!read_header(bytes, facts)) return facts;
  auto read = read_rest(bytes, path, facts, oddities, source);
  // A header that ld.so refuses is enough to know; ldconfig does not look at these fields, and takes what else it finds (R5.9).
  const bool refused = !facts.phentsize_ok || facts.ident_version != EV_CURRENT;
  if (!read && refused) return facts;
  return read;
}

Result<model::ElfFacts> read_without_oddities(Bytes bytes, const std::string& path) {
  std::vector<base::Error> oddities;
  return read_elf(bytes, path, oddities);
}

}  // namespace

bool looks_like_elf(Bytes bytes) {
  return bytes.size() >= k_elf_header && base::as_text(bytes).starts_with(std::string_view(ELFMAG, SELFMAG));
}

bool needs_only_header(Bytes bytes) {
  model::ElfFacts facts;
  return looks_like_elf(bytes) && !read_header(bytes, facts);
}

Result<model::ElfFacts> read_elf(Bytes bytes, const std::string& path, std::vector<base::Error>& oddities,
                                 base::OnDemand* source) {
  try {
    return read_checked(bytes, path, oddities, source);
  } catch (const std::exception& error) {
    return base::fail(ErrorCode::internal, path, error.what());
  }
}

const Reader libelf_reader{"libelf", read_without_oddities};

}  // namespace elfgate::elf
