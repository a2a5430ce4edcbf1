// What only a terminal gets: colour and a progress line.
#include <csignal>

#include "process.h"

namespace elfgate::command_test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* k_escape = "\x1b[";

class Terminal : public ::testing::Test {
 protected:
  const TemporaryFolder folder_;
  const std::string broken_ = folder_.file("broken.eg", broken_scenario());

  /// Is there a colour sequence, ESC [ digits m?
  static bool has_color(const std::string& text) { return ::testing::internal::RE::PartialMatch(text, "\x1b\\[[0-9;]+m"); }
};

TEST_F(Terminal, APipeGetsNeitherColourNorProgress) {
  const Outcome outcome = run({"check", broken_});
  EXPECT_THAT(outcome.out, Not(HasSubstr(k_escape)));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST_F(Terminal, ATerminalGetsColour) {
  EXPECT_TRUE(has_color(run({"check", broken_}, {.terminal = true}).out));
}

TEST_F(Terminal, NoColorIsRespected) {
  EXPECT_FALSE(has_color(run({"check", broken_}, {.environment = {{"NO_COLOR", "1"}}, .terminal = true}).out));
}

TEST_F(Terminal, ADumbTerminalGetsPlainText) {
  EXPECT_THAT(run({"check", broken_}, {.environment = {{"TERM", "dumb"}}, .terminal = true}).out, Not(HasSubstr(k_escape)));
}

TEST_F(Terminal, ColourCanBeAskedFor) {
  EXPECT_TRUE(has_color(run({"check", "--color", "always", broken_}).out));
}

TEST_F(Terminal, ColourCanBeForbidden) {
  EXPECT_FALSE(has_color(run({"check", "--color", "never", broken_}, {.terminal = true}).out));
}

TEST_F(Terminal, OtherFormatsHaveNoColour) {
  EXPECT_FALSE(has_color(run({"check", "--format", "json", broken_}, {.terminal = true}).out));
}

TEST_F(Terminal, TheProgressLineIsGoneBeforeTheResult) {
  const std::string out = run({"check", broken_}, {.terminal = true}).out;
  const std::size_t cleared = out.rfind("\r\x1b[K");
  ASSERT_NE(cleared, std::string::npos);
  EXPECT_LT(cleared, out.find("missing-library"));
}

TEST_F(Terminal, AnInterruptEndsTheRunOrComesTooLate) {
  const Outcome outcome = run({"check", broken_}, {.terminal = true, .signal_after_output = SIGINT});
  EXPECT_THAT(outcome.status, ::testing::AnyOf(130, 1));
  if (outcome.status == 130) {
    EXPECT_THAT(outcome.out, HasSubstr("\r\x1b[Kelfgate: interrupted"));
    EXPECT_THAT(outcome.out, Not(HasSubstr("missing-library")));
  }
}

TEST_F(Terminal, NoProgressIsRespected) {
  EXPECT_THAT(run({"check", "--no-progress", broken_}, {.terminal = true}).out, Not(HasSubstr("\r\x1b[K")));
}

}  // namespace
}  // namespace elfgate::command_test
