// Reports: the format of standard output, files that appear whole or not at all, readers that leave early.
#include <filesystem>

#include "process.h"

namespace elfgate::command_test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class Reports : public ::testing::Test {
 protected:
  const TemporaryFolder folder_;
  const std::string broken_ = folder_.file("broken.eg", broken_scenario());
};

TEST_F(Reports, StandardOutputCanBeJson) {
  const Outcome outcome = run({"check", "--format", "json", broken_});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, AllOf(StartsWith("{"), HasSubstr("\"elfgate-report/1\""), HasSubstr("libabsent.so.1")));
}

TEST_F(Reports, AFileIsWrittenBesideTheText) {
  const Outcome outcome = run({"check", "--report", "json=" + folder_.path("out.json"), broken_});
  EXPECT_THAT(outcome.out, HasSubstr("error missing-library"));
  EXPECT_EQ(read_text(folder_.path("out.json")), run({"check", "--format", "json", broken_}).out);
}

TEST_F(Reports, SeveralFilesAreWritten) {
  run({"check", "--report", "json=" + folder_.path("a"), "--report", "jsonl=" + folder_.path("b"), broken_});
  EXPECT_THAT(folder_.names(), ElementsAre("a", "b", "broken.eg"));
}

TEST_F(Reports, SarifDescribesEveryRuleThatRan) {
  const std::string sarif = run({"check", "--format", "sarif", broken_}).out;
  for (const char* part : {"{\"id\":\"missing-library\",\"shortDescription\":{\"text\":\"", "\"fullDescription\":{\"text\":\"",
                           "\"help\":{\"text\":\"missing-library: ", "{\"id\":\"dangling-symlink\","})
    EXPECT_THAT(sarif, HasSubstr(part));
  EXPECT_THAT(run({"check", "--format", "sarif", "--severity", "dangling-symlink=off", broken_}).out,
              Not(HasSubstr("{\"id\":\"dangling-symlink\",")));
}

TEST_F(Reports, AMinusIsStandardOutput) {
  EXPECT_THAT(run({"check", "--report", "json=-", broken_}).out, StartsWith("{"));
}

TEST_F(Reports, TwoReportsForOnePlaceAreRefused) {
  EXPECT_EQ(run({"check", "--format", "text", "--report", "json=-", broken_}).status, 2);
  const std::string file = folder_.path("x");
  EXPECT_EQ(run({"check", "--report", "json=" + file, "--report", "jsonl=" + file, broken_}).status, 2);
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(Reports, AFolderThatDoesNotExistIsToldBeforeTheWork) {
  const Outcome outcome = run({"check", "--report", "json=" + folder_.path("none/out.json"), broken_});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("none/out.json"), HasSubstr("folder does not exist")));
}

TEST_F(Reports, AFailedRunLeavesNoFileAndKeepsTheOldOne) {
  const std::string wrong = folder_.file("wrong.eg", "this is no scenario\n");
  const std::string old = folder_.file("out.json", "old\n");
  EXPECT_EQ(run({"check", "--report", "json=" + old, wrong}).status, 2);
  EXPECT_EQ(read_text(old), "old\n");
  EXPECT_THAT(folder_.names(), ElementsAre("broken.eg", "out.json", "wrong.eg"));
}

TEST_F(Reports, AReportReplacesTheFileBehindASymbolicLink) {
  const std::string target = folder_.file("target.json", "old\n");
  std::filesystem::create_symlink(target, folder_.path("link.json"));
  run({"check", "--report", "json=" + folder_.path("link.json"), broken_});
  EXPECT_TRUE(std::filesystem::is_symlink(folder_.path("link.json")));
  EXPECT_THAT(read_text(target), StartsWith("{"));
}

TEST_F(Reports, ADeviceIsWrittenAndNotReplaced) {
  EXPECT_EQ(run({"check", "--report", "json=/dev/null", broken_}).status, 1);
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST_F(Reports, AReaderThatLeavesEarlyIsNoFailure) {
  const Outcome outcome = run({"check", broken_}, {.reader_gone = true});
  EXPECT_EQ(outcome.status, 1);  // the verdict, as without a pipe
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST_F(Reports, AFullDiskIsAFailure) {
  const Outcome outcome = run({"check", broken_}, {.out_file = "/dev/full"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("standard output: No space left"));
}

}  // namespace
}  // namespace elfgate::command_test
