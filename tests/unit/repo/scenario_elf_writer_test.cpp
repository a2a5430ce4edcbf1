// Files of the ELF writer, taken apart by hand: offsets and constants are those of the ELF specification, not of the writer.
// That the real dynamic linkers accept them is the oracle's business, that elf/ reads them back tests/scenarios' one.
#include "repo/scenario/elf_writer.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/bytes.h"

namespace elfgate::repo::scenario {
namespace {

/// A reader for 64-bit little-endian files, as small as these tests need it.
class Elf64 {
 public:
  explicit Elf64(std::string bytes) : bytes_(std::move(bytes)) {}

  struct Segment {
    std::uint64_t type, flags, offset, address, size, alignment;
  };

  std::uint64_t number(std::uint64_t offset, unsigned width) const {
    return base::read_number(base::as_bytes(bytes_), offset, width).value();
  }

  std::vector<Segment> segments() const {
    std::vector<Segment> out;
    const auto table = number(32, 8);
    for (std::uint64_t i = 0; i < number(56, 2); ++i) {
      const auto at = table + 56 * i;
      out.push_back(
          {number(at, 4), number(at + 4, 4), number(at + 8, 8), number(at + 16, 8), number(at + 32, 8), number(at + 48, 8)});
    }
    return out;
  }

  std::optional<Segment> segment(std::uint64_t type) const {
    for (const auto& segment : segments())
      if (segment.type == type) return segment;
    return std::nullopt;
  }

  std::uint64_t offset_of(std::uint64_t address) const {
    for (const auto& segment : segments())
      if (segment.type == 1 && address >= segment.address && address < segment.address + segment.size)
        return address - segment.address + segment.offset;
    ADD_FAILURE() << "address " << address << " lies in no PT_LOAD";
    return 0;
  }

  /// (tag, value) in table order, without the closing DT_NULL.
  std::vector<std::pair<std::uint64_t, std::uint64_t>> dynamic() const {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> out;
    for (auto at = segment(2)->offset; number(at, 8) != 0; at += 16) out.emplace_back(number(at, 8), number(at + 8, 8));
    return out;
  }

  std::uint64_t value(std::uint64_t tag) const {
    for (const auto& [t, v] : dynamic())
      if (t == tag) return v;
    ADD_FAILURE() << "no tag " << tag;
    return 0;
  }

