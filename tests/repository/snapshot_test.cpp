// A snapshot stands for its repository: every question has the same answer, and a damaged one is refused by name.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <elfgate/gate.hpp>
#include <elfgate/query.hpp>
#include <elfgate/snapshot.hpp>

#include "made_repository.h"
#include "testdata.h"

namespace elfgate::repository_test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

SnapshotReport make(const std::string& source, unsigned threads = 2) {
  RunOptions options;
  options.sources = {source};
  options.threads = threads;
  return snapshot(options);
}

std::string write(const fs::path& folder, const std::string& bytes) {
  const auto file = (folder / "kept.snapshot").string();
  std::ofstream(file, std::ios::binary) << bytes;
  return file;
}

std::string findings_of(const std::string& source) {
  CheckOptions options;
  options.sources = {source};
  options.allow_empty = true;
  RenderOptions style;
  style.verbose = true;
  const auto report = check(options);
  if (report.status == Status::failed) return report.error;
  const auto text = render(report, style);
  return text.substr(0, text.find("Checked "));
}

TEST(Snapshot, OfEveryScenarioGivesItsFindings) {
  const MadeRepository folder(mixed_scenario());
  for (const auto& source : scenario_sources()) {
    const auto made = make(source);
    ASSERT_NE(made.status, Status::failed) << source << ": " << made.error;
    EXPECT_EQ(findings_of(write(folder.folder(), made.bytes)), findings_of(source)) << source;
  }
}

TEST(Snapshot, OfEqualRepositoriesIsTheSameForAnyNumberOfThreads) {
  const MadeRepository made(mixed_scenario());
  const auto one = make(made.path(), 1);
  EXPECT_EQ(one.packages, made.packages("x86_64").size() + made.packages("aarch64").size());
  EXPECT_EQ(make(made.path(), 7).bytes, one.bytes);
}

TEST(Snapshot, NeedsNoPackageAfterwards) {
  const MadeRepository made(mixed_scenario());
  const auto before = findings_of(made.path());
  const auto file = write(made.folder(), make(made.path()).bytes);
  fs::remove_all(made.path());
  EXPECT_EQ(findings_of(file), before);
}

TEST(Snapshot, IsTheBaseOfAGate) {
  const MadeRepository made(mixed_scenario());
  GateOptions options;
  options.sources = {write(made.folder(), make(made.path()).bytes)};
  options.withdraw = {"zlib"};
  options.arches = {"x86_64"};
  const auto report = gate(options);
  ASSERT_EQ(report.status, Status::findings) << report.error;
  bool told = false;
  for (const auto& finding : report.broken) told = told || (finding.package == "libcurl" && finding.arch == "x86_64");
  EXPECT_TRUE(told);
}

TEST(Snapshot, AnswersQueries) {
  const MadeRepository made(mixed_scenario());
  RunOptions options;
  options.sources = {write(made.folder(), make(made.path()).bytes)};
  EXPECT_THAT(query_needs(options, "libcurl.so.4").text, HasSubstr("curl-8.11.0-r0/x86_64  /usr/bin/curl"));
  EXPECT_THAT(query_owns(options, "/usr/lib/libz.so.1").text, HasSubstr("zlib-1.3.1-r51/aarch64"));
}

TEST(Snapshot, KeepsAPackageThatCouldNotBeRead) {
  const MadeRepository made(mixed_scenario());
  std::ofstream(made.packages("x86_64").front(), std::ios::binary | std::ios::trunc) << "no package at all";
  const auto snapshot = make(made.path());
  EXPECT_EQ(snapshot.status, Status::incomplete);
  const auto before = findings_of(made.path());
  EXPECT_THAT(before, HasSubstr("unreadable-package"));
  EXPECT_EQ(findings_of(write(made.folder(), snapshot.bytes)), before);
}

TEST(Snapshot, ThatWasCutOrChangedIsRefused) {
  const MadeRepository made(mixed_scenario());
  const auto bytes = make(made.path()).bytes;
  EXPECT_THAT(findings_of(write(made.folder(), bytes.substr(0, 40))), HasSubstr("no whole snapshot"));
  EXPECT_THAT(findings_of(write(made.folder(), bytes.substr(0, bytes.size() - 1))), HasSubstr("checksum does not agree"));
  auto changed = bytes;
  changed[bytes.size() / 2] = static_cast<char>(changed[bytes.size() / 2] ^ 1);
  EXPECT_THAT(findings_of(write(made.folder(), changed)), HasSubstr("checksum does not agree"));
}

TEST(Snapshot, OfAnotherVersionIsRefusedWithWhatToDo) {
  const MadeRepository made(mixed_scenario());
  auto bytes = make(made.path()).bytes;
  bytes[16] = 9;
  EXPECT_THAT(findings_of(write(made.folder(), bytes)),
              ::testing::AllOf(HasSubstr("snapshot version 9"), HasSubstr("make it again with `elfgate snapshot`")));
}

}  // namespace
}  // namespace elfgate::repository_test
