// Lays the tables of elf_tables.h out as a file: headers, read-only parts and code in one segment, what ld.so writes to
// (the dynamic section, the word that DT_RELR relocates) in a second one, congruent to the file offset for pages of up to 64
// KiB.
#include "repo/scenario/elf_writer.h"

#include <algorithm>
#include <array>

#include "repo/scenario/elf_tables.h"

namespace elfgate::repo::scenario {

namespace {

constexpr std::uint64_t k_dt_null = 0, k_dt_needed = 1, k_dt_hash = 4, k_dt_strtab = 5, k_dt_symtab = 6, k_dt_strsz = 10,
                        k_dt_syment = 11, k_dt_soname = 14, k_dt_rpath = 15, k_dt_debug = 21, k_dt_runpath = 29,
                        k_dt_flags = 30, k_dt_relrsz = 35, k_dt_relr = 36, k_dt_relrent = 37, k_dt_gnu_hash = 0x6ffffef5,
                        k_dt_depaudit = 0x6ffffefb, k_dt_audit = 0x6ffffefc, k_dt_versym = 0x6ffffff0,
                        k_dt_flags_1 = 0x6ffffffb, k_dt_verdef = 0x6ffffffc, k_dt_verdefnum = 0x6ffffffd,
                        k_dt_verneed = 0x6ffffffe, k_dt_verneednum = 0x6fffffff, k_dt_auxiliary = 0x7ffffffd,
                        k_dt_filter = 0x7fffffff;
constexpr std::uint32_t k_pt_load = 1, k_pt_dynamic = 2, k_pt_interp = 3, k_pt_note = 4, k_pt_phdr = 6,
                        k_pt_gnu_stack = 0x6474e551, k_pt_gnu_property = 0x6474e553;
constexpr std::uint32_t k_sht_progbits = 1, k_sht_strtab = 3, k_sht_hash = 5, k_sht_dynamic = 6, k_sht_note = 7,
                        k_sht_dynsym = 11, k_sht_relr = 19, k_sht_gnu_hash = 0x6ffffff6, k_sht_verdef = 0x6ffffffd,
                        k_sht_verneed = 0x6ffffffe, k_sht_versym = 0x6fffffff;
constexpr std::uint64_t k_base_of_executables = 0x400000;

/// A piece of the file that becomes a section.
struct Part {
  std::string name;
  std::uint32_t type = k_sht_progbits;
  std::uint64_t alignment = 1;
  std::string bytes;
  bool writable = false;
  std::string link;  ///< section whose number goes to sh_link
  std::uint64_t info = 0;
  std::uint64_t entry_size = 0;
  std::uint64_t offset = 0;
  std::uint64_t address = 0;
};

struct Segment {
  std::uint32_t type = 0;
  std::uint32_t flags = 4;
  std::uint64_t offset = 0, address = 0, size = 0, alignment = 1;
};

std::uint64_t align_up(std::uint64_t value, std::uint64_t to) {
  return to < 2 ? value : (value + to - 1) / to * to;
}

class Writer {
 public:
  explicit Writer(const ElfImage& image)
      : image_(image),
        facts_(image.facts),
        like_(facts_.elf_class != 1, facts_.data == 2),
        page_(facts_.machine == model::k_em_aarch64 ? 0x10000 : 0x1000) {}

  std::string write();

 private:
  void collect_parts();
  void add_versions();
  void add_notes();
  void place();
  std::string dynamic_section();
  std::vector<Segment> segments() const;
  std::vector<std::string> symbols() const;
  std::string header() const;
  std::string section_headers(std::uint64_t& shstrndx, std::string& names) const;
  std::string finish() const;

  Part* find(std::string_view name) {
    const auto it = std::find_if(parts_.begin(), parts_.end(), [&](const Part& part) { return part.name == name; });
    return it == parts_.end() ? nullptr : &*it;
  }
  const Part* find(std::string_view name) const { return const_cast<Writer*>(this)->find(name); }
  std::uint64_t address_of(std::string_view name) {
    const auto* part = find(name);
    return part ? part->address : 0;
  }
  bool dynamic() const { return facts_.has_dynamic; }
  bool versioned() const { return facts_.has_verdef || !facts_.defined_versions.empty() || !facts_.needed_versions.empty(); }
  std::uint64_t header_size() const { return like_.wide() ? 64 : 52; }
  std::uint64_t program_header_size() const { return like_.wide() ? 56 : 32; }
  std::uint64_t base() const { return facts_.type == model::k_et_exec ? k_base_of_executables : 0; }

