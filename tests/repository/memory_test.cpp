// Two engines must agree: what a run takes from examinations that were kept, and what a run works out anew.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <elfgate/gate.hpp>

#include <fstream>
#include <set>

#include "made_repository.h"
#include "testdata.h"

namespace elfgate::repository_test {
namespace {

CheckReport check_all(const std::string& source, const std::string& facts) {
  CheckOptions options;
  options.sources = {source};
  options.facts_path = facts;
  options.allow_empty = true;
  return check(options);
}

std::string verbose_text(const CheckReport& report) {
  RenderOptions style;
  style.verbose = true;
  const auto text = render(report, style);
  return text.substr(0, text.find("Checked "));  // the summary says what was read
}

std::string gate_json(const std::string& source, const std::string& withdrawn, const std::string& facts) {
  GateOptions options;
  options.sources = {source};
  options.withdraw = {withdrawn};
  options.facts_path = facts;
  options.allow_empty = true;
  RenderOptions style;
  style.format = "json";
  style.verbose = true;
  const auto report = gate(options);
  return report.status == Status::failed ? report.error : render(report, style);
}

// Packages that something is said of: with them and their neighbours a withdrawal has most to do.
std::set<std::string> packages_of(const std::string& source) {
  std::set<std::string> names;
  for (const auto& finding : check_all(source, "").findings) names.insert(finding.package);
  return names;
}

TEST(KeptExaminations, GiveTheFindingsOfEveryScenarioAgain) {
  const MadeRepository folder(mixed_scenario());
  int number = 0;
  for (const auto& source : scenario_sources()) {
    const auto facts = (folder.folder() / ("facts" + std::to_string(++number))).string();
    const auto fresh = check_all(source, "");
    EXPECT_EQ(verbose_text(check_all(source, facts)), verbose_text(fresh)) << source;
    EXPECT_EQ(verbose_text(check_all(source, facts)), verbose_text(fresh)) << source << ", the second time";
  }
}

TEST(KeptExaminations, JudgeAWithdrawalAsAFreshGateDoes) {
  const MadeRepository folder(mixed_scenario());
  int number = 0;
  for (const auto& source : scenario_sources()) {
    const auto facts = (folder.folder() / ("facts" + std::to_string(++number))).string();
    (void)check_all(source, facts);
    for (const auto& package : packages_of(source))
      EXPECT_EQ(gate_json(source, package, facts), gate_json(source, package, "")) << source << " without " << package;
  }
}

TEST(KeptExaminations, OfOnePolicyAreNotUsedUnderAnother) {
  const MadeRepository made(mixed_scenario());
  CheckOptions options;
  options.sources = {made.path()};
  options.facts_path = (made.folder() / "facts.sqlite").string();
  ASSERT_THAT(lines(check(options)), ::testing::SizeIs(4));
  options.policy_path = (made.folder() / "policy.yaml").string();
  std::ofstream(options.policy_path) << "host-provided:\n  - libreadline.so.8\n";
  EXPECT_THAT(lines(check(options)), ::testing::SizeIs(2));  // aws alone, on both architectures
  options.policy_path.clear();
  EXPECT_THAT(lines(check(options)), ::testing::SizeIs(4));
}

}  // namespace
}  // namespace elfgate::repository_test
