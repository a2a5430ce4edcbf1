// JUnit XML, which every CI server shows: one suite per architecture, one test case per finding, and one for the architecture
// as a whole, so that a clean run has a test that passed and an incomplete one has a test that did not. Errors are failures,
// "could not look" is an error of the test, warnings pass with their text as output, waived findings are skipped, infos are
// left out.
#include <pugixml.hpp>

#include <map>
#include <set>
#include <sstream>

#include "report/wording.h"

namespace elfgate::report {

extern const Reporter junit_reporter;

namespace {

struct Counts {
  std::uint64_t tests = 0, failures = 0, errors = 0, skipped = 0;
  void operator+=(const Counts& other) {
    tests += other.tests;
    failures += other.failures;
    errors += other.errors;
    skipped += other.skipped;
  }
};

void set(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(value.c_str());
}

void set(pugi::xml_node node, const Counts& counts) {
  set(node, "tests", std::to_string(counts.tests));
  set(node, "failures", std::to_string(counts.failures));
  set(node, "errors", std::to_string(counts.errors));
  set(node, "skipped", std::to_string(counts.skipped));
}

std::string explanation(const model::Finding& finding) {
  std::string text = headline(finding) + "\n";
  for (const auto& line : finding.searched) text += "searched: " + shown(line) + "\n";
  for (const auto& line : finding.providers) text += "found in: " + shown(line) + "\n";
  if (const auto affects = affected(finding.affects); !affects.empty()) text += "affects: " + affects + "\n";
  for (const auto& line : finding.notes) text += "note: " + shown(line) + "\n";
  for (const auto& line : finding.fix) text += "fix: " + shown(line) + "\n";
  return text;
}

void add_result(pugi::xml_node test, const char* element, const model::Finding& finding, const std::string& message) {
  auto node = test.append_child(element);
  set(node, "type", shown(finding.rule));
  set(node, "message", message);
  node.text().set(explanation(finding).c_str());
}

Counts add_test(pugi::xml_node suite, const model::Finding& finding) {
  auto test = suite.append_child("testcase");
  set(test, "classname", shown(finding.package));
  std::string name = shown(finding.rule);
  if (!finding.path.empty()) name += " " + shown(finding.path);
  if (!finding.subject.empty()) name += " " + shown(finding.subject);
  set(test, "name", name);
  Counts counts{1};
  if (finding.waived) {
    set(test.append_child("skipped"), "message", "waived: " + shown(*finding.waived));
    counts.skipped = 1;
  } else if (finding.incomplete) {
    add_result(test, "error", finding, headline(finding));
    counts.errors = 1;
  } else if (finding.severity == model::Severity::error) {
    add_result(test, "failure", finding, headline(finding));
    counts.failures = 1;
  } else {
    test.append_child("system-out").text().set(("warning: " + explanation(finding)).c_str());
  }
  return counts;
}

// The architecture as a whole. ARCH "" stands for a run in which there was nothing.
Counts add_whole(pugi::xml_node suite, const Summary& summary, const std::string& arch) {
  auto test = suite.append_child("testcase");
  const auto found = summary.packages.find(arch);
  const std::uint64_t packages = found == summary.packages.end() ? 0 : found->second;
  set(test, "classname", "elfgate");
  set(test, "name", "everything was examined");
  if (packages > 0 && !summary.incomplete) return {1};
  auto error = test.append_child("error");
  set(error, "type", "incomplete");
  set(error, "message", packages > 0 ? "something could not be looked at" : "nothing was examined");
  std::string text;
  for (const auto& sentence : summary_sentences(summary, false)) text += sentence + "\n";
  error.text().set(text.c_str());
  return {1, 0, 1, 0};
}

std::string render(const Report& report, const TextStyle&) {
  pugi::xml_document document;
  auto declaration = document.append_child(pugi::node_declaration);
  set(declaration, "version", "1.0");
  set(declaration, "encoding", "UTF-8");
  auto root = document.append_child("testsuites");
  set(root, "name", "elfgate");
  std::set<std::string> arches;
  for (const auto& [arch, count] : report.summary.packages) arches.insert(arch);
  for (const auto& finding : report.findings) arches.insert(finding.arch);
  if (arches.empty()) arches.insert("");
  Counts all;
  for (const auto& arch : arches) {
    auto suite = root.append_child("testsuite");
    set(suite, "name", arch.empty() ? "elfgate" : "elfgate " + shown(arch));
    Counts counts = add_whole(suite, report.summary, arch);
    for (const auto& finding : report.findings)
      if (finding.arch == arch && (finding.severity != model::Severity::info || finding.incomplete))
        counts += add_test(suite, finding);
    set(suite, counts);
    all += counts;
  }
  set(root, all);
  std::ostringstream out;
  document.save(out, "  ", pugi::format_indent, pugi::encoding_utf8);
  return out.str();
}

}  // namespace

const Reporter junit_reporter{"junit", "JUnit XML, for the test pages of CI servers", render};

}  // namespace elfgate::report
