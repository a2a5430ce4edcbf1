// elfgate check and scan on small scenarios: exit statuses, the facts store, filters.
#include <csignal>
#include <filesystem>

#include "process.h"

namespace elfgate::command_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class CheckCommand : public ::testing::Test {
 protected:
  const TemporaryFolder folder_;
  const std::string broken_ = folder_.file("broken.eg", broken_scenario());
  const std::string clean_ = folder_.file("clean.eg", clean_scenario());
};

TEST_F(CheckCommand, ACleanRepositoryExitsWithZero) {
  const Outcome outcome = run({"check", clean_});
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST_F(CheckCommand, AnErrorExitsWithOneAndIsOneGreppableLine) {
  const Outcome outcome = run({"check", broken_});
  EXPECT_EQ(outcome.status, 1) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("error missing-library  broken-1.0-r0/x86_64  usr/bin/broken: libabsent.so.1: "));
  EXPECT_THAT(outcome.out, HasSubstr("broken-1.0-r0/aarch64"));
}

TEST_F(CheckCommand, FailOnNeverExitsWithZeroAndStillReports) {
  const Outcome outcome = run({"check", "--fail-on", "never", broken_});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("missing-library"));
}

TEST_F(CheckCommand, ALowerSeverityDoesNotFail) {
  const Outcome outcome = run({"check", "--severity", "missing-library=warning", broken_});
  EXPECT_EQ(outcome.status, 0) << outcome.out;
  EXPECT_THAT(outcome.out, HasSubstr("warning missing-library"));
}

TEST_F(CheckCommand, FailOnWarningFailsOnTheLoweredOne) {
  EXPECT_EQ(run({"check", "--severity", "missing-library=warning", "--fail-on", "warning", broken_}).status, 1);
}

TEST_F(CheckCommand, ARuleThatIsOffIsNotReported) {
  EXPECT_THAT(run({"check", "--severity", "missing-library=off", broken_}).out, Not(HasSubstr("missing-library")));
}

TEST_F(CheckCommand, OnlyTheRulesThatWereNamedAreReported) {
  EXPECT_EQ(run({"check", "--rule", "malformed-elf", broken_}).status, 0);
  EXPECT_EQ(run({"check", "--rule", "malformed-elf", "--rule", "missing-library", broken_}).status, 1);
}

TEST_F(CheckCommand, OneArchitectureCanBeAskedFor) {
  const std::string out = run({"check", "--arch", "aarch64", broken_}).out;
  EXPECT_THAT(out, HasSubstr("broken-1.0-r0/aarch64"));
  EXPECT_THAT(out, Not(HasSubstr("broken-1.0-r0/x86_64")));
}

TEST_F(CheckCommand, AnotherPackageHasNoFinding) {
  EXPECT_EQ(run({"check", "--package", "libc6", broken_}).status, 0);
  EXPECT_EQ(run({"check", "--package", "broken", broken_}).status, 1);
}

TEST_F(CheckCommand, NothingToExamineIsNotClean) {
  const std::string empty = folder_.path("empty");
  std::filesystem::create_directory(empty);
  EXPECT_NE(run({"check", empty}).status, 0);
}

TEST_F(CheckCommand, TheDefaultFactsStoreLiesInTheCacheFolder) {
  const std::string cache = folder_.path("cache");
  EXPECT_EQ(run({"check", clean_}, {.environment = {{"XDG_CACHE_HOME", cache}}}).status, 0);
  EXPECT_TRUE(std::filesystem::exists(cache + "/elfgate/facts.sqlite"));
}

TEST_F(CheckCommand, WithoutHomeItGoesOnAndSaysSo) {
  const Outcome outcome = run({"check", clean_}, {.environment = {{"HOME", ""}}});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("no facts store"));
}

TEST_F(CheckCommand, NoFactsTouchesNothing) {
  const std::string cache = folder_.path("cache");
  EXPECT_EQ(run({"check", "--no-facts", clean_}, {.environment = {{"XDG_CACHE_HOME", cache}}}).status, 0);
  EXPECT_FALSE(std::filesystem::exists(cache));
}

TEST_F(CheckCommand, ThreadsDoNotChangeTheOutput) {
  const std::string one = run({"check", "--threads", "1", "--no-facts", broken_}).out;
  EXPECT_EQ(run({"check", "--threads", "7", "--no-facts", broken_}).out, one);
}

TEST_F(CheckCommand, ScanSaysWhatItDidAndTheSecondOneReadsNothing) {
  const std::string facts = folder_.path("facts.sqlite");
  const Outcome first = run({"scan", "--facts", facts, clean_});
  EXPECT_EQ(first.status, 0) << first.err;
  EXPECT_THAT(first.out, HasSubstr(" packages: "));
  EXPECT_TRUE(std::filesystem::exists(facts));
}

TEST(Lists, RulesAreOneLineEachWithLevelAndMeaning) {
  const Outcome outcome = run({"rules"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, ::testing::ContainsRegex("(^|\n)missing-library +error +[a-z]"));
}

TEST(Lists, FormatsNamesReportsAndSources) {
  EXPECT_THAT(run({"formats"}).out, AllOf(HasSubstr("\n  json "), HasSubstr("\n  scenario ")));
  EXPECT_THAT(run({"formats", "reports"}).out, AllOf(HasSubstr("json "), Not(HasSubstr("scenario"))));
}

}  // namespace
}  // namespace elfgate::command_test
