// A comment on a pull request: the outcome, a short table, and the details folded away. Comments have a size limit (65,536
// characters on GitHub), so table and details end at a bound and say how many findings are left out.
#include "report/markdown_text.h"
#include "report/wording.h"

namespace elfgate::report {

extern const Reporter markdown_reporter;

namespace {

using markdown::code, markdown::cut, markdown::escaped, markdown::items;

constexpr std::size_t k_table = 30'000;    // bytes of the table
constexpr std::size_t k_sentence = 600;    // bytes of one sentence of the summary before escaping
constexpr std::size_t k_details = 20'000;  // bytes of all folded details together

std::string row(const model::Finding& finding) {
  return "| " + severity_word(finding) + " | " + escaped(shown(finding.rule)) + " | " + code(package_label(finding)) + " | " +
         code(shown(finding.path)) + " | " + code(shown(finding.subject)) + " | " + escaped(cut(shown(finding.message))) +
         " |\n";
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
