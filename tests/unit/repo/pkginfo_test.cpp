#include "repo/apk/pkginfo.h"

#include <gmock/gmock.h>

#include "unit/repo/apk_builder.h"

namespace elfgate::repo {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string k_head = "pkgname = demo\npkgver = 1.0-r0\n";

PkgInfo parse(const std::string& rest) {
  return parse_pkginfo(k_head + rest).value();
}

TEST(PkgInfo, C24LineWithoutBlanksAroundTheEqualsIsIgnoredAndTold) {
  const auto info = parse("arch=x86_64\n");
  EXPECT_EQ(info.metadata.arch, "");
  ASSERT_EQ(info.oddities.size(), 1U);
  EXPECT_EQ(info.oddities[0].rule, "C24");
}

TEST(PkgInfo, C24SplitsAtTheFirstEqualsBetweenBlanks) {
  EXPECT_THAT(parse("depend = a = b\n").metadata.relations.depends, ElementsAre("a", "=", "b"));
}

TEST(PkgInfo, C24CommentsAndEmptyLinesAreSkipped) {
  EXPECT_THAT(parse("\n# arch = x86\n\n").oddities, IsEmpty());
}

TEST(PkgInfo, C24LeadingBlanksStayPartOfTheKey) {
  EXPECT_EQ(parse(" arch = x86_64\n").metadata.arch, "");
}

TEST(PkgInfo, C24LastLineWithoutALineFeedCounts) {
  EXPECT_EQ(parse("arch = x86_64").metadata.arch, "x86_64");
}

TEST(PkgInfo, C24CarriageReturnStaysInTheValueAndIsTold) {
  const auto info = parse("arch = x86_64\r\n");
  EXPECT_EQ(info.metadata.arch, "x86_64\r");
  EXPECT_EQ(info.oddities.size(), 1U);
}

TEST(PkgInfo, C32EmptyValuesAreRead) {
  EXPECT_THAT(parse("url = \ncommit = \n").oddities, IsEmpty());
}

TEST(PkgInfo, C25RepeatedLinesAndBlanksBothMakeLists) {
  const auto info = parse("depend = a b>=1\ndepend =  !c\nprovides = so:x=1\nreplaces = r\ninstall_if = i j=1\n");
  EXPECT_THAT(info.metadata.relations.depends, ElementsAre("a", "b>=1", "!c"));
  EXPECT_THAT(info.metadata.relations.provides, ElementsAre("so:x=1"));
  EXPECT_THAT(info.metadata.relations.replaces, ElementsAre("r"));
  EXPECT_THAT(info.metadata.relations.install_if, ElementsAre("i", "j=1"));
}

TEST(PkgInfo, C25LastOfARepeatedSingleKeyWins) {
  EXPECT_EQ(parse("arch = a\narch = b\n").metadata.arch, "b");
}

TEST(PkgInfo, C25PriorityIsTakenModulo65536) {
  EXPECT_EQ(parse("provider_priority = 65536\n").metadata.relations.provider_priority, 0U);
  EXPECT_EQ(parse("provider_priority = 65541\n").metadata.relations.provider_priority, 5U);
  EXPECT_EQ(parse("provider_priority = -1\n").metadata.relations.provider_priority, 0U);
}

TEST(PkgInfo, C25VendoredCommentsOfMelangeAreRead) {
  EXPECT_THAT(parse("# vendored = so:libq.so.1=1\n# vendored = so:libr.so.2=2\n").metadata.vendored,
              ElementsAre("so:libq.so.1=1", "so:libr.so.2=2"));
}

TEST(PkgInfo, OriginIsTheNameWhereNoneIsGiven) {
  EXPECT_EQ(parse("").metadata.origin, "demo");
  EXPECT_EQ(parse("origin = src\n").metadata.origin, "src");
}

TEST(PkgInfo, X16NamesThatCannotBePartOfAFileNameAreRefused) {
  for (const char* text : {"", "pkgname = a\n", "pkgver = 1\n", "pkgname = a/b\npkgver = 1\n", "pkgname = ..\npkgver = 1\n",
                           "pkgname = a\npkgver = ../1\n", "pkgname = a b\npkgver = 1\n"})
    EXPECT_EQ(code_of(parse_pkginfo(text)), base::ErrorCode::malformed) << text;
}

}  // namespace
}  // namespace elfgate::repo
