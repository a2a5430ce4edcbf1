// Workflow commands of GitHub Actions: each finding becomes an annotation of the run. One command is one line, so every byte
// that could end the line or the command is escaped twice: made visible first, then written as GitHub's %XX.
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions
#include "report/wording.h"

namespace elfgate::report {

extern const Reporter github_reporter;

namespace {

std::string escaped(const std::string& text, std::string_view special) {
  static constexpr char k_hex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (special.find(c) == std::string_view::npos)
      out += c;
    else
      out += {'%', k_hex[byte >> 4], k_hex[byte & 15]};
  }
  return out;
}

std::string in_data(const std::string& text) {
  return escaped(text, "%\r\n");
}
std::string in_property(const std::string& text) {
  return escaped(text, "%\r\n:,");
}

const char* command_of(const model::Finding& finding) {
  if (finding.waived || finding.severity == model::Severity::info) return "notice";
  return finding.severity == model::Severity::error ? "error" : "warning";
}

std::string annotation(const model::Finding& finding) {
  std::string text = headline(finding);
  for (const auto& note : finding.notes) text += "\n" + shown(note);
  for (const auto& fix : finding.fix) text += "\nfix: " + shown(fix);
  if (finding.waived) text += "\nwaived: " + shown(*finding.waived);
  return std::string("::") + command_of(finding) +
         " title=" + in_property(shown(finding.rule) + " in " + package_label(finding)) + "::" + in_data(text) + "\n";
}

std::string render(const Report& report, const TextStyle& style) {
  std::string out;
  for (const auto& finding : report.findings)
    if (!is_hidden(finding, style)) out += annotation(finding);
  // plain lines of the log; none of them can begin with "::"
  for (const auto& sentence : summary_sentences(report.summary, !style.verbose)) out += sentence + "\n";
  return out;
}

}  // namespace

const Reporter github_reporter{"github", "annotations of a GitHub Actions run", render};

}  // namespace elfgate::report
