#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "elf/reader.h"
#include "elf_bytes.h"

namespace elfgate::elf {
namespace {

using base::ErrorCode;
using test::ElfBytes;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::uint32_t k_pt_note = 4, k_pt_property = 0x6474e553, k_dlopen = 0x407c0c0a;

struct Outcome {
  model::ElfFacts facts;
  std::vector<base::Error> oddities;
};

Outcome read(ElfBytes& elf) {
  Outcome outcome;
  auto facts = read_elf(elf.build(), "file", outcome.oddities);
  EXPECT_TRUE(facts);
  if (facts) outcome.facts = std::move(*facts);
  return outcome;
}

/// A GNU property note that needs ISA level bits.
std::string isa_note(const ElfBytes& elf, std::uint32_t bits) {
  const unsigned align = elf.wide() ? 8 : 4;
  std::string properties = elf.numbers({0xc0000002, 4, 3});
  if (elf.wide()) properties += elf.number(0, 4);
  properties += elf.numbers({0xc0008002, 4, bits});
  if (elf.wide()) properties += elf.number(0, 4);
  return elf.note("GNU", 5, properties, align);
}

TEST(Notes, R4_6ReadsTheIsaLevelOfEitherSegment) {
  for (const std::uint32_t type : {k_pt_note, k_pt_property}) {
    ElfBytes wide;
    wide.segment_of(type, isa_note(wide, 4), 8);
    EXPECT_EQ(read(wide).facts.x86_isa_needed, 4U);
    ElfBytes narrow(false);
    narrow.machine = model::k_em_386;
    narrow.segment_of(type, isa_note(narrow, 2), 4);
    EXPECT_EQ(read(narrow).facts.x86_isa_needed, 2U);
  }
}

TEST(Notes, R4_6OtherMachinesAndAlignmentsHaveNoIsaLevel) {
  ElfBytes arm;
  arm.machine = model::k_em_aarch64;
  arm.segment_of(k_pt_note, isa_note(arm, 4), 8);
  EXPECT_EQ(read(arm).facts.x86_isa_needed, 0U);
  ElfBytes misaligned;
  misaligned.segment_of(k_pt_note, isa_note(misaligned, 4), 4);
  EXPECT_EQ(read(misaligned).facts.x86_isa_needed, 0U);
}

TEST(Notes, R13_2ReadsDlopenNotesAmongOthers) {
  ElfBytes elf;
  const std::string notes = elf.note("GNU", 3, "build-id!") + elf.note("FDO", 0xcafe1a7e, R"({"type":"deb"})") +
                            elf.note("FDO", k_dlopen, std::string(R"([{"soname":["liba.so.1"]}])") + '\0') +
                            elf.note("FDO", k_dlopen, R"([{"soname":["libb.so.1"]}])");
  elf.segment_of(k_pt_note, notes);
  const auto outcome = read(elf);
  ASSERT_THAT(outcome.facts.dlopen_notes, SizeIs(2));
  EXPECT_THAT(outcome.facts.dlopen_notes[0].sonames, ElementsAre("liba.so.1"));
  EXPECT_THAT(outcome.facts.dlopen_notes[1].sonames, ElementsAre("libb.so.1"));
  EXPECT_THAT(outcome.oddities, IsEmpty());
}

TEST(Notes, R13_2RespectsEightByteAlignmentAndBigEndian) {
  ElfBytes elf(true, true);
  elf.segment_of(k_pt_note, elf.note("FDO", 1, "12345", 8) + elf.note("FDO", k_dlopen, R"([{"soname":["liba.so.1"]}])", 8), 8);
  EXPECT_THAT(read(elf).facts.dlopen_notes, SizeIs(1));
}

TEST(Notes, TheSameNoteInTwoSegmentsIsOneNote) {
  ElfBytes elf;
  const std::string note = elf.note("FDO", k_dlopen, R"([{"soname":["liba.so.1"]}])");
  const auto at = elf.place(note);
  elf.segment({k_pt_note, 4, at, test::k_base + at, note.size(), 4});
  elf.segment({k_pt_note, 4, at, test::k_base + at, note.size() - 1, 4});
  EXPECT_THAT(read(elf).facts.dlopen_notes, SizeIs(1));
}

TEST(Notes, BrokenNotesAreOddButCostNothingElse) {
  ElfBytes elf;
  elf.text(14, "liba.so.1")
      .segment_of(k_pt_note, elf.note("FDO", k_dlopen, "[{") + elf.note("FDO", k_dlopen, R"({"soname":"x.so"})"));
  const auto outcome = read(elf);
  EXPECT_EQ(outcome.facts.soname, "liba.so.1");
  EXPECT_THAT(outcome.facts.dlopen_notes, SizeIs(1));
  ASSERT_THAT(outcome.oddities, SizeIs(1));
  EXPECT_EQ(outcome.oddities[0].code, ErrorCode::malformed);
}

TEST(Notes, ANoteLongerThanItsSegmentIsOdd) {
  ElfBytes elf;
  elf.segment_of(k_pt_note, elf.numbers({4, 0xFFFFFFF0, k_dlopen}) + std::string("FDO\0", 4));
  EXPECT_THAT(read(elf).oddities, SizeIs(1));
  ElfBytes owner;
  owner.segment_of(k_pt_note, owner.numbers({0xFFFFFFFF, 1, k_dlopen}) + std::string("FDO\0", 4));
  EXPECT_THAT(read(owner).oddities, SizeIs(1));
}

TEST(Notes, R46APropertyHeaderThatPatchelfLeftBehindIsNotOdd) {
  ElfBytes elf;
  elf.segment_of(k_pt_property, elf.numbers({4, 0x58585858, 0x58585858}) + std::string(20, 'X'), 8);
  const auto outcome = read(elf);
  EXPECT_THAT(outcome.oddities, IsEmpty());
  EXPECT_EQ(outcome.facts.x86_isa_needed, 0U);
}

TEST(Notes, ASegmentOutsideOfTheFileIsOdd) {
  ElfBytes elf;
  elf.segment({k_pt_note, 4, 0x1000000, 0, 32, 4});
  const auto outcome = read(elf);
  ASSERT_THAT(outcome.oddities, SizeIs(1));
  EXPECT_EQ(outcome.oddities[0].code, ErrorCode::truncated);
}

TEST(Notes, NotesHaveLimits) {
  ElfBytes large;
  large.segment_of(k_pt_note, std::string(base::limits::k_note_bytes + 1, '\0'));
  ASSERT_THAT(read(large).oddities, SizeIs(1));
  ElfBytes many;
  const auto at = many.place(std::string(base::limits::k_note_bytes, '\0'));
  for (unsigned i = 0; i < 5; ++i) many.segment({k_pt_note, 4, at + i, 0, base::limits::k_note_bytes - i, 4});
  const auto outcome = read(many);
  ASSERT_THAT(outcome.oddities, SizeIs(1));
  EXPECT_EQ(outcome.oddities[0].code, ErrorCode::limit);
}

TEST(Notes, APaddedEndIsNoNote) {
  ElfBytes elf;
  elf.segment_of(k_pt_note, elf.note("FDO", k_dlopen, R"([{"soname":["liba.so.1"]}])") + std::string(8, '\0'));
  const auto outcome = read(elf);
  EXPECT_THAT(outcome.facts.dlopen_notes, SizeIs(1));
  EXPECT_THAT(outcome.oddities, IsEmpty());
}

}  // namespace
}  // namespace elfgate::elf
