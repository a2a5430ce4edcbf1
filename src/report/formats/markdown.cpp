// A comment on a pull request: the outcome, a short table, and the details folded away. Comments have a size limit (65,536
// characters on GitHub), so table and details end at a bound and say how many findings are left out. Names are foreign
// text: everything that Markdown or HTML would read is written as an entity, and an "@" calls nobody.
#include "report/wording.h"

namespace elfgate::report {

extern const Reporter markdown_reporter;

namespace {

constexpr std::size_t k_table = 30'000;    // bytes of the table
constexpr std::size_t k_cell = 300;        // bytes of one table cell before escaping
constexpr std::size_t k_sentence = 600;    // bytes of one sentence of the summary before escaping
constexpr std::size_t k_details = 20'000;  // bytes of all folded details together

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '@') {
      out += "@<!-- -->";
    } else if (std::string_view("&<>|`*_[]()~#\\!$:^{}").find(c) != std::string_view::npos) {
      out += "&#" + std::to_string(static_cast<int>(c)) + ";";
    } else {
      out += c;
    }
  }
  return out;
}

// At most SIZE bytes of TEXT, whole characters.
std::string cut(const std::string& text, std::size_t size = k_cell) {
  if (text.size() <= size) return text;
  std::size_t end = size;
  while (end > 0 && (text[end] & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "...";
}

std::string code(const std::string& text) {
  return text.empty() ? "" : "<code>" + escaped(cut(text)) + "</code>";
}

std::string row(const model::Finding& finding) {
  return "| " + severity_word(finding) + " | " + escaped(shown(finding.rule)) + " | " + code(package_label(finding)) + " | " +
         code(shown(finding.path)) + " | " + code(shown(finding.subject)) + " | " + escaped(cut(shown(finding.message))) +
         " |\n";
}

std::string items(const std::string& label, const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) out += "- " + label + ": " + escaped(cut(shown(text))) + "\n";
  return out;
}

std::string details(const model::Finding& finding) {
  std::string out = "**" + escaped(cut(package_label(finding))) + "** " + escaped(cut(headline(finding))) + "\n\n";
  out += items("searched", finding.searched) + items("found in", finding.providers);
  if (const auto text = affected(finding.affects); !text.empty()) out += "- affects: " + escaped(cut(text)) + "\n";
  if (finding.waived) out += items("waived", {*finding.waived});
  return out + items("note", finding.notes) + items("fix", finding.fix) + "\n";
}

std::string render(const Report& report, const TextStyle& style) {
  std::string table, folded;
  std::size_t left_out = 0;
  for (const auto& finding : report.findings) {
    if (is_hidden(finding, style)) continue;
    const auto line = row(finding), text = details(finding);
    const bool fits = left_out == 0 && table.size() + line.size() <= k_table;
    if (fits) table += line;
    if (fits && folded.size() + text.size() <= k_details) folded += text;
    if (!fits) ++left_out;
  }
  const auto& summary = report.summary;
  const char* title = summary.errors > 0 ? "elfgate: broken" : summary.incomplete ? "elfgate: incomplete" : "elfgate: ok";
  std::string out = std::string("### ") + title + "\n\n";
  for (const auto& sentence : summary_sentences(summary, !style.verbose)) out += escaped(cut(sentence, k_sentence)) + "\n";
  if (table.empty()) return out;
  out += "\n| severity | rule | package | file | subject | what |\n|---|---|---|---|---|---|\n" + table;
  if (left_out > 0) out += "\n" + count_of(left_out, "more finding", "more findings") + " left out here.\n";
  return out + "\n<details><summary>Why, and what to do</summary>\n\n" + folded + "</details>\n";
}

}  // namespace

const Reporter markdown_reporter{"markdown", "a comment for a pull request", render};

}  // namespace elfgate::report
