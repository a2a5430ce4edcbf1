// The gate as a comment or job summary, in the order in which a maintainer asks: is it broken, what do I do, what is it
// exactly, who is touched. What is the same on several architectures is said once. Bounded, as comments are (65,536 characters
// on GitHub).
#include <algorithm>
#include <set>

#include "report/gate.h"
#include "report/gate_groups.h"
#include "report/markdown_text.h"
#include "report/wording.h"

namespace elfgate::report {

namespace {

using markdown::code, markdown::codes, markdown::cut, markdown::escaped, markdown::items;

constexpr std::size_t k_names_shown = 8;
constexpr std::size_t k_fixes_shown = 10;
constexpr std::size_t k_events_shown = 40;
constexpr std::size_t k_fixed_shown = 20;
constexpr std::size_t k_origins_shown = 400;
constexpr std::size_t k_table = 22'000;    // bytes of the table of findings
constexpr std::size_t k_details = 14'000;  // bytes of all folded details together
constexpr std::size_t k_list = 5'000;      // bytes of a list that says nothing about a finding

std::string verdict(const GateReport& report) {
  const auto& delta = report.delta;
  std::set<std::string> packages, arches;
  for (const auto& finding : delta.broken) {
    if (finding.waived || finding.severity != model::Severity::error) continue;
    packages.insert(finding.package);
    arches.insert(finding.arch);
  }
  std::string text = "Nothing is newly broken.";
  if (report.broken && packages.empty()) text = "**Broken by this change.**";
  if (report.broken && !packages.empty())
    text = "**Broken by this change: " + count_of(packages.size(), "package", "packages") + "** on " +
           codes({arches.begin(), arches.end()}, k_names_shown) + ".";
  return text + " " + count_of(delta.broken.size(), "new finding", "new findings") + ", " + number(delta.fixed.size()) +
         " fixed; " + number(delta.before.size()) + " were there before and do not count.\n";
}

// --- what to do ---

std::string rebuild_list(const GateReport& report) {
  const auto& plan = report.delta.rebuild;
  std::string text;
  if (!plan.empty()) text = "\n#### To rebuild, in this order\n\n";
  std::size_t left = k_origins_shown, left_out = 0;
  for (const auto& wave : plan.waves) {
    const std::vector<std::string> some(wave.begin(), wave.begin() + static_cast<std::ptrdiff_t>(std::min(left, wave.size())));
    left -= some.size();
    left_out += wave.size() - some.size();
    if (!some.empty()) text += "1. " + codes(some, some.size()) + "\n";
  }
  if (left_out > 0) text += "\n" + count_of(left_out, "more origin", "more origins") + " left out here.\n";
  for (const auto& cycle : plan.cycles)
    text += "\nThese need each other, so they are built together: " + codes(cycle, k_origins_shown) + "\n";
  for (const auto& group : plan.together)
    text += "\nPublish together, because one without the others breaks somebody: " + codes(group, k_origins_shown) + "\n";
  if (const auto command = rebuild_command(report); !command.empty() && left_out == 0) text += "\n    " + command + "\n";
  return text;
}

// Rules whose findings go away when the package is rebuilt, as the plan says.
bool is_answered_by_plan(const model::Finding& finding, const diff::RebuildPlan& plan) {
  if (finding.rule != "soname-changed" && finding.rule != "missing-symbol-version") return false;
  for (const auto& wave : plan.waves)
    if (std::binary_search(wave.begin(), wave.end(), finding.origin)) return true;
  return false;
}

// What to do about a name that the change took away, when nothing took its place; empty when the event breaks nobody.
std::string mend(const EventGroup& group) {
  const auto& event = *group.first;
  const auto users = count_of(group.consumers.size(), "package", "packages");
  const auto name = code(shown(event.subject.empty() ? event.from : event.subject));
  const auto owner = code(shown(event.package));
  if (event.kind == "library-moved")
    return owner + " has moved " + name + " from " + code(shown(event.from)) + " to " + code(shown(event.to)) + ", where " +
           users + " that need it do not look: move it back, or ship a link to it in the old place";
  if (event.kind == "soname-removed")
    return owner + " no longer has " + name + ", which " + users + " need: bring it back, or rebuild them without it";
  if (event.kind == "provide-lost")
    return owner + " no longer provides " + name + ", which " + users + " depend on: provide it again";
  if (event.kind == "package-lost") return owner + " is gone, and " + users + " depend on it: keep it until they do not";
  return {};
}

std::string list_of_mends(const std::vector<FindingGroup>& groups, const GateReport& report) {
  std::set<std::string> open, answered;
  for (const auto& group : groups) {
    const auto& finding = *group.first;
    if (finding.waived || finding.severity != model::Severity::error) continue;
    (is_answered_by_plan(finding, report.delta.rebuild) ? answered : open).insert(name_in(finding));
  }
  std::vector<std::string> lines;
  for (const auto& event : grouped(report.delta.events, false)) {
    const auto& one = *event.first;
    const auto name = one.kind == "package-lost"    ? one.package
                      : !one.subject.empty()        ? one.subject
                      : one.from.starts_with("so:") ? one.from.substr(3)
                                                    : one.from;
    const auto text = mend(event);
    if (text.empty() || !open.contains(name) || !answered.insert(name).second) continue;
    lines.push_back("- " + text + "\n");
  }
  std::set<std::string> said;
  for (const auto& group : groups) {
    const auto& finding = *group.first;
    if (finding.waived || finding.severity != model::Severity::error || answered.contains(name_in(finding))) continue;
    if (finding.fix.empty() || !said.insert(finding.fix.front()).second) continue;
    if (finding.rule == "uninstallable-package" && std::any_of(groups.begin(), groups.end(), [&](const auto& other) {
          return other.first->rule != finding.rule && name_in(*other.first) == name_in(finding);
        }))
      continue;
    lines.push_back("- " + code(shown(finding.subject)) + " of " + codes(group.packages, k_names_shown) + ": " +
                    escaped(cut(shown(finding.fix.front()))) + "\n");
  }
  if (lines.empty()) return {};
  std::string text = "\n#### To mend\n\n";
  for (std::size_t i = 0; i < lines.size() && i < k_fixes_shown; ++i) text += lines[i];
  if (lines.size() > k_fixes_shown) text += "- and " + number(lines.size() - k_fixes_shown) + " more, see below\n";
  return text;
}

// --- what broke ---

std::string files(const FindingGroup& group) {
  const auto more = group.paths.size() - std::min<std::size_t>(group.paths.size(), 1);
  return group.paths.empty() ? "" : code(shown(group.paths.front())) + (more > 0 ? " and " + number(more) + " more" : "");
}

std::string row(const FindingGroup& group) {
  const auto& finding = *group.first;
  return "| " + severity_word(finding) + " | " + escaped(shown(finding.rule)) + " | " + codes(group.packages, k_names_shown) +
         " | " + codes(group.arches, k_names_shown) + " | " + files(group) + " | " + code(shown(finding.subject)) + " | " +
         escaped(cut(shown(finding.message))) + " |\n";
}

std::string details(const FindingGroup& group) {
  const auto& finding = *group.first;
  const auto others = group.packages.size() - 1;
  std::string out = "**" + escaped(cut(package_label(finding))) + "** " + escaped(cut(headline(finding))) + "\n\n";
  if (group.paths.size() > 1) out += "- files: " + codes(group.paths, k_names_shown) + "\n";
  if (others > 0) out += "- and " + count_of(others, "more package", "more packages") + " for the same reason\n";
  out += items("searched", finding.searched) + items("found in", finding.providers);
  if (const auto text = affected(finding.affects); !text.empty()) out += "- affects: " + escaped(cut(text)) + "\n";
  if (finding.waived) out += items("waived", {*finding.waived});
  return out + items("note", finding.notes) + items("fix", finding.fix) + "\n";
}

std::string broken_table(const std::vector<FindingGroup>& groups, const TextStyle& style) {
  std::string table, folded;
  std::size_t left_out = 0;
  for (const auto& group : groups) {
    if (is_hidden(*group.first, style)) continue;
    const auto line = row(group), text = details(group);
    const bool fits = left_out == 0 && table.size() + line.size() <= k_table;
    if (fits) table += line;
    if (fits && folded.size() + text.size() <= k_details) folded += text;
    if (!fits) ++left_out;
  }
  if (table.empty()) return {};
  std::string out =
      "\n#### What broke\n\n| severity | rule | package | on | file | subject | what |\n|---|---|---|---|---|---|---|\n" +
      table;
  if (left_out > 0) out += "\n" + count_of(left_out, "more row", "more rows") + " left out here.\n";
  return out + "\n<details><summary>Why: where it was looked for, who has it, who is affected</summary>\n\n" + folded +
         "</details>\n";
}

// --- who is touched ---

std::string events_table(const GateReport& report) {
  std::string rows;
  std::size_t count = 0;
  for (const auto& group : grouped(report.delta.events, false)) {
    if (++count > k_events_shown) continue;
    rows += "| " + group.first->kind + " | " + code(shown(group.first->package)) + " | " + codes(group.arches, k_names_shown) +
            " | " + code(sentence_of(*group.first)) + " | " + codes(group.consumers, k_names_shown) + " |\n";
  }
  if (rows.empty()) return {};
  if (count > k_events_shown)
    rows += "\n" + count_of(count - k_events_shown, "more event", "more events") + " left out here.\n";
  return "\n#### What others relied on\n\n| event | package | on | what | asked for by |\n|---|---|---|---|---|\n" + rows;
}

std::string one_sided_list(const GateReport& report) {
  std::string text;
  for (const auto& sided : report.delta.one_sided) {
    text += "- " + code(shown(sided.package)) + " changes on " + codes(sided.reached, k_names_shown) + " and not on " +
            codes(sided.left_out, k_names_shown) + "\n";
    if (text.size() > k_list) return text + "- ...\n";
  }
  return text.empty() ? text : "\n#### On some architectures only\n\n" + text;
}

std::string fixed_list(const GateReport& report) {
  std::string text;
  std::size_t count = 0;
  for (const auto& group : grouped(report.delta.fixed)) {
    if (++count > k_fixed_shown) continue;
    const auto& finding = *group.first;
    text += "- " + escaped(shown(finding.rule)) + " " + codes(group.packages, k_names_shown) + ": " +
            escaped(cut(headline(finding))) + "\n";
  }
  if (count > k_fixed_shown) text += "- and " + number(count - k_fixed_shown) + " more\n";
  return text.empty() ? text : "\n<details><summary>Fixed by this change</summary>\n\n" + text + "\n</details>\n";
}

}  // namespace

std::string gate_markdown(const GateReport& report, const TextStyle& style) {
  const auto findings = findings_of(report, style.verbose);
  const auto broken = grouped(report.delta.broken), shown_groups = grouped(findings.findings);
  const char* title = report.broken ? "broken" : report.summary.incomplete ? "incomplete" : "ok";
  std::string text = std::string("### elfgate: ") + title + "\n\n" + verdict(report) + rebuild_list(report) +
                     list_of_mends(broken, report) + broken_table(shown_groups, style) + events_table(report) +
                     one_sided_list(report) + fixed_list(report) + "\n";
  for (const auto& sentence : summary_sentences(report.summary, !style.verbose))
    text += escaped(cut(sentence, 2 * markdown::k_cell)) + "\n";
  return text;
}

}  // namespace elfgate::report
