// Documents that repeat what the command knows say the same as the command.
#include <filesystem>
#include <regex>
#include <set>
#include <sstream>

#include "process.h"

namespace elfgate::command_test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string document(const std::string& path) {
  return read_text(std::string(ELFGATE_SOURCE_DIR) + "/" + path);
}

/// "id level" of every rule that the command lists.
std::set<std::string> rules_of_command() {
  std::set<std::string> rules;
  std::istringstream lines(run({"rules"}).out);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string id, level;
    words >> id >> level;
    rules.insert(id + " " + level);
  }
  return rules;
}

/// The same from docs/findings.md: "### `id`" and the line "Level: error." below it.
std::set<std::string> rules_of_document() {
  static const std::regex entry(R"(\n### `([-a-z]+)`\n\nLevel: ([a-z]+)[.,; ])");
  const std::string text = document("docs/findings.md");
  std::set<std::string> rules;
  for (std::sregex_iterator i(text.begin(), text.end(), entry), end; i != end; ++i)
    rules.insert((*i)[1].str() + " " + (*i)[2].str());
  return rules;
}

TEST(Documents, FindingsExplainsExactlyTheRulesOfTheCommand) {
  EXPECT_EQ(rules_of_document(), rules_of_command());
}

TEST(Documents, EveryFindingSaysWhatItMeansHowItArisesAndHowToFixIt) {
  const std::string text = document("docs/findings.md");
  static const std::regex heading(R"(\n### `([-a-z]+)`\n)");
  for (std::sregex_iterator i(text.begin(), text.end(), heading), end; i != end; ++i) {
    const auto from = static_cast<std::size_t>(i->position() + i->length());
    const std::string section = text.substr(from, text.find("\n#", from) - from);
    for (const char* part : {"**Means.**", "**Arises.**", "**Fix.**"}) EXPECT_THAT(section, HasSubstr(part)) << (*i)[1];
  }
}

/// Every "elfgate SUBCOMMAND ... --option ..." of TEXT, continued lines joined: subcommand and its options.
std::vector<std::pair<std::string, std::set<std::string>>> commands_in(std::string text) {
  text = std::regex_replace(text, std::regex(R"(\\\n)"), " ");
  static const std::regex call(R"(elfgate ([a-z]+(-[a-z]+)?) ([^\n|`]*))"), option(R"( (--[a-z][-a-z]*))");
  std::vector<std::pair<std::string, std::set<std::string>>> found;
  for (std::sregex_iterator i(text.begin(), text.end(), call), end; i != end; ++i) {
    const std::string rest = " " + (*i)[3].str();
    std::set<std::string> options;
    for (std::sregex_iterator o(rest.begin(), rest.end(), option); o != end; ++o) options.insert((*o)[1]);
    if (!options.empty()) found.emplace_back((*i)[1], std::move(options));
  }
  return found;
}

TEST(Documents, WorkflowsUseOptionsThatTheCommandHas) {
  const std::string overview = run({"--help"}).out;
  std::size_t seen = 0;
  for (const char* file : {"README.md", "github-actions.yml", "gitlab-ci.yml", "gate.sh", "melange-ldd-check.yaml"}) {
    for (const auto& [subcommand, options] : commands_in(document(std::string("docs/ci/") + file))) {
      ++seen;
      ASSERT_THAT(overview, HasSubstr("\n  " + subcommand + " ")) << file;
      const std::string help = run({subcommand, "--help"}).out;
      for (const std::string& option : options) EXPECT_THAT(help, HasSubstr(option)) << file << ": elfgate " << subcommand;
    }
  }
  EXPECT_GE(seen, 4U);
}

TEST(Documents, TheExampleOfAPolicyIsOne) {
  const std::string text = document("docs/policy.md");
  const std::string fence = "```yaml\n";
  const auto from = text.find(fence) + fence.size();
  const TemporaryFolder folder;
  const auto policy = folder.file("policy.yaml", text.substr(from, text.find("```", from) - from));
  const auto scenario = folder.file("clean.eg", clean_scenario());
  const auto result = run({"check", "--no-facts", "--policy", policy, scenario});
  EXPECT_NE(result.status, 2);
  EXPECT_THAT(result.err, IsEmpty());
}

TEST(Documents, TheReadmeNamesOnlyFilesThatExist) {
  const std::string text = document("README.md");
  ASSERT_THAT(text, testing::Not(IsEmpty()));
  static const std::regex script(R"(tools/[a-z]+\.sh)");
  for (std::sregex_iterator i(text.begin(), text.end(), script), end; i != end; ++i) {
    EXPECT_THAT(document(i->str()), testing::StartsWith("#!")) << i->str();
  }
  static const std::regex link(R"(\]\(([^):#]+)\))");
  for (std::sregex_iterator i(text.begin(), text.end(), link), end; i != end; ++i) {
    EXPECT_TRUE(std::filesystem::exists(std::string(ELFGATE_SOURCE_DIR) + "/" + (*i)[1].str())) << (*i)[1];
  }
}

}  // namespace
}  // namespace elfgate::command_test