  const ElfImage& image_;
  const model::ElfFacts& facts_;
  ElfBytes like_;
  std::uint64_t page_;
  StringTable strings_;
  std::vector<Part> parts_;
  std::uint64_t code_address_ = 0;
  std::uint64_t end_of_read_only_ = 0;  ///< file offset where the writable parts begin
  std::uint64_t end_of_file_ = 0;
};

std::vector<std::string> Writer::symbols() const {
  auto names = image_.symbols;
  if (facts_.is_libc) names.insert(names.end(), {"__libc_start_main", "stdin"});
  return names;
}

void Writer::add_versions() {
  if (!versioned()) return;
  ElfBytes indexes(like_.wide(), like_.big_endian());
  indexes.half(0);
  for (std::size_t i = 0; i < symbols().size(); ++i) indexes.half(1);
  parts_.push_back({".gnu.version", k_sht_versym, 2, indexes.bytes(), false, ".dynsym", 0, 2});
  if (facts_.has_verdef || !facts_.defined_versions.empty())
    parts_.push_back({".gnu.version_d", k_sht_verdef, 8, version_definitions(like_, facts_, strings_), false, ".dynstr",
                      facts_.defined_versions.size()});
  if (!facts_.needed_versions.empty())
    parts_.push_back({".gnu.version_r", k_sht_verneed, 8, version_needs(like_, facts_, strings_), false, ".dynstr",
                      facts_.needed_versions.size()});
}

void Writer::add_notes() {
  if (!facts_.dlopen_notes.empty()) parts_.push_back({".note.dlopen", k_sht_note, 4, dlopen_note(like_, facts_.dlopen_notes)});
  if (facts_.x86_isa_needed != 0)
    parts_.push_back({".note.gnu.property", k_sht_note, like_.address_size(), isa_note(like_, facts_.x86_isa_needed)});
}

void Writer::collect_parts() {
  if (facts_.interp) parts_.push_back({".interp", k_sht_progbits, 1, *facts_.interp + '\0'});
  add_notes();
  const auto names = symbols();
  if (dynamic()) {
    const auto word = like_.address_size();
    if (image_.hash != HashStyle::gnu)
      parts_.push_back({".hash", k_sht_hash, word, sysv_hash_table(like_, names), false, ".dynsym", 0, 4});
    if (image_.hash != HashStyle::sysv)
      parts_.push_back({".gnu.hash", k_sht_gnu_hash, word, gnu_hash_table(like_, names), false, ".dynsym"});
    parts_.push_back({".dynsym", k_sht_dynsym, word, symbol_table(like_, names, 0, strings_), false, ".dynstr", 1,
                      like_.wide() ? 24U : 16U});
    add_versions();
    dynamic_section();  // adds its strings
    parts_.push_back({".dynstr", k_sht_strtab, 1, strings_.bytes()});
    if (facts_.has_relr) parts_.push_back({".relr.dyn", k_sht_relr, word, std::string(word, '\0'), false, "", 0, word});
  }
  const auto constants = loader_strings(facts_);
  if (!constants.empty() || !image_.read_only_data.empty())
    parts_.push_back({".rodata", k_sht_progbits, 8, constants + image_.read_only_data});
  parts_.push_back({".text", k_sht_progbits, 16, image_.code ? *image_.code : exit_code(facts_.machine)});
  if (!dynamic()) return;
  parts_.push_back(
      {".dynamic", k_sht_dynamic, like_.address_size(), dynamic_section(), true, ".dynstr", 0, 2ULL * like_.address_size()});
  if (facts_.has_relr)
    parts_.push_back({".data", k_sht_progbits, like_.address_size(), std::string(like_.address_size(), '\0'), true});
}

void Writer::place() {
  std::uint64_t offset = header_size() + segments().size() * program_header_size();
  std::uint64_t shift = base();
  for (auto& part : parts_) {
    if (part.writable && end_of_read_only_ == 0) {
      offset = align_up(offset, 16);
      end_of_read_only_ = offset;
      shift = base() + align_up(offset, page_);  // the same bytes once more, one page further: congruent without padding
    }
    offset = align_up(offset, part.alignment);
    part.offset = offset;
    part.address = shift + offset;
    offset += part.bytes.size();
  }
  end_of_file_ = offset;
  if (end_of_read_only_ == 0) end_of_read_only_ = offset;
  code_address_ = address_of(".text");
}

std::string Writer::dynamic_section() {
  ElfBytes out(like_.wide(), like_.big_endian());
  const auto entry = [&](std::uint64_t tag, std::uint64_t value) { out.address(tag), out.address(value); };
  const auto text = [&](std::uint64_t tag, std::string_view value) { entry(tag, strings_.add(value)); };
  constexpr std::array<std::uint64_t, 3> edge_tags{k_dt_needed, k_dt_filter, k_dt_auxiliary};
  for (const auto& edge : facts_.edges) text(edge_tags[static_cast<unsigned>(edge.kind)], edge.name);
  if (facts_.soname) text(k_dt_soname, *facts_.soname);
  if (facts_.rpath) text(k_dt_rpath, *facts_.rpath);
  if (facts_.runpath) text(k_dt_runpath, *facts_.runpath);
  if (!facts_.audit.empty()) text(k_dt_audit, facts_.audit);
  if (!facts_.depaudit.empty()) text(k_dt_depaudit, facts_.depaudit);
  for (const auto& more : image_.more_strings) text(more.tag, more.text);
  for (const auto& more : image_.more_numbers) entry(more.tag, more.value);
  if (image_.hash != HashStyle::gnu) entry(k_dt_hash, address_of(".hash"));
  if (image_.hash != HashStyle::sysv) entry(k_dt_gnu_hash, address_of(".gnu.hash"));
  if (facts_.has_strtab) entry(k_dt_strtab, address_of(".dynstr")), entry(k_dt_strsz, strings_.bytes().size());
  entry(k_dt_symtab, address_of(".dynsym")), entry(k_dt_syment, like_.wide() ? 24 : 16);
  if (facts_.dt_flags != 0) entry(k_dt_flags, facts_.dt_flags);
  if (facts_.dt_flags_1 != 0) entry(k_dt_flags_1, facts_.dt_flags_1);
  if (versioned()) entry(k_dt_versym, address_of(".gnu.version"));
  if (facts_.has_verdef || !facts_.defined_versions.empty())
    entry(k_dt_verdef, address_of(".gnu.version_d")), entry(k_dt_verdefnum, facts_.defined_versions.size());
  if (!facts_.needed_versions.empty())
    entry(k_dt_verneed, address_of(".gnu.version_r")), entry(k_dt_verneednum, facts_.needed_versions.size());
  if (facts_.has_relr)
    entry(k_dt_relr, address_of(".relr.dyn")), entry(k_dt_relrsz, like_.address_size()),
        entry(k_dt_relrent, like_.address_size());
  if (facts_.interp) entry(k_dt_debug, 0);
  entry(k_dt_null, 0);
  return out.bytes();
}

/// Complete after place(); before it only the number of segments is right.
std::vector<Segment> Writer::segments() const {
  std::vector<Segment> out;
  const auto whole = [&](std::uint32_t type, std::uint32_t flags, const Part& part) {
    out.push_back({type, flags, part.offset, part.address, part.bytes.size(), part.alignment});
  };
  if (facts_.interp) out.push_back({k_pt_phdr, 4, header_size(), base() + header_size(), 0, 8});
  if (const auto* part = find(".interp")) whole(k_pt_interp, 4, *part);
  if (facts_.has_load) {
    out.push_back({k_pt_load, 5, 0, base() + (facts_.loads_aligned ? 0U : 0x10U), end_of_read_only_, page_});
    if (const auto* part = find(".dynamic"))
      out.push_back({k_pt_load, 6, part->offset, part->address, end_of_file_ - part->offset, page_});
  }
  if (const auto* part = find(".dynamic")) whole(k_pt_dynamic, 6, *part);
  if (!facts_.has_dynamic && image_.empty_dynamic) out.push_back({k_pt_dynamic, 6, 0, base(), 0, 8});
  if (const auto* part = find(".note.dlopen")) whole(k_pt_note, 4, *part);
  if (const auto* part = find(".note.gnu.property")) whole(k_pt_note, 4, *part), whole(k_pt_gnu_property, 4, *part);
  if (facts_.exec_stack != model::ExecStack::no_header)
    out.push_back({k_pt_gnu_stack, facts_.exec_stack == model::ExecStack::yes ? 7U : 6U, 0, 0, 0, 16});
  if (facts_.interp) out.front().size = out.size() * program_header_size();
  return out;
}

std::string Writer::header() const {
  ElfBytes out(like_.wide(), like_.big_endian());
  const auto list = segments();
  out.text("\177ELF");
  for (const unsigned value : {facts_.elf_class, facts_.data, facts_.ident_version, facts_.osabi, facts_.abi_version})
    out.byte(value);
  out.byte(facts_.ident_padding ? 1 : 0);
  out.align(16);
  out.half(facts_.type), out.half(facts_.machine), out.word(facts_.version);
  out.address(code_address_);
  out.address(header_size());
  out.address(facts_.has_sections ? align_up(end_of_file_, 8) : 0);
  out.word(facts_.flags);
  out.half(header_size());
  out.half(program_header_size() + (facts_.phentsize_ok ? 0U : 1U));
  out.half(list.size());
  out.half(facts_.has_sections ? (like_.wide() ? 64U : 40U) : 0U);
  out.half(facts_.has_sections ? parts_.size() + 2 : 0);
  out.half(facts_.has_sections ? parts_.size() + 1 : 0);
  for (const auto& segment : list) {
    out.word(segment.type);
    if (like_.wide()) out.word(segment.flags);
    out.address(segment.offset), out.address(segment.address), out.address(segment.address);
    out.address(segment.size), out.address(segment.size);
    if (!like_.wide()) out.word(segment.flags);
    out.address(segment.alignment);
  }
  return out.bytes();
}

/// The section header table; NAMES becomes the section name table, which lies behind it.
std::string Writer::section_headers(std::uint64_t& table_offset, std::string& names) const {
  ElfBytes out(like_.wide(), like_.big_endian());
  StringTable texts;
  const auto number_of = [&](std::string_view name) -> std::uint64_t {
    for (std::size_t i = 0; i < parts_.size(); ++i)
      if (parts_[i].name == name) return i + 1;
    return 0;
  };
  const auto header_of = [&](const Part& part, std::uint64_t flags) {
    out.word(texts.add(part.name)), out.word(part.type), out.address(flags);
    out.address(part.address), out.address(part.offset), out.address(part.bytes.size());
    out.word(part.link.empty() ? 0 : number_of(part.link)), out.word(part.info);
    out.address(part.alignment), out.address(part.entry_size);
  };
  header_of(Part{.type = 0, .alignment = 0}, 0);
  for (const auto& part : parts_) header_of(part, part.name == ".text" ? 6 : part.writable ? 3 : 2);
  Part last{.name = ".shstrtab", .type = k_sht_strtab};
  texts.add(last.name);
  table_offset = align_up(end_of_file_, 8);
  last.offset = table_offset + (parts_.size() + 2) * (like_.wide() ? 64U : 40U);
  last.bytes = texts.bytes();
  header_of(last, 0);
  names = texts.bytes();
  return out.bytes();
}

std::string Writer::finish() const {
  std::string file = header();
  const auto put = [&](std::uint64_t offset, std::string_view bytes) {
    if (file.size() < offset + bytes.size()) file.resize(offset + bytes.size(), '\0');
    file.replace(offset, bytes.size(), bytes);
  };
  for (const auto& part : parts_) put(part.offset, part.bytes);
  if (facts_.has_sections) {
    std::uint64_t offset = 0;
    std::string names;
    const auto table = section_headers(offset, names);
    put(offset, table + names);
  }
  for (const auto& patch : image_.patches) put(patch.offset, patch.bytes);
  if (image_.truncate_to && *image_.truncate_to < file.size()) file.resize(*image_.truncate_to);
  return file;
}

std::string Writer::write() {
  collect_parts();
  place();
  if (auto* part = find(".dynamic")) part->bytes = dynamic_section();
  if (auto* part = find(".dynsym")) part->bytes = symbol_table(like_, symbols(), code_address_, strings_);
  if (auto* part = find(".relr.dyn")) {
    ElfBytes table(like_.wide(), like_.big_endian());
    table.address(address_of(".data"));
    part->bytes = table.bytes();
  }
  return finish();
}

bool is_wide(std::uint16_t machine) {
  return machine != model::k_em_386 && machine != model::k_em_arm && machine != 8 && machine != 20;
}
bool is_big_endian(std::uint16_t machine) {
  return machine == 22 || machine == 20 || machine == 8;
}  // s390x, ppc, mips

}  // namespace

std::string exit_code(std::uint16_t machine) {
  using namespace std::string_literals;
  switch (machine) {
    case model::k_em_x86_64: return "\xb8\x3c\x00\x00\x00\x31\xff\x0f\x05"s;  // mov $60,%eax; xor %edi,%edi; syscall
    case model::k_em_386: return "\xb8\x01\x00\x00\x00\x31\xdb\xcd\x80"s;     // mov $1,%eax; xor %ebx,%ebx; int $0x80
    case model::k_em_aarch64: return "\xa8\x0b\x80\xd2\x00\x00\x80\xd2\x01\x00\x00\xd4"s;  // mov x8,#93; mov x0,#0; svc #0
    case model::k_em_arm: return "\x01\x70\xa0\xe3\x00\x00\xa0\xe3\x00\x00\x00\xef"s;      // mov r7,#1; mov r0,#0; svc #0
    case model::k_em_riscv: return "\x93\x08\xd0\x05\x13\x05\x00\x00\x73\x00\x00\x00"s;    // li a7,93; li a0,0; ecall
    default: return {};
  }
}

model::ElfFacts library_facts(std::uint16_t machine, std::string_view soname) {
  model::ElfFacts facts;
  facts.elf_class = is_wide(machine) ? 2 : 1;
  facts.data = is_big_endian(machine) ? 2 : 1;
  facts.type = model::k_et_dyn;
  facts.machine = machine;
  facts.has_load = facts.has_dynamic = facts.has_sections = facts.has_strtab = true;
  facts.exec_stack = model::ExecStack::no;
  if (!soname.empty()) facts.soname = soname;
  return facts;
}

model::ElfFacts program_facts(std::uint16_t machine, std::string_view interp) {
  auto facts = library_facts(machine, "");
  facts.dt_flags_1 = 0x08000000U;  // DF_1_PIE
  if (!interp.empty()) facts.interp = interp;
  return facts;
}

void define_versions(model::ElfFacts& facts, const std::vector<std::string>& names) {
  facts.has_verdef = true;
  if (facts.defined_versions.empty()) {
    const auto base = facts.soname.value_or("");
    facts.defined_versions.push_back({base, 1, sysv_hash(base), 1});
  }
  for (const auto& name : names) facts.defined_versions.push_back({name, 0, sysv_hash(name), 1});
}

void need_versions(model::ElfFacts& facts, std::string_view file, const std::vector<std::string>& versions, bool weak) {
  auto need = std::find_if(facts.needed_versions.begin(), facts.needed_versions.end(),
                           [&](const model::VersionNeed& entry) { return entry.file == file; });
  if (need == facts.needed_versions.end())
    need = facts.needed_versions.insert(need, model::VersionNeed{std::string(file), 1, {}});
  for (const auto& name : versions) need->versions.push_back({name, static_cast<std::uint16_t>(weak ? 2 : 0), sysv_hash(name)});
}

std::string write_elf(const ElfImage& image) {
  return Writer(image).write();
}

}  // namespace elfgate::repo::scenario
