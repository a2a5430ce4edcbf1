#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "golden/small_report.h"
#include "report/report.h"

namespace elfgate::report {
namespace {

using ::testing::ElementsAre;

std::string expected(const std::string& name) {
  std::ifstream in(std::string(GOLDEN_DIR) + "/" + name, std::ios::binary);
  EXPECT_TRUE(in) << name;
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string rendered(const std::string& format, const Report& report, const TextStyle& style = {}) {
  const auto* reporter = reporter_named(format);
  EXPECT_NE(reporter, nullptr) << format;
  return reporter ? reporter->render(report, style) : std::string();
}

TEST(ReportGolden, HasTheseFormatsAndNoOthers) {
  std::vector<std::string> names;
  for (const auto* reporter : reporters()) names.push_back(reporter->name);
  EXPECT_THAT(names, ElementsAre("github", "json", "jsonl", "junit", "markdown", "sarif", "text"));
  EXPECT_EQ(reporter_named("nonsense"), nullptr);
}

class Golden : public ::testing::TestWithParam<const char*> {};

TEST_P(Golden, SmallReport) {
  EXPECT_EQ(rendered(GetParam(), test::small_report()), expected(std::string("small.") + GetParam()));
}

TEST_P(Golden, CleanReport) {
  EXPECT_EQ(rendered(GetParam(), test::clean_report()), expected(std::string("clean.") + GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Formats, Golden, ::testing::Values("github", "json", "jsonl", "junit", "markdown", "sarif", "text"),
                         [](const auto& format) { return std::string(format.param); });

TEST(ReportGolden, TextWithEverything) {
  EXPECT_EQ(rendered("text", test::small_report(), {.color = false, .verbose = true, .width = 0}),
            expected("small-verbose.text"));
}

}  // namespace
}  // namespace elfgate::report
