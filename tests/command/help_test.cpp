// Help: complete, the same everywhere it is written down, and on standard output.
#include <regex>
#include <set>

#include "process.h"

namespace elfgate::command_test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::StartsWith;

/// The names below "Subcommands:".
const std::vector<std::string>& subcommands() {
  static const std::vector<std::string> names = [] {
    const std::string help = run({"--help"}).out;
    static const std::regex line(R"(\n  ([a-z][-a-z]*) +[A-Z])");
    std::vector<std::string> found;
    const std::string part = help.substr(help.find("Subcommands:"));
    for (std::sregex_iterator i(part.begin(), part.end(), line), end; i != end; ++i) found.push_back((*i)[1]);
    return found;
  }();
  return names;
}

/// Every "--name" in TEXT.
std::set<std::string> long_options(const std::string& text) {
  static const std::regex option(R"((^|[^-a-z])(--[a-z][-a-z]+))");
  std::set<std::string> names;
  for (std::sregex_iterator i(text.begin(), text.end(), option), end; i != end; ++i) names.insert((*i)[2]);
  return names;
}

/// Options as the help of the program and all subcommands lists them: at the beginning of a line.
std::set<std::string> options_of_help() {
  static const std::regex line(R"((^|\n)  (-[a-zA-Z],)?(--[a-z][-a-z]+))");
  std::set<std::string> names;
  std::string text = run({"--help"}).out;
  for (const std::string& subcommand : subcommands()) text += "\n" + run({subcommand, "--help"}).out;
  for (std::sregex_iterator i(text.begin(), text.end(), line), end; i != end; ++i) names.insert((*i)[3]);
  return names;
}

std::string without_escapes(std::string text) {
  return std::regex_replace(text, std::regex(R"(\\-)"), "-");
}

std::string document(const std::string& path) {
  return read_text(std::string(ELFGATE_SOURCE_DIR) + "/" + path);
}

TEST(Help, IsAResultAndGoesToStandardOutput) {
  const Outcome outcome = run({"--help"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, IsEmpty());
  EXPECT_THAT(subcommands(), IsSupersetOf({"check", "scan", "rules", "formats"}));
}

TEST(Help, EverySubcommandTeachesWithExamples) {
  for (const std::string& subcommand : subcommands()) {
    const Outcome outcome = run({subcommand, "--help"});
    EXPECT_EQ(outcome.status, 0) << subcommand;
    EXPECT_THAT(outcome.out, HasSubstr("Usage: elfgate " + subcommand));
    EXPECT_THAT(outcome.out, HasSubstr("\nExamples:\n  elfgate ")) << subcommand;
  }
}

TEST(Help, FitsATerminalOfAHundredColumns) {
  for (const std::string& subcommand : subcommands()) {
    std::istringstream lines(run({subcommand, "--help"}).out);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100U) << line;
  }
}

TEST(Help, TheExitStatusIsExplained) {
  for (const char* status : {"0 clean", "1 findings", "2 wrong use", "3 something"}) {
    EXPECT_THAT(run({"--help"}).out, HasSubstr(status));
    EXPECT_THAT(run({"check", "--help"}).out, HasSubstr(status));
  }
}

TEST(Help, TheManualPageNamesExactlyTheOptionsOfHelp) {
  EXPECT_EQ(long_options(without_escapes(document("docs/man/elfgate.1"))), options_of_help());
}

TEST(Help, CompletionsNameExactlyTheOptionsOfHelp) {
  const std::set<std::string> options = options_of_help();
  EXPECT_EQ(long_options(document("tools/completions/elfgate.bash")), options);
  EXPECT_EQ(long_options(document("tools/completions/_elfgate")), options);
  static const std::regex fish(R"(complete [^#\n]* -l ([a-z][-a-z]+))");
  const std::string text = document("tools/completions/elfgate.fish");
  std::set<std::string> names;
  for (std::sregex_iterator i(text.begin(), text.end(), fish), end; i != end; ++i) names.insert("--" + (*i)[1].str());
  EXPECT_EQ(names, options);
}

TEST(Help, TheManualPageAndCompletionsKnowEverySubcommand) {
  for (const std::string& name : subcommands()) {
    EXPECT_THAT(document("docs/man/elfgate.1"), HasSubstr("\n.B " + name + "\n"));
    EXPECT_THAT(document("tools/completions/elfgate.bash"), HasSubstr(" " + name + " "));
    EXPECT_THAT(document("tools/completions/_elfgate"), HasSubstr("'" + name + ":"));
    EXPECT_THAT(document("tools/completions/elfgate.fish"), HasSubstr(" -a " + name + " "));
  }
}

TEST(Help, TheManualPageBearsTheVersion) {
  const Outcome outcome = run({"--version"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, StartsWith("elfgate "));
  EXPECT_THAT(document("docs/man/elfgate.1"), HasSubstr("\"" + outcome.out.substr(0, outcome.out.size() - 1) + "\""));
}

}  // namespace
}  // namespace elfgate::command_test
