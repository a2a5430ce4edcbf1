#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "elf/reader.h"
#include "elf_bytes.h"

namespace elfgate::elf {
namespace {

using base::ErrorCode;
using model::EdgeKind;
using test::ElfBytes;
using test::k_base;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
namespace limits = base::limits;

constexpr std::int64_t k_needed = 1, k_soname = 14, k_rpath = 15, k_runpath = 29, k_flags = 30, k_relr = 36,
                       k_flags_1 = 0x6ffffffb, k_filter = 0x7fffffff, k_auxiliary = 0x7ffffffd, k_audit = 0x6ffffefc,
                       k_depaudit = 0x6ffffefb;

model::ElfFacts facts_of(const std::vector<std::uint8_t>& file) {
  const auto facts = libelf_reader.read(file, "file");
  EXPECT_TRUE(facts) << (facts ? "" : to_text(facts.error()));
  return facts ? *facts : model::ElfFacts{};
}

base::Error error_of(const std::vector<std::uint8_t>& file) {
  const auto facts = libelf_reader.read(file, "file");
  EXPECT_FALSE(facts);
  return facts ? base::Error{} : facts.error();
}

class EveryLayout : public ::testing::TestWithParam<std::pair<bool, bool>> {
 protected:
  ElfBytes elf{GetParam().first, GetParam().second};
};
INSTANTIATE_TEST_SUITE_P(Layouts, EveryLayout,
                         ::testing::Values(std::pair(true, false), std::pair(false, false), std::pair(true, true),
                                           std::pair(false, true)),
                         [](const auto& layout) {
                           return std::string(layout.param.first ? "Wide" : "Narrow") +
                                  (layout.param.second ? "Big" : "Little");
                         });

TEST_P(EveryLayout, ReadsTheHeader) {
  elf.machine = 183;
  const auto facts = facts_of(elf.build());
  EXPECT_EQ(facts.elf_class, GetParam().first ? 2 : 1);
  EXPECT_EQ(facts.data, GetParam().second ? 2 : 1);
  EXPECT_EQ(facts.type, model::k_et_dyn);
  EXPECT_EQ(facts.machine, 183);
  EXPECT_EQ(facts.version, 1U);
  EXPECT_EQ(facts.flags, 0x1234U);
  EXPECT_TRUE(facts.phentsize_ok);
  EXPECT_TRUE(facts.has_load);
  EXPECT_TRUE(facts.has_dynamic);
  EXPECT_TRUE(facts.has_strtab);
}

TEST_P(EveryLayout, ReadsTheDynamicSection) {
  elf.text(k_needed, "libb.so.1").text(k_soname, "liba.so.2").text(k_runpath, "$ORIGIN/../lib").text(k_rpath, "");
  elf.tag(k_flags, 8).tag(k_flags_1, 0x08000001).tag(k_relr, 0x99).text(k_audit, "libaudit.so").text(k_depaudit, "x:y");
  const auto facts = facts_of(elf.build());
  EXPECT_THAT(facts.edges, ElementsAre(model::DynamicEdge{EdgeKind::needed, "libb.so.1"}));
  EXPECT_EQ(facts.soname, "liba.so.2");
  EXPECT_EQ(facts.runpath, "$ORIGIN/../lib");
  EXPECT_EQ(facts.rpath, "");
  EXPECT_EQ(facts.dt_flags, 8U);
  EXPECT_EQ(facts.dt_flags_1, 0x08000001U);
  EXPECT_TRUE(facts.is_pie());
  EXPECT_TRUE(facts.has_relr);
  EXPECT_EQ(facts.audit, "libaudit.so");
  EXPECT_EQ(facts.depaudit, "x:y");
}

TEST_P(EveryLayout, ReadsInterpreterAndStack) {
  elf.segment_of(3, std::string_view("/lib/ld.so\0", 11)).segment({0x6474e551, 7, 0, 0, 0, 16});
  const auto facts = facts_of(elf.build());
  EXPECT_EQ(facts.interp, "/lib/ld.so");
  EXPECT_EQ(facts.exec_stack, model::ExecStack::yes);
}

TEST_P(EveryLayout, TruncatedProgramHeadersAreAnError) {
  auto file = elf.build();
  file.resize(elf.program_header(1) + 10);
  const auto error = error_of(file);
  EXPECT_EQ(error.code, ErrorCode::truncated);
  EXPECT_EQ(error.offset, elf.program_header(0));
}

TEST(LibelfReader, NeedsNoSectionHeaders) {
  ElfBytes elf;
  elf.text(k_needed, "liba.so");
  const auto facts = facts_of(elf.build());
  EXPECT_FALSE(facts.has_sections);
  EXPECT_THAT(facts.edges, SizeIs(1));
}

TEST(LibelfReader, NeverLooksAtTheSectionTable) {
  ElfBytes elf;
  elf.section_table = 0xFFFFFFFFFFFFFF00;
  elf.text(k_needed, "liba.so");
  const auto facts = facts_of(elf.build());
  EXPECT_TRUE(facts.has_sections);
  EXPECT_THAT(facts.edges, SizeIs(1));
}

TEST(LibelfReader, R1_2_R10_2KeepsAllEdgesInTableOrder) {
  ElfBytes elf;
  elf.text(k_needed, "a").text(k_auxiliary, "x").text(k_needed, "b").text(k_filter, "y").text(k_needed, "a");
  EXPECT_THAT(facts_of(elf.build()).edges,
              ElementsAre(model::DynamicEdge{EdgeKind::needed, "a"}, model::DynamicEdge{EdgeKind::auxiliary, "x"},
                          model::DynamicEdge{EdgeKind::needed, "b"}, model::DynamicEdge{EdgeKind::filter, "y"},
                          model::DynamicEdge{EdgeKind::needed, "a"}));
}

TEST(LibelfReader, R2_4TheLastOfARepeatedTagCounts) {
  ElfBytes elf;
  elf.text(k_rpath, "/first").text(k_soname, "first").text(k_runpath, "/r1").tag(k_flags_1, 1);
  elf.text(k_rpath, "/last").text(k_soname, "last").text(k_runpath, "/r2").tag(k_flags_1, 0x800);
  const auto facts = facts_of(elf.build());
  EXPECT_EQ(facts.rpath, "/last");
  EXPECT_EQ(facts.soname, "last");
  EXPECT_EQ(facts.runpath, "/r2");
  EXPECT_TRUE(facts.no_default_dirs());
  EXPECT_EQ(facts.dt_flags_1, 0x800U);
}

TEST(LibelfReader, TheDynamicSectionEndsAtNull) {
  ElfBytes elf;
  elf.with_strtab = false;
  const auto strings = elf.place(std::string_view("\0a\0", 3));
  elf.tag(5, k_base + strings).tag(k_needed, 1).tag(0, 0).tag(k_needed, 1);
  EXPECT_THAT(facts_of(elf.build()).edges, SizeIs(1));
}

TEST(LibelfReader, TheDynamicSectionIsReadAtItsAddress) {
  ElfBytes elf;
  elf.text(k_needed, "real");
  auto file = elf.build();
  elf.patch(file, elf.program_header(1) + 8, 0, 8);  // p_offset, which the loader does not use
  EXPECT_THAT(facts_of(file).edges, SizeIs(1));
}

TEST(LibelfReader, TheDynamicSectionMayEndWithoutNull) {
  ElfBytes elf;
  elf.text(k_needed, "a");
  auto file = elf.build();
  file.resize(file.size() - 16);
  elf.patch(file, elf.program_header(0) + 32, file.size(), 8);
  elf.patch(file, elf.program_header(1) + 32, 16, 8);
  EXPECT_THAT(facts_of(file).edges, SizeIs(1));
}

TEST(LibelfReader, ADynamicSectionOutsideOfTheFileIsAnError) {
  ElfBytes elf;
  auto file = elf.build();
  elf.patch(file, elf.program_header(1) + 32, 0x100000, 8);
  EXPECT_EQ(error_of(file).code, ErrorCode::truncated);
}

TEST(LibelfReader, R7_1ADynamicSegmentWithoutFileBytesIsNone) {
  ElfBytes elf;
  elf.text(k_needed, "a");
  auto file = elf.build();
  elf.patch(file, elf.program_header(1) + 32, 0, 8);
  const auto facts = facts_of(file);
  EXPECT_FALSE(facts.has_dynamic);
  EXPECT_THAT(facts.edges, IsEmpty());
}

TEST(LibelfReader, R7_1HeaderFieldsThatALoaderRefusesAreFacts) {
  ElfBytes elf;
  auto file = elf.build();
  file[7] = 9;
  file[8] = 3;
  file[12] = 1;
  elf.patch(file, 20, 2, 4);
  const auto facts = facts_of(file);
  EXPECT_EQ(facts.osabi, 9);
  EXPECT_EQ(facts.abi_version, 3);
  EXPECT_TRUE(facts.ident_padding);
  EXPECT_EQ(facts.version, 2U);
  EXPECT_TRUE(facts.has_dynamic);
}

TEST(LibelfReader, R7_1UnknownLayoutsAreFacts) {
  ElfBytes elf;
  auto file = elf.build();
  file[4] = 7;
  EXPECT_EQ(facts_of(file).elf_class, 7);
  file[4] = 2;
  file[5] = 0;
  EXPECT_EQ(facts_of(file).data, 0);
  file[5] = 1;
  file[6] = 2;
  const auto facts = facts_of(file);
  EXPECT_EQ(facts.ident_version, 2);
  EXPECT_EQ(facts.machine, 62);
  EXPECT_TRUE(facts.has_load) << "ldconfig reads on (R5.9)";
}

TEST(LibelfReader, R7_1AWrongPhentsizeIsAFact) {
  ElfBytes elf;
  auto file = elf.build();
  elf.patch(file, elf.at_phentsize(), 57, 2);
  elf.patch(file, elf.at_phoff(), 0xFFFFFFFF, 8);
  EXPECT_FALSE(facts_of(file).phentsize_ok);
}

TEST(LibelfReader, OfObjectFilesAndCoresOnlyTheHeaderIsRead) {
  for (const std::uint16_t type : {model::k_et_rel, model::k_et_core, std::uint16_t{0}, std::uint16_t{0xFE00}}) {
    ElfBytes elf;
    elf.type = type;
    auto file = elf.build();
    elf.patch(file, elf.at_phoff(), 0xFFFFFFFFFF, 8);
    file.resize(64);
    EXPECT_TRUE(needs_only_header(file));
    EXPECT_EQ(facts_of(file).type, type);
  }
}

TEST(LibelfReader, ProgramsAndLibrariesNeedMoreThanTheHeader) {
  EXPECT_FALSE(needs_only_header(ElfBytes().build()));
  ElfBytes program;
  program.type = model::k_et_exec;
  EXPECT_FALSE(needs_only_header(program.build()));
}

TEST(LibelfReader, FewerThan64BytesOrNoMagicIsNoElf) {
  auto file = ElfBytes(false).build();
  EXPECT_TRUE(looks_like_elf(base::Bytes(file).first(64)));
  EXPECT_FALSE(looks_like_elf(base::Bytes(file).first(63)));
  EXPECT_FALSE(looks_like_elf({}));
  file[1] = 'e';
  EXPECT_FALSE(looks_like_elf(file));
  EXPECT_EQ(error_of(file).code, ErrorCode::malformed);
}

TEST_P(EveryLayout, ManyProgramHeadersAreCountedInTheFirstSection) {
  elf.text(k_needed, "a");
  const unsigned sh_info = elf.wide() ? 44 : 28;
  elf.section_table = elf.place(std::string(64, '\0'));
  elf.segment({0x6474e551, 6, 0, 0, 0, 16});
  auto file = elf.build();
  elf.patch(file, elf.section_table + sh_info, 3, 4);
  elf.patch(file, elf.at_phnum(), 0xFFFF, 2);
  const auto facts = facts_of(file);
  EXPECT_THAT(facts.edges, SizeIs(1));
  EXPECT_EQ(facts.exec_stack, model::ExecStack::no);

  elf.patch(file, elf.section_table + sh_info, 70'000, 4);
  EXPECT_EQ(error_of(file).code, ErrorCode::limit);
  elf.patch(file, elf.at_shoff(), 0xFFFFFF00, elf.word());
  EXPECT_EQ(error_of(file).code, ErrorCode::truncated);
}

TEST(LibelfReader, R7_1NoLoadAndCrookedLoadsAreFacts) {
  ElfBytes none;
  none.with_load = false;
  none.with_dynamic = false;
  EXPECT_FALSE(facts_of(none.build()).has_load);

  EXPECT_TRUE(facts_of(ElfBytes().build()).loads_aligned);
  ElfBytes crooked;
  crooked.segment({1, 4, 0x10, 0x90020, 0x10, 0x1000});
  EXPECT_FALSE(facts_of(crooked.build()).loads_aligned);
  ElfBytes odd;
  odd.segment({1, 4, 0, 0x90000, 0x10, 0x1800});
  EXPECT_FALSE(facts_of(odd.build()).loads_aligned);
  ElfBytes unaligned;
  unaligned.segment({1, 4, 0x10, 0x90020, 0x10, 1});
  EXPECT_TRUE(facts_of(unaligned.build()).loads_aligned);
}

TEST(LibelfReader, OfOverlappingSegmentsTheLastCounts) {
  ElfBytes elf;
  elf.with_strtab = false;
  const auto first = elf.place(std::string_view("\0first\0", 7), 16);
  const auto second = elf.place(std::string_view("\0other\0", 7), 16);
  elf.tag(5, k_base + first).tag(k_needed, 1);
  elf.segment({1, 4, second, k_base + first, 7, 1});
  EXPECT_THAT(facts_of(elf.build()).edges, ElementsAre(model::DynamicEdge{EdgeKind::needed, "other"}));
}

TEST(LibelfReader, ASegmentLongerThanTheFileIsOddButReadable) {
  ElfBytes elf;
  elf.text(k_needed, "a");
  auto file = elf.build();
  elf.patch(file, elf.program_header(0) + 32, file.size() + 1, 8);
  std::vector<base::Error> oddities;
  const auto facts = read_elf(file, "file", oddities);
  ASSERT_TRUE(facts);
  EXPECT_THAT(facts->edges, SizeIs(1));
  ASSERT_THAT(oddities, SizeIs(1));
  EXPECT_EQ(oddities[0].code, ErrorCode::truncated);
}

TEST(LibelfReader, AStringBehindDtStrszIsReadAsTheLoaderDoes) {
  ElfBytes elf;
  elf.with_strtab = false;
  const auto strings = elf.place(std::string_view("\0abc\0def\0", 9));
  elf.tag(5, k_base + strings).tag(10, 2).tag(k_needed, 5);
  EXPECT_THAT(facts_of(elf.build()).edges, ElementsAre(model::DynamicEdge{EdgeKind::needed, "def"}));
}

TEST(LibelfReader, AStringOutsideOfItsSegmentIsAnError) {
  for (const std::uint64_t offset : {std::uint64_t{0x100000}, ~std::uint64_t{0}}) {
    ElfBytes elf;
    elf.tag(k_needed, offset);
    const auto error = error_of(elf.build());
    EXPECT_EQ(error.code, ErrorCode::malformed);
    EXPECT_THAT(error.detail, HasSubstr("DT_NEEDED"));
    EXPECT_TRUE(error.offset);
  }
}

// As patchelf lays out an ET_EXEC: a new first page, and the old first segment behind it.
TEST(LibelfReader, AStringTableMaySpreadOverSegmentsThatJoin) {
  ElfBytes elf;
  elf.with_strtab = false;
  const auto strings = elf.place(std::string_view("\0abc\0def\0", 9));
  elf.tag(5, 0x90000).tag(k_needed, 5).tag(k_soname, 1);
  elf.segment({1, 4, strings, 0x90000, 3, 1});
  elf.segment({1, 4, strings + 3, 0x90003, 6, 1});
  const auto facts = facts_of(elf.build());
  EXPECT_EQ(facts.soname, "abc");
  EXPECT_THAT(facts.edges, ElementsAre(model::DynamicEdge{EdgeKind::needed, "def"}));
}

TEST(LibelfReader, AStringEndsAtAGapBetweenSegments) {
  ElfBytes elf;
  elf.with_strtab = false;
  const auto strings = elf.place(std::string_view("\0abc\0", 5));
  elf.tag(5, 0x90000).tag(k_soname, 1);
  elf.segment({1, 4, strings, 0x90000, 3, 1});
  elf.segment({1, 4, strings + 3, 0x90010, 2, 1});
  EXPECT_THAT(error_of(elf.build()).detail, HasSubstr("DT_SONAME"));
}

TEST(LibelfReader, AStringWithoutEndIsAnError) {
  ElfBytes elf;
  elf.with_strtab = false;
  elf.tag(k_soname, 1).tag(5, 0x90000);
  const auto strings = elf.place(std::string_view("\0abc", 4));
  elf.segment({1, 4, strings, 0x90000, 4, 1});
  EXPECT_THAT(error_of(elf.build()).detail, HasSubstr("DT_SONAME"));
}

TEST(LibelfReader, NamesWithoutAStringTableAreAnError) {
  ElfBytes elf;
  elf.with_strtab = false;
  elf.tag(k_needed, 1);
  EXPECT_EQ(error_of(elf.build()).code, ErrorCode::malformed);
  ElfBytes nowhere;
  nowhere.with_strtab = false;
  nowhere.tag(k_needed, 1).tag(5, 0x7000000);
  EXPECT_EQ(error_of(nowhere.build()).code, ErrorCode::malformed);
}

TEST(LibelfReader, NoStringTableIsAFactWhereNothingNeedsOne) {
  ElfBytes elf;
  elf.with_strtab = false;
  EXPECT_FALSE(facts_of(elf.build()).has_strtab);
}

TEST(LibelfReader, LongStringsHitALimit) {
  ElfBytes longest;
  longest.text(k_runpath, std::string(limits::k_elf_string, 'x'));
  EXPECT_EQ(facts_of(longest.build()).runpath->size(), limits::k_elf_string);
  ElfBytes longer;
  longer.text(k_runpath, std::string(limits::k_elf_string + 1, 'x'));
  const auto error = error_of(longer.build());
  EXPECT_EQ(error.code, ErrorCode::limit);
  EXPECT_THAT(error.detail, HasSubstr("k_elf_string"));
}

TEST(LibelfReader, ALongStringNamedOftenHitsALimit) {
  ElfBytes elf;
  const auto offset = elf.string(std::string(limits::k_elf_string, 'x'));
  for (unsigned i = 0; i <= limits::k_elf_text / limits::k_elf_string; ++i) elf.tag(k_needed, offset);
  EXPECT_THAT(error_of(elf.build()).detail, HasSubstr("k_elf_text"));
}

TEST(LibelfReader, ManyDynamicEntriesHitALimit) {
  ElfBytes elf(false);
  for (std::uint64_t i = 0; i <= limits::k_dynamic_entries; ++i) elf.tag(0x1234, 0);
  EXPECT_THAT(error_of(elf.build()).detail, HasSubstr("k_dynamic_entries"));
}

TEST(LibelfReader, TheFirstInterpreterCounts) {
  ElfBytes elf;
  elf.segment({3, 4, 0, 0, 0, 1}).segment_of(3, std::string_view("/a\0b\0", 5)).segment_of(3, std::string_view("/c\0", 3));
  EXPECT_EQ(facts_of(elf.build()).interp, "/a");
}

TEST(LibelfReader, ABrokenInterpreterIsAnError) {
  ElfBytes open;
  open.segment_of(3, "/lib/ld.so");
  EXPECT_EQ(error_of(open.build()).code, ErrorCode::malformed);
  ElfBytes outside;
  outside.segment({3, 4, 0x100000, 0, 8, 1});
  EXPECT_EQ(error_of(outside.build()).code, ErrorCode::truncated);
  ElfBytes large;
  large.segment_of(3, std::string(limits::k_path + 1, '\0'));
  EXPECT_EQ(error_of(large.build()).code, ErrorCode::limit);
}

TEST(LibelfReader, StackFlagsHaveThreeStates) {
  EXPECT_EQ(facts_of(ElfBytes().build()).exec_stack, model::ExecStack::no_header);
  EXPECT_EQ(facts_of(ElfBytes().segment({0x6474e551, 6, 0, 0, 0, 16}).build()).exec_stack, model::ExecStack::no);
}

TEST(LibelfReader, AWellFormedFileHasNoOddities) {
  std::vector<base::Error> oddities;
  EXPECT_TRUE(read_elf(ElfBytes().build(), "file", oddities));
  EXPECT_THAT(oddities, IsEmpty());
}

TEST(LibelfReader, EveryTruncationEndsWell) {
  ElfBytes elf;
  elf.text(k_needed, "libb.so.1").text(k_soname, "liba.so.2").segment_of(3, std::string_view("/lib/ld.so\0", 11));
  const auto file = elf.build();
  for (std::size_t size = 0; size < file.size(); ++size) {
    const auto facts = libelf_reader.read(base::Bytes(file).first(size), "file");
    if (facts) {
      EXPECT_EQ(facts->soname, "liba.so.2");
    }
  }
}

}  // namespace
}  // namespace elfgate::elf