  std::string text(std::uint64_t offset) const { return bytes_.c_str() + offset_of(value(5)) + offset; }

  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

constexpr std::uint64_t k_needed = 1, k_soname = 14, k_rpath = 15, k_runpath = 29, k_filter = 0x7fffffff,
                        k_auxiliary = 0x7ffffffd;

model::ElfFacts library(std::string_view soname = "libz.so.1") {
  return library_facts(model::k_em_x86_64, soname);
}

TEST(ElfWriter, WritesTheHeaderOfEveryMachine) {
  struct Wanted {
    std::uint16_t machine;
    char elf_class, data;
  };
  for (const auto& wanted : {Wanted{62, 2, 1}, {183, 2, 1}, {243, 2, 1}, {3, 1, 1}, {40, 1, 1}, {22, 2, 2}, {20, 1, 2}}) {
    const auto bytes = write_elf(library_facts(wanted.machine, "libx.so"));
    EXPECT_EQ(bytes.substr(0, 4), "\177ELF");
    EXPECT_EQ(bytes[4], wanted.elf_class) << wanted.machine;
    EXPECT_EQ(bytes[5], wanted.data) << wanted.machine;
    EXPECT_EQ(base::read_number(base::as_bytes(bytes), 18, 2, wanted.data == 2), wanted.machine);
  }
}

TEST(ElfWriter, KeepsNeededFilterAndAuxiliaryInTableOrder) {
  auto facts = library();
  facts.edges = {{model::EdgeKind::needed, "a"},
                 {model::EdgeKind::auxiliary, "x"},
                 {model::EdgeKind::filter, "y"},
                 {model::EdgeKind::needed, "b"}};
  const Elf64 elf(write_elf(facts));
  std::vector<std::pair<std::uint64_t, std::string>> edges;
  for (const auto& [tag, value] : elf.dynamic())
    if (tag == k_needed || tag == k_filter || tag == k_auxiliary) edges.emplace_back(tag, elf.text(value));
  EXPECT_EQ(edges, (std::vector<std::pair<std::uint64_t, std::string>>{
                       {k_needed, "a"}, {k_auxiliary, "x"}, {k_filter, "y"}, {k_needed, "b"}}));
}

TEST(ElfWriter, R2_4WritesRepeatedTagsBehindTheFirst) {
  auto facts = library();
  facts.rpath = "/first";
  const Elf64 elf(write_elf(ElfImage{.facts = facts, .more_strings = {{k_rpath, "/second"}, {k_rpath, "/last"}}}));
  std::vector<std::string> paths;
  for (const auto& [tag, value] : elf.dynamic())
    if (tag == k_rpath) paths.push_back(elf.text(value));
  EXPECT_EQ(paths, (std::vector<std::string>{"/first", "/second", "/last"}));
}

TEST(ElfWriter, TellsAnEmptyRunpathFromNone) {
  auto facts = library();
  const auto has = [](const Elf64& elf, std::uint64_t wanted) {
    for (const auto& [tag, value] : elf.dynamic())
      if (tag == wanted) return true;
    return false;
  };
  EXPECT_FALSE(has(Elf64(write_elf(facts)), k_runpath));
  facts.runpath = "";
  const Elf64 elf(write_elf(facts));
  ASSERT_TRUE(has(elf, k_runpath));
  EXPECT_EQ(elf.text(elf.value(k_runpath)), "");
}

TEST(ElfWriter, LoadsAreCongruentForPagesOf64KiB) {
  auto facts = library_facts(model::k_em_aarch64, "libz.so.1");
  const Elf64 elf(write_elf(facts));
  unsigned loads = 0;
  for (const auto& segment : elf.segments()) {
    if (segment.type != 1) continue;
    ++loads;
    EXPECT_EQ(segment.address % 0x10000, segment.offset % 0x10000);
    EXPECT_EQ(segment.alignment, 0x10000U);
    EXPECT_LE(segment.offset + segment.size, elf.bytes().size());
  }
  EXPECT_EQ(loads, 2U);
}

TEST(ElfWriter, ProgramsBeginWithTheirProgramHeadersAndInterpreter) {
  const Elf64 elf(write_elf(program_facts(model::k_em_x86_64, "/lib64/ld-linux-x86-64.so.2")));
  ASSERT_EQ(elf.segments().front().type, 6U) << "PT_PHDR stands before every PT_LOAD";
  EXPECT_EQ(elf.segments().front().size, 56 * elf.segments().size());
  const auto interp = elf.segment(3);
  ASSERT_TRUE(interp);
  EXPECT_EQ(elf.bytes().substr(interp->offset, interp->size), std::string("/lib64/ld-linux-x86-64.so.2") + '\0');
}

TEST(ElfWriter, TheEntryOfAProgramIsExitZero) {
  const Elf64 elf(write_elf(program_facts(model::k_em_x86_64, "/lib64/ld-linux-x86-64.so.2")));
  const std::string code("\xb8\x3c\0\0\0\x31\xff\x0f\x05", 9);  // mov $60,%eax; xor %edi,%edi; syscall
  EXPECT_EQ(elf.bytes().substr(elf.offset_of(elf.number(24, 8)), code.size()), code);
}

TEST(ElfWriter, SysvHashOfKnownVersions) {  // as `readelf -V` and every libc.so.6 show them
  EXPECT_EQ(sysv_hash("GLIBC_2.2.5"), 0x09691a75U);
  EXPECT_EQ(sysv_hash("GLIBC_2.4"), 0x0d696914U);
  EXPECT_EQ(sysv_hash("GLIBC_2.34"), 0x069691b4U);
}

TEST(ElfWriter, R9_3DefinitionsBeginWithTheNameOfTheFile) {
  auto facts = library("libz.so.1");
  define_versions(facts, {"ZLIB_1.2.0", "ZLIB_1.2.9"});
  const Elf64 elf(write_elf(facts));
  auto at = elf.offset_of(elf.value(0x6ffffffc));
  EXPECT_EQ(elf.value(0x6ffffffd), 3U);
  std::vector<std::string> names;
  for (unsigned i = 0; i < 3; ++i) {
    EXPECT_EQ(elf.number(at, 2), 1U);
    EXPECT_EQ(elf.number(at + 2, 2), i == 0 ? 1U : 0U) << "VER_FLG_BASE on the first only";
    EXPECT_EQ(elf.number(at + 4, 2), i + 1) << "the index";
    names.push_back(elf.text(elf.number(at + elf.number(at + 12, 4), 4)));
    at += elf.number(at + 16, 4);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"libz.so.1", "ZLIB_1.2.0", "ZLIB_1.2.9"}));
}

TEST(ElfWriter, R9_3NeedsCarryTheirWeakFlag) {
  auto facts = library();
  need_versions(facts, "libc.so.6", {"GLIBC_2.4"});
  need_versions(facts, "libc.so.6", {"GLIBC_2.34"}, true);
  const Elf64 elf(write_elf(facts));
  const auto at = elf.offset_of(elf.value(0x6ffffffe));
  EXPECT_EQ(elf.value(0x6fffffff), 1U) << "one record for one file";
  EXPECT_EQ(elf.text(elf.number(at + 4, 4)), "libc.so.6");
  const auto first = at + elf.number(at + 8, 4);
  EXPECT_EQ(elf.number(first, 4), 0x0d696914U);
  EXPECT_EQ(elf.number(first + 4, 2), 0U);
  const auto second = first + elf.number(first + 12, 4);
  EXPECT_EQ(elf.number(second, 4), 0x069691b4U);
  EXPECT_EQ(elf.number(second + 4, 2), 2U);
}

TEST(ElfWriter, R13_1TheDlopenNoteIsJson) {
  auto facts = library();
  facts.dlopen_notes = {{{"libbpf.so.1", "libbpf.so.0"}, model::DlopenPriority::suggested, "bpf", ""}};
  const Elf64 elf(write_elf(facts));
  const auto note = elf.segment(4);
  ASSERT_TRUE(note);
  EXPECT_EQ(elf.number(note->offset, 4), 4U);
  EXPECT_EQ(elf.number(note->offset + 8, 4), 0x407c0c0aU);
  EXPECT_EQ(elf.bytes().substr(note->offset + 12, 4), std::string("FDO") + '\0');
  const auto json = nlohmann::json::parse(elf.bytes().c_str() + note->offset + 16);
  EXPECT_EQ(json,
            nlohmann::json::parse(R"([{"soname":["libbpf.so.1","libbpf.so.0"],"priority":"suggested","feature":"bpf"}])"));
}

TEST(ElfWriter, R6_2ALoaderHoldsItsListTwice) {
  auto facts = library("ld-linux-x86-64.so.2");
  facts.loader = model::LoaderConstants{.system_dirs = {"/lib64/", "/usr/lib64/"},
                                        .lib_token = "lib64",
                                        .cache_path = "/etc/ld.so.cache",
                                        .version = "2.40",
                                        .confirmed = true};
  const auto bytes = write_elf(facts);
  const std::string list("/lib64/\0/usr/lib64/\0", 20);
  const auto first = bytes.find(list);
  ASSERT_NE(first, std::string::npos);
  EXPECT_NE(bytes.find(list, first + 1), std::string::npos);
  EXPECT_NE(bytes.find("stable release version 2.40"), std::string::npos);
}

TEST(ElfWriter, DefectsAreWrittenAsAsked) {
  auto facts = library();
  facts.has_dynamic = false;
  EXPECT_FALSE(Elf64(write_elf(facts)).segment(2));
  const Elf64 empty(write_elf(ElfImage{.facts = facts, .empty_dynamic = true}));
  ASSERT_TRUE(empty.segment(2));
  EXPECT_EQ(empty.segment(2)->size, 0U);

  facts = library();
  facts.has_load = false;
  EXPECT_FALSE(Elf64(write_elf(facts)).segment(1));

  facts = library();
  facts.loads_aligned = false;
  const auto load = Elf64(write_elf(facts)).segment(1);
  ASSERT_TRUE(load);
  EXPECT_NE(load->address % load->alignment, load->offset % load->alignment);

  facts = library();
  facts.ident_padding = true;
  EXPECT_NE(write_elf(facts).substr(9, 7), std::string(7, '\0'));

  facts = library();
  facts.phentsize_ok = false;
  EXPECT_NE(Elf64(write_elf(facts)).number(54, 2), 56U);
}

TEST(ElfWriter, SectionsCanBeLeftOut) {
  auto facts = library();
  EXPECT_NE(Elf64(write_elf(facts)).number(40, 8), 0U);
  facts.has_sections = false;
  const Elf64 elf(write_elf(facts));
  EXPECT_EQ(elf.number(40, 8), 0U);
  EXPECT_EQ(elf.number(60, 2), 0U);
  EXPECT_EQ(elf.text(elf.value(k_soname)), "libz.so.1");
}

TEST(ElfWriter, PatchesComeBeforeTruncation) {
  const auto whole = write_elf(library());
  const auto patched = write_elf(
      ElfImage{.facts = library(), .patches = {{5, "\x02"}, {whole.size() + 10, "end"}}, .truncate_to = whole.size() + 11});
  EXPECT_EQ(patched.size(), whole.size() + 11);
  EXPECT_EQ(patched[5], '\x02');
  EXPECT_EQ(patched.substr(whole.size()), std::string(10, '\0') + "e");
}

TEST(ElfWriter, IsDeterministic) {
  auto facts = library();
  define_versions(facts, {"A", "B"});
  EXPECT_EQ(write_elf(facts), write_elf(facts));
}

}  // namespace
}  // namespace elfgate::repo::scenario
