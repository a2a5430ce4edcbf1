// elfgate explain on a scenario. What is expected was written down from the scenario by hand.
#include <nlohmann/json.hpp>

#include "process.h"

namespace elfgate::command_test {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* k_scenario = R"(scenario "a library two steps away that nobody has"
libc wolfi
generate melange

package tool 1.0-r0
  no-depends
  depends so:libc.so.6 so:%ldso%
  program usr/bin/tool
    runpath /opt/first:$ORIGIN/../lib/tool
    needed libinner.so.1 libc.so.6
  library usr/lib/tool/libinner.so.1
    needed libabsent.so.1 libc.so.6
)";

class Explain : public ::testing::Test {
 protected:
  Outcome explain(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"explain", "--no-facts", "--arch", "x86_64", source_});
    return run(arguments);
  }

  TemporaryFolder folder_;
  std::string source_ = folder_.file("tool.eg", k_scenario);
};

TEST_F(Explain, ALibraryThatIsFoundShowsTheCandidatesBeforeIt) {
  const Outcome outcome = explain({"/usr/bin/tool", "libinner.so.1", "--json"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  const json edge = json::parse(outcome.out).at("edges").at(0);
  EXPECT_EQ(edge.at("path"), "/usr/bin/../lib/tool/libinner.so.1");
  EXPECT_EQ(edge.at("how"), "runpath");
  const json& steps = edge.at("steps");
  ASSERT_GE(steps.size(), 2U);
  EXPECT_THAT(steps.front().at("path").get<std::string>(), ::testing::StartsWith("/opt/first/"));
  EXPECT_NE(steps.front().at("verdict"), "taken");
  EXPECT_EQ(steps.back().at("path"), "/usr/bin/../lib/tool/libinner.so.1");
  EXPECT_EQ(steps.back().at("verdict"), "taken");
  for (const auto& step : steps) {
    EXPECT_THAT(step.at("list").get<std::string>(), HasSubstr("/usr/bin/tool"));
    EXPECT_THAT(step.at("rule").get<std::string>(), ::testing::StartsWith("R"));
  }
}

TEST_F(Explain, WithoutANameItIsAboutWhatIsMissing) {
  const Outcome outcome = explain({"/usr/bin/tool", "--json"});
  EXPECT_EQ(outcome.status, 1) << outcome.err;
  const json edges = json::parse(outcome.out).at("edges");
  ASSERT_EQ(edges.size(), 1U);
  EXPECT_EQ(edges[0].at("name"), "libabsent.so.1");
  EXPECT_EQ(edges[0].at("chain"), json::parse(R"(["/usr/bin/tool", "/usr/bin/../lib/tool/libinner.so.1"])"));
  EXPECT_TRUE(edges[0].at("path").is_null());
}

TEST_F(Explain, R2_5TheRunpathOfTheProgramIsNotSearchedForItsLibraries) {
  const json edge = json::parse(explain({"/usr/bin/tool", "libabsent.so.1", "--json"}).out).at("edges").at(0);
  for (const auto& step : edge.at("steps")) EXPECT_NE(step.at("path"), "/opt/first/libabsent.so.1");
}

TEST_F(Explain, TheTextNamesWhoAsksAndEveryDirectory) {
  const std::string out = explain({"/usr/bin/tool", "libabsent.so.1"}).out;
  EXPECT_THAT(out, AllOf(HasSubstr("libabsent.so.1: not found"),
                         HasSubstr("needed by /usr/bin/tool -> /usr/bin/../lib/tool/libinner.so.1"),
                         HasSubstr("/usr/lib/libabsent.so.1")));
}

TEST_F(Explain, ANameThatNobodyAsksForIsRefusedWithTheNearest) {
  const Outcome outcome = explain({"/usr/bin/tool", "libiner.so.1"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("libiner.so.1"), HasSubstr("did you mean 'libinner.so.1'")));
  EXPECT_THAT(outcome.out, IsEmpty());
}

TEST_F(Explain, WithoutAFileItShowsHowToAsk) {
  const Outcome outcome = explain({});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("For example: elfgate explain"));
}

}  // namespace
}  // namespace elfgate::command_test
