#include "report/wording.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "golden/small_report.h"

namespace elfgate::report {
namespace {

using namespace std::string_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(Shown, LeavesPlainTextAndUnicodeAlone) {
  EXPECT_EQ(shown("/usr/lib/libz.so.1 \\ \"x\""), "/usr/lib/libz.so.1 \\ \"x\"");
  EXPECT_EQ(shown("\xc3\xa9\xe2\x82\xac\xf0\x9f\x90\xa7"), "\xc3\xa9\xe2\x82\xac\xf0\x9f\x90\xa7");
}

TEST(Shown, WritesWhatActsInsteadOfBeingSeenAsBytes) {
  EXPECT_EQ(shown("a\nb\033[m\x7f"), "a\\x0ab\\x1b[m\\x7f");
  EXPECT_EQ(shown("\xff\xc3"), "\\xff\\xc3");
  EXPECT_EQ(shown("a\0b"s), "a\\x00b");
  EXPECT_EQ(shown("\xe2\x80\xae"), "\\xe2\\x80\\xae");  // U+202E right-to-left override
  EXPECT_EQ(shown("\xe2\x80\x8b"), "\\xe2\\x80\\x8b");  // U+200B zero width space
  EXPECT_EQ(shown("\xe2\x81\xa6"), "\\xe2\\x81\\xa6");  // U+2066 left-to-right isolate
  EXPECT_EQ(shown("\xef\xbb\xbf"), "\\xef\\xbb\\xbf");  // U+FEFF
  EXPECT_EQ(shown("\xef\xbf\xbf"), "\\xef\\xbf\\xbf");  // U+FFFF
}

TEST(Number, GroupsThousands) {
  EXPECT_EQ(number(0), "0");
  EXPECT_EQ(number(999), "999");
  EXPECT_EQ(number(1000), "1,000");
  EXPECT_EQ(number(1234567), "1,234,567");
  EXPECT_EQ(number(123456), "123,456");
}

TEST(CountOf, KnowsOneFromMany) {
  EXPECT_EQ(count_of(0, "error", "errors"), "no errors");
  EXPECT_EQ(count_of(1, "error", "errors"), "1 error");
  EXPECT_EQ(count_of(2000, "error", "errors"), "2,000 errors");
}

TEST(Headline, LeavesOutWhatIsEmpty) {
  model::Finding finding;
  finding.message = "m";
  EXPECT_EQ(headline(finding), "m");
  finding.subject = "s";
  EXPECT_EQ(headline(finding), "s: m");
  finding.path = "/usr/p";
  EXPECT_EQ(headline(finding), "usr/p: s: m");
}

TEST(Affected, IsEmptyWhereOnlyTheObjectItselfIsKnown) {
  EXPECT_EQ(affected({0, 0, {}}), "");
  EXPECT_EQ(affected({1, 1, {"a: /x"}}), "");
  EXPECT_EQ(affected({1, 2, {}}), "1 package with 2 programs");
}

TEST(SummarySentences, SayThatNothingWasExamined) {
  EXPECT_THAT(summary_sentences({}, true), ElementsAre(HasSubstr("Nothing was examined")));
  Summary summary;
  summary.packages = {{"x86_64", 0}};
  EXPECT_THAT(summary_sentences(summary, true), ElementsAre(HasSubstr("Nothing was examined")));
}

TEST(SummarySentences, SayThatARunWasIncomplete) {
  auto summary = test::clean_report().summary;
  summary.incomplete = true;
  EXPECT_THAT(summary_sentences(summary, true), Contains(StartsWith("Incomplete: something could not be looked at")));
  summary.packages_unreadable = 3;
  EXPECT_THAT(summary_sentences(summary, true), Contains(StartsWith("Incomplete: 3 packages could not be read")));
}

TEST(IsHidden, HidesInfosAndWaivedUnlessAllIsAsked) {
  const TextStyle brief, verbose{.verbose = true};
  EXPECT_FALSE(is_hidden(test::missing_library(), brief));
  EXPECT_FALSE(is_hidden(test::warning(), brief));
  EXPECT_TRUE(is_hidden(test::info(), brief));
  EXPECT_TRUE(is_hidden(test::waived(), brief));
  EXPECT_FALSE(is_hidden(test::info(), verbose));
  EXPECT_FALSE(is_hidden(test::waived(), verbose));
  auto unread = test::info();
  unread.incomplete = true;
  EXPECT_FALSE(is_hidden(unread, brief));
}

TEST(CountFindings, CountsAWaivedFindingAsWaivedOnly) {
  const auto summary = test::small_report().summary;
  EXPECT_EQ(summary.errors, 2u);
  EXPECT_EQ(summary.warnings, 1u);
  EXPECT_EQ(summary.infos, 1u);
  EXPECT_EQ(summary.waived, 1u);
  EXPECT_TRUE(summary.incomplete);
  EXPECT_FALSE(test::clean_report().summary.incomplete);
}

}  // namespace
}  // namespace elfgate::report
