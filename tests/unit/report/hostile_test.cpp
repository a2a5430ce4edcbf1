// Names in packages are bytes that somebody else chose. Whatever they are, each format stays well-formed, keeps its lines, and
// shows them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "base/text.h"
#include "golden/small_report.h"
#include "report/report.h"
#include "report/wording.h"

namespace elfgate::report {
namespace {

using namespace std::string_literals;
using ::testing::HasSubstr;
using ::testing::Not;

const std::vector<std::string>& hostile_names() {
  static const std::vector<std::string> names{"\xff\xfe invalid"s,
                                              "cut short \xe2\x82"s,
                                              "NUL \0 inside"s,
                                              "new\nline\r\n::error title=forged::forged"s,
                                              "escape \033[2J\033]0;title\007"s,
                                              "c1 \xc2\x9b"
                                              "31m"s,
                                              "quote \" ' \\ </script> & ]]> <!--"s,
                                              "| `code` **bold** [link](http://example.com) @user #1 <img src=x>"s,
                                              "right-to-left \xe2\x80\xae gpj.exe"s,
                                              "noncharacter \xef\xbf\xbe \xef\xbf\xbf"s,
                                              "\xed\xa0\x80 surrogate \xf4\x90\x80\x80 beyond"s,
                                              "tab\there, comma: colon % percent ::"s,
                                              "unicode \xc3\xa9\xe6\xbc\xa2\xf0\x9f\x90\xa7"s,
                                              "..//../!/x?y#z"s,
                                              std::string(100'000, 'a'),
                                              " leading and trailing "s,
                                              ""s};
  return names;
}

Report report_with(const std::string& name) {
  Report report;
  report.tool_version = report.summary.profile = name;
  report.summary.sources = report.summary.arches = {name};
  report.summary.packages = {{name, 1}};
  report.rules = {{name, name}};
  for (const auto severity : {model::Severity::info, model::Severity::warning, model::Severity::error}) {
    model::Finding finding;
    finding.severity = severity;
    finding.rule = finding.arch = finding.package = finding.version = finding.origin = name;
    finding.path = finding.subject = finding.message = name;
    finding.searched = finding.providers = finding.notes = finding.fix = {name, name};
    finding.affects = {2, 2, {name}};
    report.findings.push_back(finding);
    finding.waived = name;
    report.findings.push_back(finding);
    finding.waived.reset();
    finding.incomplete = true;
    report.findings.push_back(finding);
  }
  count_findings(report);
  return report;
}

std::string render(const std::string& format, const Report& report, const TextStyle& style = {}) {
  return reporter_named(format)->render(report, style);
}

bool is_valid_utf8_without_controls(const std::string& text) {
  for (const auto line : base::split(text, '\n'))
    if (base::printable(line) != line) return false;
  return true;
}

class Hostile : public ::testing::TestWithParam<std::size_t> {
 protected:
  const std::string& name() const { return hostile_names()[GetParam()]; }
};

TEST_P(Hostile, EveryFormatIsUtf8WithoutControlCharacters) {
  for (const bool verbose : {false, true})
    for (const auto* reporter : reporters())
      EXPECT_TRUE(is_valid_utf8_without_controls(reporter->render(report_with(name()), {.verbose = verbose})))
          << reporter->name;
}

TEST_P(Hostile, JsonParses) {
  const auto json = nlohmann::json::parse(render("json", report_with(name())));
  EXPECT_EQ(json["findings"].size(), 9u);
  EXPECT_EQ(json["findings"][0]["subject"], shown(name()));
}

TEST_P(Hostile, JsonlHasOneObjectALine) {
  const auto text = render("jsonl", report_with(name()));
  const auto lines = base::split(text, '\n');
  ASSERT_EQ(lines.size(), 11u);  // nine findings, the summary, nothing behind the last newline
  for (std::size_t i = 0; i < 10; ++i) EXPECT_TRUE(nlohmann::json::parse(lines[i]).is_object());
  EXPECT_EQ(lines[10], "");
}

TEST_P(Hostile, SarifParsesAndItsReferencesAreAscii) {
  const auto json = nlohmann::json::parse(render("sarif", report_with(name())));
  for (const auto& result : json["runs"][0]["results"]) {
    const std::string uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    for (const char c : uri) EXPECT_TRUE(c > ' ' && c < 0x7F && c != '<' && c != '"' && c != '\\' && c != '?' && c != '#');
    const std::size_t rule = result["ruleIndex"];
    EXPECT_EQ(json["runs"][0]["tool"]["driver"]["rules"][rule]["id"], result["ruleId"]);
  }
}

TEST_P(Hostile, JunitParsesAndKeepsTheName) {
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(render("junit", report_with(name())).c_str()));
  const auto test = document.child("testsuites").child("testsuite").last_child();
  ASSERT_TRUE(test);
  EXPECT_EQ(test.attribute("classname").value(), shown(name()));
}

TEST_P(Hostile, GithubForgesNoCommand) {
  const auto text = render("github", report_with(name()), {.verbose = true});
  std::size_t commands = 0;
  for (const auto line : base::split(text, '\n')) {
    if (!line.starts_with("::")) continue;
    ++commands;
    const auto properties = std::string(line.substr(2, line.find("::", 2) - 2));
    EXPECT_EQ(properties.find(':'), std::string::npos);
    EXPECT_EQ(properties.find(','), std::string::npos);
  }
  EXPECT_EQ(commands, 9u);
}

TEST_P(Hostile, MarkdownHoldsNoMarkupOfTheName) {
  const auto text = render("markdown", report_with(name()), {.verbose = true});
  for (const std::string markup : {"**bold**", "`code`", "<img", "](http", "@user", "</script>"})
    EXPECT_EQ(text.find(markup), std::string::npos) << markup;
  // seven bars a row, whatever the cells hold
  for (const auto line : base::split(text, '\n'))
    if (line.starts_with("| ")) {
      EXPECT_EQ(std::count(line.begin(), line.end(), '|'), 7) << line;
    }
  EXPECT_LT(text.size(), 65'536u);
}

TEST_P(Hostile, TextKeepsOneGreppableLinePerFinding) {
  const auto text = render("text", report_with(name()), {.verbose = true, .width = 0});
  std::size_t heads = 0;
  for (const auto line : base::split(text, '\n')) {
    const bool head =
        line.starts_with("error ") || line.starts_with("warning ") || line.starts_with("info ") || line.starts_with("waived ");
    heads += head ? 1 : 0;
  }
  EXPECT_EQ(heads, 9u);
}

INSTANTIATE_TEST_SUITE_P(Names, Hostile, ::testing::Range(std::size_t{0}, hostile_names().size()));

TEST(HostileMarkdown, StaysBelowTheSizeOfACommentAndSaysWhatIsLeftOut) {
  Report report;
  report.summary.packages = {{"x86_64", 1}};
  for (int i = 0; i < 5'000; ++i) report.findings.push_back(test::missing_library());
  count_findings(report);
  const auto text = render("markdown", report);
  EXPECT_LT(text.size(), 65'536u);
  EXPECT_THAT(text, HasSubstr(" more findings left out here."));
}

}  // namespace
}  // namespace elfgate::report
