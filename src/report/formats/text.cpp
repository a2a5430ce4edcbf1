// For people, and for grep: one line says everything that identifies a finding, indented lines below it say why it is so and
// what to do. The first line is never broken; the others are, at the width of the terminal.
//
//     error missing-library  postgresql-17-17.2-r0/aarch64  usr/bin/psql: libreadline.so.8: no package of this architecture
//     provides it
//         searched  default directories: /lib, /usr/lib
//         fix       package the library, or rebuild postgresql-17 without it
#include <algorithm>

#include "base/text.h"
#include "report/wording.h"

namespace elfgate::report {

extern const Reporter text_reporter;

namespace {

constexpr std::string_view k_indent = "    ";
constexpr std::size_t k_label_width = 10;
constexpr std::size_t k_lines_shown = 6;  // of one list, unless all is asked for

class Painter {
 public:
  explicit Painter(const TextStyle& style) : style_(style) {}

  std::string finding(const model::Finding& finding) const;
  std::string summary(const Summary& summary) const;

 private:
  std::string paint(const char* code, const std::string& text) const {
    return style_.color ? std::string("\033[") + code + "m" + text + "\033[0m" : text;
  }
  std::string severity(const model::Finding& finding) const;
  // Lines under one label; each of LINES starts a line of its own.
  std::string block(const std::string& label, const std::vector<std::string>& lines) const;
  std::string list(const std::string& label, const std::vector<std::string>& texts) const;
  std::string wrapped(const std::string& text, std::size_t indent) const;

  const TextStyle& style_;
};

// Columns that TEXT takes, near enough: one for each character.
std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// TEXT, already at column INDENT, with its words brought to further lines where they do not fit. A long word stays whole.
std::string Painter::wrapped(const std::string& text, std::size_t indent) const {
  std::string out;
  std::size_t column = indent;
  for (const auto word : base::words(text)) {
    const std::size_t width = columns(word);
    if (column > indent && style_.width > 0 && column + 1 + width > style_.width) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    }
    if (column > indent) out += ' ', ++column;
    out += word;
    column += width;
  }
  return out;
}

std::string Painter::block(const std::string& label, const std::vector<std::string>& lines) const {
  const std::size_t indent = k_indent.size() + k_label_width;
  std::string out;
  for (const auto& line : lines) {
    const std::string head =
        out.empty() ? label + std::string(k_label_width - label.size(), ' ') : std::string(k_label_width, ' ');
    out += std::string(k_indent) + paint("2", head) + wrapped(line, indent) + "\n";
  }
  return out;
}

std::string Painter::list(const std::string& label, const std::vector<std::string>& texts) const {
  std::vector<std::string> lines;
  const bool cut = !style_.verbose && texts.size() > k_lines_shown;
  const std::size_t end = cut ? k_lines_shown - 1 : texts.size();
  for (std::size_t i = 0; i < end; ++i) lines.push_back(shown(texts[i]));
  if (cut) lines.push_back("... and " + number(texts.size() - end) + " more");
  return block(label, lines);
}

std::string Painter::severity(const model::Finding& finding) const {
  const char* color = "1;31";
  if (finding.severity == model::Severity::warning) color = "1;33";
  if (finding.severity == model::Severity::info) color = "1;36";
  return paint(finding.waived ? "2" : color, severity_word(finding));
}

std::string Painter::finding(const model::Finding& finding) const {
  std::string out = severity(finding) + " " + paint("1", shown(finding.rule)) + "  " + package_label(finding) + "  " +
                    headline(finding) + "\n";
  if (finding.waived) out += block("waived", {shown(*finding.waived)});
  out += list("searched", finding.searched);
  out += list("found in", finding.providers);
  if (const auto text = affected(finding.affects); !text.empty()) out += block("affects", {text});
  out += list("note", finding.notes);
  out += list("fix", finding.fix);
  return out;
}

std::string Painter::summary(const Summary& summary) const {
  auto sentences = summary_sentences(summary, !style_.verbose);
  if (style_.verbose) {
    sentences.push_back(count_of(summary.packages_read, "package was", "packages were") + " read, " +
                        number(summary.packages_from_store) + " taken from the facts store.");
    for (const auto& source : summary.sources) sentences.push_back("Source: " + shown(source));
    if (!summary.profile.empty()) sentences.push_back("Profile: " + shown(summary.profile));
  }
  std::string out;
  for (const auto& sentence : sentences) {
    const bool incomplete = sentence.starts_with("Incomplete") || sentence.starts_with("Nothing was examined");
    const std::string text = wrapped(sentence, 0);
    out += (incomplete ? paint("1;31", text) : text) + "\n";
  }
  return out;
}

std::string render(const Report& report, const TextStyle& style) {
  const Painter painter(style);
  std::string out;
  for (const auto& finding : report.findings) {
    if (!is_hidden(finding, style)) out += painter.finding(finding) + "\n";
  }
  return out + painter.summary(report.summary);
}

}  // namespace

const Reporter text_reporter{"text", "for people: a line per finding, then why and what to do", render};

}  // namespace elfgate::report
