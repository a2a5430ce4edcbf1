// Real breakages as changes: the states before and after are two halves of one scenario, and what the gate must say about the
// change is written in it. All scenarios of testdata/ with an `after` part, and those of tests/gate/cases/.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "elfgate/gate.hpp"
#include "repo/scenario/scenario.h"

namespace elfgate::gate_test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using repo::scenario::Expectation;
using repo::scenario::Scenario;
using Lines = std::multiset<std::string>;

std::vector<std::string> files() {
  std::vector<std::string> out;
  for (const char* folder : {ELFGATE_TESTDATA, ELFGATE_GATE_CASES})
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.path().extension() != ".eg") continue;
      const auto scenario = repo::scenario::load_scenario(entry.path());
      if (!scenario || scenario->after) out.push_back(entry.path());
    }
  std::sort(out.begin(), out.end());
  return out;
}

std::string name_of(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = fs::path(info.param).stem();
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

template <typename Finding>
std::string line_of(const Finding& finding) {
  static const char* const levels[] = {"info", "warning", "error"};
  return std::string(levels[static_cast<int>(finding.severity)]) + " " + finding.rule + " " + finding.package + "-" +
         finding.version + "/" + finding.arch + " " + finding.path + ": " + finding.subject;
}

Lines lines_of(const std::vector<Expectation>& expectations) {
  Lines lines;
  for (const auto& expectation : expectations) lines.insert(line_of(expectation));
  return lines;
}

/// Errors and warnings; an info only where it is expected.
Lines lines_of(const std::vector<Finding>& findings, const Lines& expected) {
  Lines lines;
  for (const auto& finding : findings)
    if (finding.severity != Severity::info || expected.contains(line_of(finding))) lines.insert(line_of(finding));
  return lines;
}

class Case : public ::testing::TestWithParam<std::string> {
 protected:
  GateReport judge(const Scenario& scenario) const {
    GateOptions options;
    options.sources = {GetParam()};
    options.candidate = {GetParam() + "#after"};
    options.threads = 2;
    options.base = scenario.base;
    options.severities = scenario.severities;
    options.profile = scenario.profile;
    if (!scenario.policy.empty()) {
      options.policy_path = ::testing::TempDir() + "elfgate-case-" + name_of({GetParam(), 0}) + ".yaml";
      std::ofstream(options.policy_path) << scenario.policy;
    }
    return gate(options);
  }
};

bool any_contains(const std::vector<std::string>& lines, const std::string& fragment) {
  return std::any_of(lines.begin(), lines.end(), [&](const auto& line) { return line.find(fragment) != std::string::npos; });
}

TEST_P(Case, TheGateSaysOfTheChangeWhatTheScenarioExpects) {
  const auto scenario = repo::scenario::load_scenario(GetParam());
  ASSERT_TRUE(scenario) << to_text(scenario.error());
  const auto& expected = scenario->gate;
  const auto report = judge(*scenario);
  ASSERT_NE(report.status, Status::failed) << report.error;
  EXPECT_EQ(lines_of(report.broken, lines_of(expected.appeared)), lines_of(expected.appeared));
  EXPECT_EQ(lines_of(report.fixed, lines_of(expected.fixed)), lines_of(expected.fixed));
  for (const auto& expectation : expected.appeared)
    for (const auto& finding : report.broken) {
      if (line_of(finding) != line_of(expectation)) continue;
      for (const auto& text : expectation.fix) {
        EXPECT_TRUE(any_contains(finding.fix, text)) << text;
      }
      for (const auto& text : expectation.notes) {
        EXPECT_TRUE(any_contains(finding.notes, text)) << text;
      }
    }
  RenderOptions style;
  style.format = "json";
  const auto said = json::parse(render(report, style));
  if (expected.verdict) {
    EXPECT_EQ(said.at("verdict"), *expected.verdict);
  }
  EXPECT_EQ(said.at("rebuild").at("waves"), json(expected.rebuild));
  for (const auto& event : expected.events)
    EXPECT_TRUE(std::any_of(said.at("events").begin(), said.at("events").end(),
                            [&](const json& found) {
                              return found.at("kind") == event.kind && found.at("package") == event.package &&
                                     found.at("arch") == event.arch && found.at("from") == event.from &&
                                     found.at("to") == (event.to.empty() ? json() : json(event.to));
                            }))
        << event.kind << " " << event.package << "/" << event.arch << " " << event.from << " -> " << event.to << " is not in "
        << said.at("events");
}

INSTANTIATE_TEST_SUITE_P(Gate, Case, ::testing::ValuesIn(files()), name_of);

}  // namespace
}  // namespace elfgate::gate_test
