#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "golden/small_report.h"
#include "report/report.h"

namespace elfgate::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string render(const Report& report, const TextStyle& style) {
  return reporter_named("text")->render(report, style);
}

TEST(Text, IsColouredOnlyWhenAsked) {
  EXPECT_THAT(render(test::small_report(), {.color = false}), Not(HasSubstr("\033")));
  EXPECT_THAT(render(test::small_report(), {.color = true}), HasSubstr("\033[1;31merror\033[0m"));
}

TEST(Text, ColourChangesNoWord) {
  auto text = render(test::small_report(), {.color = true, .verbose = true});
  for (std::size_t at; (at = text.find("\033[")) != std::string::npos;) text.erase(at, text.find('m', at) - at + 1);
  EXPECT_EQ(text, render(test::small_report(), {.color = false, .verbose = true}));
}

TEST(Text, BreaksIndentedLinesAtTheWidthAndNeverTheFirst) {
  const auto text = render(test::small_report(), {.width = 60});
  for (const auto line : base::split(text, '\n'))
    if (line.starts_with("    ")) {
      EXPECT_LE(line.size(), 60u) << line;
    }
  EXPECT_THAT(text, HasSubstr("error missing-library  postgresql-17-17.2-r0/aarch64  usr/bin/psql: libreadline.so.8: "
                              "no package of this architecture provides it\n"));
}

TEST(Text, KeepsALongWordWhole) {
  Report report;
  report.findings = {test::missing_library()};
  report.findings[0].fix = {"ship " + std::string(200, 'x')};
  EXPECT_THAT(render(report, {.width = 40}), HasSubstr("    fix       ship\n              " + std::string(200, 'x') + "\n"));
}

TEST(Text, CutsLongListsUnlessAllIsAsked) {
  Report report;
  report.findings = {test::missing_library()};
  report.findings[0].searched = {"d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8"};
  EXPECT_THAT(render(report, {}), HasSubstr("d5\n              ... and 3 more\n"));
  EXPECT_THAT(render(report, {.verbose = true}), HasSubstr("d5\n              d6\n              d7\n              d8\n"));
  report.findings[0].searched.resize(6);
  EXPECT_THAT(render(report, {}), HasSubstr("d5\n              d6\n"));
}

}  // namespace
}  // namespace elfgate::report
