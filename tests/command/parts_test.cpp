// The parts of the command that are functions: the progress line and the suggestions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "progress.h"
#include "suggest.h"

namespace elfgate::command {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(ProgressLine, ShowsPassBarCountRateAndTimeLeft) {
  const Progress half{"reading packages", 50, 100, 20'000'000, 40'000'000};
  EXPECT_EQ(progress_line(half, seconds(10), 80),
            "reading packages  [###############---------------]  50/100  2.0 MB/s  10 s left");
}

TEST(ProgressLine, CountsItemsWhereThereAreNoBytes) {
  EXPECT_THAT(progress_line({"auditing", 500, 1000, 0, 0}, seconds(5), 80), HasSubstr("500/1000  100/s  5 s left"));
}

TEST(ProgressLine, LongTimesAreMinutesAndHours) {
  EXPECT_THAT(progress_line({"x", 1, 100, 0, 0}, seconds(1), 80), HasSubstr("1 min 39 s left"));
  EXPECT_THAT(progress_line({"x", 1, 100, 0, 0}, seconds(100), 80), HasSubstr("2 h 45 min left"));
}

TEST(ProgressLine, AnUnknownTotalHasNoBarAndNoEstimate) {
  EXPECT_EQ(progress_line({"opening", 7, 0, 0, 0}, seconds(1), 80), "opening  7  7/s");
}

TEST(ProgressLine, ThereIsNoEstimateFromTheFirstMoments) {
  EXPECT_THAT(progress_line({"x", 1, 100, 0, 0}, std::chrono::duration<double>(0.1), 80), Not(HasSubstr("left")));
}

TEST(ProgressLine, NeverExceedsTheWidth) {
  const Progress half{"reading packages", 500'000, 1'000'000, 20'000'000, 40'000'000};
  for (unsigned width = 1; width < 120; ++width) EXPECT_LE(progress_line(half, seconds(10), width).size(), width);
}

TEST(ProgressLine, MoreDoneThanAnnouncedIsFull) {
  EXPECT_THAT(progress_line({"x", 5, 4, 0, 0}, seconds(1), 80), HasSubstr("[##############################]"));
}

TEST(DidYouMean, FindsOneWrongMissingDoubledOrSwappedLetter) {
  for (const char* word : {"chack", "chek", "checkk", "chekc"})
    EXPECT_THAT(did_you_mean(word, {"scan", "check"}), HasSubstr("'check'"));
}

TEST(DidYouMean, FindsTheRestOfAnAbbreviation) {
  EXPECT_THAT(did_you_mean("miss", {"moved", "missing"}), HasSubstr("'missing'"));
}

TEST(DidYouMean, IsSilentWhenNothingIsNear) {
  EXPECT_THAT(did_you_mean("zebra", {"scan", "check"}), IsEmpty());
}

TEST(DidYouMean, DoesNotWorkOnAWordOfAnyLength) {
  EXPECT_THAT(did_you_mean(std::string(100'000, 'a'), {"scan"}), IsEmpty());
}

TEST(UnknownName, AcceptsAKnownName) {
  EXPECT_THAT(unknown_name("rule", "a", {"a", "b"}), IsEmpty());
}

TEST(UnknownName, ListsWhatThereIs) {
  EXPECT_THAT(unknown_name("rule", "zebra", {"a", "b"}), HasSubstr("(known: a b)"));
}

}  // namespace
}  // namespace elfgate::command
