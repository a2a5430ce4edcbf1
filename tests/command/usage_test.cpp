// Wrong use: exit status 2, a sentence on standard error that says what was probably meant and what to do next.
#include "process.h"

namespace elfgate::command_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

/// The command line is refused with a sentence that has PART in it.
void expect_refused(const std::vector<std::string>& arguments, const std::string& part) {
  const Outcome outcome = run(arguments);
  EXPECT_EQ(outcome.status, 2) << outcome.err;
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(outcome.err, AllOf(StartsWith("elfgate: "), HasSubstr(part)));
}

TEST(Usage, NoSubcommandNamesOne) {
  expect_refused({}, "elfgate check DIRECTORY");
}

TEST(Usage, AMisspeltSubcommandIsGuessed) {
  expect_refused({"chek", "repo"}, "unknown subcommand 'chek'; did you mean 'check'?");
}

TEST(Usage, APathWithoutSubcommandIsExplained) {
  expect_refused({"repo"}, "elfgate check repo");
}

TEST(Usage, AMisspeltOptionIsGuessed) {
  expect_refused({"check", "--threds", "4", "."}, "unknown option '--threds'; did you mean '--threads'?");
  expect_refused({"scan", "--fact=x", "."}, "unknown option '--fact'; did you mean '--facts'?");
}

TEST(Usage, AMisspeltOptionIsGuessedEvenWhenMoreIsWrong) {
  expect_refused({"check", "--treads", "4", "--format", "jsn"}, "'--threads'");
}

TEST(Usage, AMisspeltFormatIsGuessed) {
  expect_refused({"check", "--format", "jsn", "."}, "unknown format 'jsn'; did you mean 'json'?");
  expect_refused({"check", "--report", "jsn=x", "."}, "did you mean 'json'?");
}

TEST(Usage, AMisspeltRuleIsGuessed) {
  expect_refused({"check", "--rule", "mising-library", "."}, "unknown rule 'mising-library'; did you mean 'missing-library'?");
  expect_refused({"check", "--severity", "mising-library=off", "."}, "did you mean 'missing-library'?");
}

TEST(Usage, AWrongLevelListsTheLevels) {
  expect_refused({"check", "--severity", "missing-library=fatal", "."}, "error warning info off");
  expect_refused({"check", "--fail-on", "fatal", "."}, "error warning info never");
}

TEST(Usage, AReportWithoutFileShowsHow) {
  expect_refused({"check", "--report", "json", "."}, "json=findings.json");
}

TEST(Usage, AnOptionWithoutValueIsNamed) {
  expect_refused({"check", ".", "--threads"}, "--threads needs a value");
}

TEST(Usage, ZeroThreadsAreRefused) {
  expect_refused({"check", "--threads", "0", "."}, "--threads");
}

TEST(Usage, NoSourceSaysWhatASourceIs) {
  expect_refused({"check"}, "no SOURCE given");
  expect_refused({"scan"}, "no SOURCE given");
}

TEST(Usage, AMissingSourceIsNamed) {
  expect_refused({"check", "/nowhere/at-all"}, "/nowhere/at-all: no such file or directory");
}

TEST(Usage, AMissingPolicyFileIsNamed) {
  expect_refused({"check", "--policy", "/nowhere/policy.yaml", "."}, "/nowhere/policy.yaml");
}

TEST(Usage, FactsAndNoFactsExcludeEachOther) {
  expect_refused({"check", "--facts", "x", "--no-facts", "."}, "--no-facts");
}

TEST(Usage, AnArgumentThatASubcommandDoesNotTakeIsRefused) {
  expect_refused({"rules", "all"}, "takes no argument 'all'");
}

TEST(Usage, ASourceThatIsNoRepositoryIsExplained) {
  const TemporaryFolder folder;
  expect_refused({"check", folder.file("notes.txt", "nothing of interest\n")}, "notes.txt");
}

TEST(Usage, AHomeThatCannotBeLookedIntoIsNoFailure) {
  const auto outcome = run({"ldd", "/bin/true"}, {.environment = {{"HOME", "/" + std::string(5000, 'h')}}});
  EXPECT_NE(outcome.status, 2) << outcome.err;
}

}  // namespace
}  // namespace elfgate::command_test
