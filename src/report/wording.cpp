#include "report/wording.h"

#include <algorithm>

#include "base/text.h"

namespace elfgate::report {

namespace {

// Length of a UTF-8 sequence at the start of TEXT that must not reach a reader; 0 otherwise.
//   U+200B..U+200F, U+202A..U+202E, U+2060..U+206F  invisible, or turn the direction of what follows
//   U+2028, U+2029                                  line breaks to some readers
//   U+FEFF, U+FFFE, U+FFFF                          byte order mark, and what XML forbids
std::size_t unseen_length(std::string_view text) {
  if (text.size() < 3) return 0;
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char last = at(2);
  bool unseen = false;
  if (at(0) == 0xE2 && at(1) == 0x80) unseen = (last >= 0x8B && last <= 0x8F) || (last >= 0xA8 && last <= 0xAE);
  if (at(0) == 0xE2 && at(1) == 0x81) unseen = last >= 0xA0 && last <= 0xAF;
  if (at(0) == 0xEF && at(1) == 0xBB) unseen = last == 0xBF;
  if (at(0) == 0xEF && at(1) == 0xBF) unseen = last >= 0xBE;
  return unseen ? 3 : 0;
}

std::string_view without_slash(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  return path;
}

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (const auto& part : parts) {
    if (!text.empty()) text += separator;
    text += part;
  }
  return text;
}

std::uint64_t packages_in(const Summary& summary) {
  std::uint64_t total = 0;
  for (const auto& [arch, count] : summary.packages) total += count;
  return total;
}

std::string checked(const Summary& summary) {
  const auto total = packages_in(summary);
  if (total == 0) return "Nothing was examined: no package was found in what was given.";
  std::vector<std::string> arches;
  for (const auto& [arch, count] : summary.packages) arches.push_back(number(count) + " " + shown(arch));
  std::string text = "Checked " + count_of(total, "package", "packages");
  text += summary.packages.size() == 1 ? " of " + shown(summary.packages.begin()->first) : " (" + joined(arches, ", ") + ")";
  return text + ": " + count_of(summary.programs, "program", "programs") + ", " +
         count_of(summary.libraries, "library", "libraries") + ", " +
         count_of(summary.edges, "needed library", "needed libraries") + " looked up.";
}

std::string outcome(const Summary& summary, bool hidden) {
  std::string text = count_of(summary.errors, "error", "errors") + ", " + count_of(summary.warnings, "warning", "warnings");
  if (summary.infos > 0) text += ", " + count_of(summary.infos, "note", "notes") + (hidden ? " (not shown)" : "");
  if (summary.waived > 0) text += ", " + number(summary.waived) + " waived";
  if (text[0] == 'n') text[0] = 'N';
  return text + ".";
}

}  // namespace

std::string shown(std::string_view text) {
  std::string out;
  append_shown(out, text);
  return out;
}

void append_shown(std::string& out, std::string_view text) {
  // Nearly all names are plain.
  if (std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; })) {
    out += text;
    return;
  }
  static constexpr char k_hex[] = "0123456789abcdef";
  const std::string valid = base::printable(text);
  for (std::size_t i = 0; i < valid.size();) {
    std::size_t escaped = unseen_length(std::string_view(valid).substr(i));
    if (escaped == 0) out += valid[i++];
    for (; escaped > 0; --escaped, ++i) {
      const auto byte = static_cast<unsigned char>(valid[i]);
      out += {'\\', 'x', k_hex[byte >> 4], k_hex[byte & 15]};
    }
  }
}

std::string number(std::uint64_t value) {
  std::string text = std::to_string(value);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, 1, ',');
  return text;
}

std::string count_of(std::uint64_t value, const std::string& singular, const std::string& plural) {
  return (value == 0 ? "no" : number(value)) + " " + (value == 1 ? singular : plural);
}

std::string package_label(const model::Finding& finding) {
  return shown(finding.package) + (finding.version.empty() ? "" : "-" + shown(finding.version)) + "/" + shown(finding.arch);
}

std::string headline(const model::Finding& finding) {
  std::vector<std::string> parts;
  if (!finding.path.empty()) parts.push_back(finding.path == "/" ? "/" : shown(without_slash(finding.path)));
  if (!finding.subject.empty()) parts.push_back(shown(finding.subject));
  parts.push_back(shown(finding.message));
  return joined(parts, ": ");
}

std::string affected(const model::Affected& affects) {
  if (affects.packages <= 1 && affects.programs <= 1) return {};
  std::vector<std::string> examples;
  for (const auto& example : affects.examples) examples.push_back(shown(example));
  std::string text =
      count_of(affects.packages, "package", "packages") + " with " + count_of(affects.programs, "program", "programs");
  return examples.empty() ? text : text + ", such as " + joined(examples, ", ");
}

bool is_hidden(const model::Finding& finding, const TextStyle& style) {
  if (style.verbose) return false;
  return finding.waived || (finding.severity == model::Severity::info && !finding.incomplete);
}

std::string severity_word(const model::Finding& finding) {
  return finding.waived ? "waived" : model::name_of(finding.severity);
}

namespace {

// "a, b and 3 more packages"
std::string named(const std::vector<std::string>& labels) {
  constexpr std::size_t k_named = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(labels.size(), k_named); ++i) text += (i == 0 ? "" : ", ") + shown(labels[i]);
  const std::size_t rest = labels.size() - std::min(labels.size(), k_named);
  return rest == 0 ? text : text + " and " + count_of(rest, "more package", "more packages");
}

}  // namespace

std::vector<std::string> summary_sentences(const Summary& summary, bool hidden) {
  std::vector<std::string> sentences{checked(summary), outcome(summary, hidden)};
  if (packages_in(summary) == 0) sentences.pop_back();
  if (summary.incomplete && summary.packages_unreadable > 0)
    sentences.push_back("Incomplete: " + count_of(summary.packages_unreadable, "package", "packages") +
                        " could not be read; what is in there is unknown, so this result says less than it seems to.");
  else if (summary.incomplete)
    sentences.push_back("Incomplete: something could not be looked at, so this result says less than it seems to.");
  if (summary.closures_failed > 0)
    sentences.push_back("The dependencies of " + count_of(summary.closures_failed, "package", "packages") +
                        " cannot be satisfied: the package manager would refuse to install " +
                        (summary.closures_failed == 1 ? "it." : "them."));
  if (!summary.closures_order_dependent.empty())
    sentences.push_back("What an install of " + named(summary.closures_order_dependent) +
                        " brings in is order dependent: the package manager decides by the order of its hash table.");
  if (summary.foreign_objects > 0)
    sentences.push_back(count_of(summary.foreign_objects, "ELF file is", "ELF files are") +
                        " made for another system and took no part.");
  return sentences;
}

}  // namespace elfgate::report
