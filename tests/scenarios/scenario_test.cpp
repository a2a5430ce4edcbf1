// The scenarios of testdata/ are the specification of the findings: for each file, and for each state in it, the set of
// findings must be exactly the expected one. A second group switches every expected rule off in turn, so that no expectation
// can be met by accident; a third packs the scenario as a real apk repository first.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <elfgate/elfgate.hpp>
#include <filesystem>
#include <fstream>
#include <set>

#include "repo/scenario/scenario.h"

namespace {

namespace fs = std::filesystem;
using elfgate::repo::scenario::Expectation;
using elfgate::repo::scenario::Scenario;

/// One state of one scenario file.
struct Case {
  std::string file;
  bool after = false;
  std::string rule;  ///< of the second group: what is switched off

  std::string source() const { return file + (after ? "#after" : ""); }
};

std::string name_of(const testing::TestParamInfo<Case>& info) {
  std::string name = fs::path(info.param.file).stem();
  if (info.param.after) name += "_after";
  if (!info.param.rule.empty()) name += "_without_" + info.param.rule;
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

Scenario load(const std::string& file) {
  auto scenario = elfgate::repo::scenario::load_scenario(file);
  if (!scenario) throw std::runtime_error(to_text(scenario.error()));
  return std::move(*scenario);
}

const std::vector<Expectation>& expectations_of(const Scenario& scenario, bool after) {
  return after ? scenario.after->expectations : scenario.before.expectations;
}

std::vector<std::string> files() {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(ELFGATE_TESTDATA))
    if (entry.path().extension() == ".eg") out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  for (const auto& file : files()) {
    cases.push_back({file, false, ""});
    const auto scenario = elfgate::repo::scenario::load_scenario(file);
    if (scenario && scenario->after) cases.push_back({file, true, ""});
  }
  return cases;
}

std::vector<Case> cases_by_rule() {
  std::vector<Case> cases;
  for (const auto& one : all_cases()) {
    const auto scenario = elfgate::repo::scenario::load_scenario(one.file);
    if (!scenario) continue;  // the first group reports it
    std::set<std::string> rules;
    for (const auto& expectation : expectations_of(*scenario, one.after)) rules.insert(expectation.rule);
    for (const auto& rule : rules) cases.push_back({one.file, one.after, rule});
  }
  return cases;
}

std::vector<Case> apk_cases() {
  auto cases = all_cases();
  std::erase_if(cases, [](const Case& one) {
    const auto scenario = elfgate::repo::scenario::load_scenario(one.file);
    return !scenario || scenario->system != elfgate::model::PackageSystem::apk;
  });
  return cases;
}

/// The line that identifies a finding, as in the text report.
template <typename Finding>
std::string line_of(const Finding& finding, elfgate::Severity severity) {
  static const char* const names[] = {"info", "warning", "error"};
  const auto path = finding.path.empty() ? "" : finding.path.substr(1) + ": ";
  return std::string(names[static_cast<int>(severity)]) + " " + finding.rule + "  " + finding.package + "-" + finding.version +
         "/" + finding.arch + "  " + path + finding.subject;
}

std::string line_of(const Expectation& expectation) {
  return line_of(expectation, static_cast<elfgate::Severity>(static_cast<int>(expectation.severity)));
}

std::string line_of(const elfgate::Finding& finding) {
  return line_of(finding, finding.severity);
}

elfgate::CheckOptions options_for(const Scenario& scenario, const std::string& source) {
  elfgate::CheckOptions options;
  options.sources = {source};
  options.threads = 2;
  options.base = scenario.base;
  options.severities = scenario.severities;
  options.profile = scenario.profile;
  if (!scenario.policy.empty()) {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    std::string name = std::string(test->test_suite_name()) + "-" + test->name() + ".yaml";
    std::replace(name.begin(), name.end(), '/', '-');
    options.policy_path = testing::TempDir() + "elfgate-" + name;
    std::ofstream(options.policy_path) << scenario.policy;
  }
  return options;
}

bool is_known(const std::string& rule) {
  const auto rules = elfgate::rules();
  return std::any_of(rules.begin(), rules.end(), [&](const auto& info) { return info.id == rule; });
}

std::multiset<std::string> lines_of(const elfgate::CheckReport& report) {
  std::multiset<std::string> lines;
  for (const auto& finding : report.findings)
    if (!finding.waived) lines.insert(line_of(finding));
  return lines;
}

std::multiset<std::string> lines_of(const std::vector<Expectation>& expectations, const std::string& without = "") {
  std::multiset<std::string> lines;
  for (const auto& expectation : expectations)
    if (expectation.rule != without) lines.insert(line_of(expectation));
  return lines;
}

/// What differs, for a person.
std::string difference(const std::multiset<std::string>& expected, const std::multiset<std::string>& found,
                       const elfgate::CheckReport& report) {
  std::string text;
  for (const auto& line : expected)
    if (!found.contains(line)) text += "\n  not found:  " + line;
  for (const auto& finding : report.findings)
    if (!expected.contains(line_of(finding))) text += "\n  unexpected: " + line_of(finding) + ": " + finding.message;
  return text + "\n";
}

bool any_contains(const std::vector<std::string>& lines, const std::string& fragment) {
  return std::any_of(lines.begin(), lines.end(), [&](const auto& line) { return line.find(fragment) != std::string::npos; });
}

void check_details(const Expectation& expectation, const elfgate::Finding& finding) {
  const auto at = line_of(expectation) + " (line " + std::to_string(expectation.line) + ")";
  for (const auto& text : expectation.saying) EXPECT_THAT(finding.message, testing::HasSubstr(text)) << at;
  for (const auto& text : expectation.fix)
    EXPECT_TRUE(any_contains(finding.fix, text)) << at << ": fix " << testing::PrintToString(finding.fix);
  for (const auto& text : expectation.providers)
    EXPECT_TRUE(any_contains(finding.providers, text)) << at << ": providers " << testing::PrintToString(finding.providers);
  for (const auto& text : expectation.searched)
    EXPECT_TRUE(any_contains(finding.searched, text)) << at << ": searched " << testing::PrintToString(finding.searched);
  for (const auto& text : expectation.notes)
    EXPECT_TRUE(any_contains(finding.notes, text)) << at << ": notes " << testing::PrintToString(finding.notes);
  if (expectation.affected_packages) {
    EXPECT_EQ(finding.affected_packages, *expectation.affected_packages) << at;
  }
}

elfgate::Status expected_status(const std::vector<Expectation>& expectations) {
  auto status = elfgate::Status::clean;
  for (const auto& expectation : expectations) {
    if (expectation.rule == "unreadable-package" || expectation.rule == "missing-package") return elfgate::Status::incomplete;
    if (expectation.severity == elfgate::model::Severity::error) status = elfgate::Status::findings;
  }
  return status;
}

class Scenarios : public testing::TestWithParam<Case> {};
class RuleSwitchedOff : public testing::TestWithParam<Case> {};
class PackedScenarios : public testing::TestWithParam<Case> {};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(RuleSwitchedOff);

TEST_P(Scenarios, GivesExactlyTheExpectedFindings) {
  const auto scenario = load(GetParam().file);
  const auto& state = GetParam().after ? *scenario.after : scenario.before;
  ASSERT_TRUE(state.expects_nothing || !state.expectations.empty())
      << "the scenario expects something, or says `expect nothing`";
  for (const auto& expectation : state.expectations)
    EXPECT_TRUE(is_known(expectation.rule))
        << expectation.rule << " (line " << expectation.line << ") is no rule of the catalogue";
  const auto report = elfgate::check(options_for(scenario, GetParam().source()));
  ASSERT_NE(report.status, elfgate::Status::failed) << report.error;
  const auto expected = lines_of(state.expectations);
  const auto found = lines_of(report);
  EXPECT_EQ(expected, found) << difference(expected, found, report);
  EXPECT_EQ(report.status, expected_status(state.expectations));
  for (const auto& expectation : state.expectations)
    for (const auto& finding : report.findings)
      if (line_of(finding) == line_of(expectation)) check_details(expectation, finding);
}

TEST_P(RuleSwitchedOff, GivesEverythingElse) {
  const auto scenario = load(GetParam().file);
  auto options = options_for(scenario, GetParam().source());
  options.severities[GetParam().rule] = "off";
  const auto report = elfgate::check(options);
  ASSERT_NE(report.status, elfgate::Status::failed) << report.error;
  const auto& expectations = expectations_of(scenario, GetParam().after);
  const auto found = lines_of(report);
  EXPECT_NE(lines_of(expectations), found) << "the expectation is met although its rule is off";
  const auto expected = lines_of(expectations, GetParam().rule);
  EXPECT_EQ(expected, found) << difference(expected, found, report);
}

TEST_P(PackedScenarios, GiveTheSameFindingsAsARealRepository) {
  const auto scenario = load(GetParam().file);
  const auto out = fs::path(testing::TempDir()) / ("elfgate-packed-" + name_of({GetParam(), 0}));
  fs::remove_all(out);
  const auto command = std::string("\"") + ELFGATE_MKREPO + "\" " + (GetParam().after ? "--after " : "") + "\"" +
                       GetParam().file + "\" \"" + out.string() + "\"";
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
  const auto report = elfgate::check(options_for(scenario, out));
  ASSERT_NE(report.status, elfgate::Status::failed) << report.error;
  const auto expected = lines_of(expectations_of(scenario, GetParam().after));
  const auto found = lines_of(report);
  EXPECT_EQ(expected, found) << difference(expected, found, report);
  fs::remove_all(out);
}

INSTANTIATE_TEST_SUITE_P(Testdata, Scenarios, testing::ValuesIn(all_cases()), name_of);
INSTANTIATE_TEST_SUITE_P(Testdata, RuleSwitchedOff, testing::ValuesIn(cases_by_rule()), name_of);
INSTANTIATE_TEST_SUITE_P(Testdata, PackedScenarios, testing::ValuesIn(apk_cases()), name_of);

}  // namespace
