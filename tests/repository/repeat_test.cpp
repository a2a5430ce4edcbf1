// The same question gives the same bytes: for any number of threads, from packages or from the facts store.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "made_repository.h"

namespace elfgate::repository_test {
namespace {

std::string rendered(const CheckReport& report, const std::string& format) {
  RenderOptions options;
  options.format = format;
  options.verbose = true;
  return render(report, options);
}

TEST(RepeatedCheck, EveryFormatIsByteIdenticalForOneTwoAndSevenThreads) {
  const MadeRepository made(mixed_scenario());
  const auto one = check_repository(made.path(), 1);
  ASSERT_EQ(one.status, Status::findings) << one.error;
  for (const unsigned threads : {2U, 7U}) {
    const auto more = check_repository(made.path(), threads);
    for (const auto& format : report_formats())
      EXPECT_EQ(rendered(more, format.name), rendered(one, format.name)) << format.name;
  }
}

TEST(RepeatedCheck, FindingsFromTheFactsStoreAreThoseFromThePackages) {
  const MadeRepository made(mixed_scenario());
  const auto facts = (made.folder() / "facts.sqlite").string();
  const auto cold = check_repository(made.path(), 2, facts);
  const auto warm = check_repository(made.path(), 2, facts);
  EXPECT_EQ(lines(warm), lines(cold));
  EXPECT_THAT(lines(cold), ::testing::SizeIs(4));  // aws and psql, on both architectures
}

TEST(RepeatedCheck, AWarmScanReadsNoPackage) {
  const MadeRepository made(mixed_scenario());
  RunOptions options;
  options.sources = {made.path()};
  options.facts_path = (made.folder() / "facts.sqlite").string();
  const auto cold = scan(options);
  ASSERT_EQ(cold.status, Status::clean) << cold.error;
  EXPECT_EQ(cold.read, cold.packages);
  const auto warm = scan(options);
  EXPECT_EQ(warm.read, 0U);
  EXPECT_EQ(warm.from_store, cold.packages);
}

TEST(RepeatedCheck, ARequestToStopEndsTheRunAsFailed) {
  const MadeRepository made(mixed_scenario());
  CheckOptions options;
  options.sources = {made.path()};
  options.should_stop = [] { return true; };
  EXPECT_EQ(check(options).status, Status::failed);
}

}  // namespace
}  // namespace elfgate::repository_test
