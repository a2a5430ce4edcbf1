#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "elf/reader.h"
#include "elf_bytes.h"

namespace elfgate::elf {
namespace {

using base::ErrorCode;
using test::ElfBytes;
using test::k_base;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::int64_t k_verdef = 0x6ffffffc, k_verdef_count = 0x6ffffffd, k_verneed = 0x6ffffffe, k_verneed_count = 0x6fffffff;

class Versions : public ::testing::TestWithParam<std::pair<bool, bool>> {
 protected:
  ElfBytes elf{GetParam().first, GetParam().second};
};
INSTANTIATE_TEST_SUITE_P(Layouts, Versions,
                         ::testing::Values(std::pair(true, false), std::pair(false, false), std::pair(true, true),
                                           std::pair(false, true)));

std::string need(const ElfBytes& elf, std::uint32_t file, std::uint32_t aux, std::uint32_t next, std::uint16_t revision = 1) {
  return elf.number(revision, 2) + elf.number(1, 2) + elf.numbers({file, aux, next});
}
std::string wanted(const ElfBytes& elf, std::uint32_t hash, std::uint16_t flags, std::uint32_t name, std::uint32_t next) {
  return elf.number(hash, 4) + elf.number(flags, 2) + elf.number(2, 2) + elf.numbers({name, next});
}
std::string defined(const ElfBytes& elf, std::uint16_t flags, std::uint32_t hash, std::uint32_t aux, std::uint32_t next,
                    std::uint16_t revision = 1) {
  return elf.number(revision, 2) + elf.number(flags, 2) + elf.number(1, 2) + elf.number(1, 2) + elf.numbers({hash, aux, next});
}

model::ElfFacts facts_of(ElfBytes& elf) {
  const auto facts = libelf_reader.read(elf.build(), "file");
  EXPECT_TRUE(facts) << (facts ? "" : to_text(facts.error()));
  return facts ? *facts : model::ElfFacts{};
}

base::Error error_of(ElfBytes& elf) {
  const auto facts = libelf_reader.read(elf.build(), "file");
  EXPECT_FALSE(facts);
  return facts ? base::Error{} : facts.error();
}

TEST_P(Versions, R9_2ReadsNeededVersions) {
  const auto libc = elf.string("libc.so.6"), libm = elf.string("libm.so.6"), v2 = elf.string("V2"), v3 = elf.string("V3");
  elf.tag(k_verneed, k_base + elf.place(need(elf, libc, 16, 48) + wanted(elf, 0xABCD, 0, v2, 16) + wanted(elf, 7, 2, v3, 0) +
                                        need(elf, libm, 16, 0) + wanted(elf, 9, 0, v2, 0)));
  const auto facts = facts_of(elf);
  ASSERT_THAT(facts.needed_versions, SizeIs(2));
  EXPECT_EQ(facts.needed_versions[0], (model::VersionNeed{"libc.so.6", 1, {{"V2", 0, 0xABCD}, {"V3", 2, 7}}}));
  EXPECT_EQ(facts.needed_versions[1], (model::VersionNeed{"libm.so.6", 1, {{"V2", 0, 9}}}));
}

TEST_P(Versions, R9_3ReadsDefinedVersions) {
  const auto base = elf.string("liba.so.1"), v1 = elf.string("V1");
  elf.tag(k_verdef, k_base + elf.place(defined(elf, 1, 11, 20, 28) + elf.numbers({base, 0}) + defined(elf, 2, 12, 20, 0) +
                                       elf.numbers({v1, 8}) + elf.numbers({base, 0})));
  const auto facts = facts_of(elf);
  EXPECT_TRUE(facts.has_verdef);
  EXPECT_THAT(facts.defined_versions,
              ElementsAre(model::VersionDefinition{"liba.so.1", 1, 11, 1}, model::VersionDefinition{"V1", 2, 12, 1}));
}

TEST(VersionTables, ChainsEndAtZeroWhateverTheCountSays) {
  ElfBytes elf;
  const auto file = elf.string("f"), v = elf.string("v");
  elf.tag(k_verneed_count, 1);
  elf.tag(k_verneed, k_base + elf.place(need(elf, file, 16, 32) + wanted(elf, 1, 0, v, 0) + need(elf, file, 16, 0) +
                                        wanted(elf, 2, 0, v, 0)));
  EXPECT_THAT(facts_of(elf).needed_versions, SizeIs(2));
}

TEST(VersionTables, ACountOfZeroMeansNothingIsListed) {
  ElfBytes elf;
  elf.tag(k_verdef, 0x7777777).tag(k_verdef_count, 0).tag(k_verneed, 0x7777777).tag(k_verneed_count, 0);
  const auto facts = facts_of(elf);
  EXPECT_TRUE(facts.has_verdef);
  EXPECT_THAT(facts.defined_versions, IsEmpty());
  EXPECT_THAT(facts.needed_versions, IsEmpty());
}

TEST(VersionTables, TablesThatLeadNowhereAreErrors) {
  for (const std::int64_t tag : {k_verdef, k_verneed}) {
    ElfBytes elf;
    elf.tag(tag, 0x7777777);
    EXPECT_EQ(error_of(elf).code, ErrorCode::malformed);
  }
}

TEST(VersionTables, ALinkOutOfTheSegmentIsAnError) {
  ElfBytes elf;
  const auto file = elf.string("f"), v = elf.string("v");
  elf.tag(k_verneed, k_base + elf.place(need(elf, file, 16, 0x10000000) + wanted(elf, 1, 0, v, 0)));
  const auto error = error_of(elf);
  EXPECT_EQ(error.code, ErrorCode::malformed);
  EXPECT_THAT(error.detail, HasSubstr("DT_VERNEED"));
  EXPECT_TRUE(error.offset);
}

TEST(VersionTables, ALinkBackwardsIsALinkOut) {
  ElfBytes elf;
  const auto file = elf.string("f"), v = elf.string("v");
  elf.place(need(elf, file, 16, 0) + wanted(elf, 1, 0, v, 0));
  elf.tag(k_verneed, k_base + elf.place(need(elf, file, 16, static_cast<std::uint32_t>(-32)) + wanted(elf, 1, 0, v, 0)));
  EXPECT_EQ(error_of(elf).code, ErrorCode::malformed);
}

TEST(VersionTables, AuxiliaryRecordsOutsideAreErrors) {
  ElfBytes needs;
  needs.tag(k_verneed, k_base + needs.place(need(needs, needs.string("f"), 0x10000000, 0)));
  EXPECT_EQ(error_of(needs).code, ErrorCode::malformed);
  ElfBytes defines;
  defines.tag(k_verdef, k_base + defines.place(defined(defines, 0, 1, 0x10000000, 0)));
  EXPECT_EQ(error_of(defines).code, ErrorCode::malformed);
}

TEST(VersionTables, NamesOutsideOfTheStringTableAreErrors) {
  ElfBytes elf;
  elf.tag(k_verneed, k_base + elf.place(need(elf, 0x1000000, 16, 0) + wanted(elf, 1, 0, 0, 0)));
  EXPECT_EQ(error_of(elf).code, ErrorCode::malformed);
}

TEST(VersionTables, R9_3AnotherRevisionIsKeptAndEndsTheList) {
  ElfBytes elf;
  elf.tag(k_verneed, k_base + elf.place(need(elf, 0x1000000, 0x1000000, 16, 2) + need(elf, 0, 0, 0)));
  elf.tag(k_verdef, k_base + elf.place(defined(elf, 1, 1, 0x1000000, 20, 3)));
  const auto facts = facts_of(elf);
  ASSERT_THAT(facts.needed_versions, SizeIs(1));
  EXPECT_EQ(facts.needed_versions[0].revision, 2);
  ASSERT_THAT(facts.defined_versions, SizeIs(1));
  EXPECT_EQ(facts.defined_versions[0].revision, 3);
}

TEST(VersionTables, LongChainsHitALimit) {
  ElfBytes elf;
  const auto v = elf.string("v");
  std::string table = need(elf, v, 16, 0);
  for (std::uint64_t i = 0; i <= base::limits::k_versions; ++i) table += wanted(elf, 1, 0, v, 16);
  elf.tag(k_verneed, k_base + elf.place(table));
  EXPECT_EQ(error_of(elf).code, ErrorCode::limit);
}

TEST(VersionTables, RecordsThatShareTheirAuxiliariesHitALimit) {
  ElfBytes elf;
  const auto v = elf.string("v");
  constexpr std::uint32_t k_records = 300;
  std::string table;
  for (std::uint32_t i = 0; i < k_records; ++i) table += need(elf, v, (k_records - i) * 16, i + 1 < k_records ? 16 : 0);
  for (std::uint32_t i = 0; i < k_records; ++i) table += wanted(elf, 1, 0, v, i + 1 < k_records ? 16 : 0);
  elf.tag(k_verneed, k_base + elf.place(table));
  EXPECT_EQ(error_of(elf).code, ErrorCode::limit);
}

}  // namespace
}  // namespace elfgate::elf
