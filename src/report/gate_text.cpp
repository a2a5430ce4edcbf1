// The gate for people: new findings first, as `elfgate check` writes them, then who is touched, what to rebuild, and the
// verdict as the last line, where a terminal shows it.
#include <algorithm>

#include "report/gate.h"
#include "report/gate_groups.h"
#include "report/wording.h"

namespace elfgate::report {

namespace {

constexpr const char* k_uninstallable = "uninstallable-package";

std::string joined(const std::vector<std::string>& names, const char* separator) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : separator) + shown(name);
  return text;
}

std::string events_text(const GateReport& report, const TextStyle& style) {
  std::string text;
  for (const auto& group : grouped(report.delta.events, style.verbose)) {
    const auto& event = *group.first;
    text += "event " + event.kind + "  " + shown(event.package) + "/" + joined(group.arches, ",") + "  " + sentence_of(event) +
            "\n";
    if (!group.consumers.empty()) text += "    asked for by  " + names_of(group.consumers, style.verbose) + "\n";
  }
  const auto quiet = std::count_if(report.delta.events.begin(), report.delta.events.end(),
                                   [](const auto& event) { return event.consumers.empty(); });
  if (quiet > 0 && !style.verbose)
    text += count_of(static_cast<std::uint64_t>(quiet), "event", "events") + " that nobody depends on (not shown).\n";
  for (const auto& sided : report.delta.one_sided)
    text += "note: " + shown(sided.package) + " changes on " + joined(sided.reached, ", ") + " and not on " +
            joined(sided.left_out, ", ") + "\n";
  return text.empty() ? text : text + "\n";
}

std::string rebuild_text(const GateReport& report) {
  const auto& plan = report.delta.rebuild;
  std::string text;
  for (std::size_t i = 0; i < plan.waves.size(); ++i)
    text += "rebuild " + std::to_string(i + 1) + "  " + joined(plan.waves[i], " ") + "\n";
  for (const auto& cycle : plan.cycles) text += "    need each other:  " + joined(cycle, ", ") + "\n";
  for (const auto& group : plan.together) text += "    publish together:  " + joined(group, ", ") + "\n";
  if (const auto command = rebuild_command(report); !command.empty()) text += "    " + command + "\n";
  return text.empty() ? text : text + "\n";
}

std::string verdict_text(const GateReport& report, const TextStyle& style) {
  const auto& delta = report.delta;
  const char* color = !style.color ? "" : report.broken ? "\033[1;31m" : "\033[1;32m";
  std::string text = std::string(color) + (report.broken ? "BROKEN" : "OK") + (style.color ? "\033[0m" : "") + ": ";
  text += report.broken ? "this change breaks what worked" : "nothing is newly broken";
  text += "; " + count_of(delta.broken.size(), "new finding", "new findings") + ", " + number(delta.fixed.size()) + " fixed, " +
          number(delta.before.size()) + " there before";
  return text + (delta.before.empty() || style.verbose ? "" : " (--all shows them)") + ".\n";
}

std::string fixed_text(const GateReport& report) {
  std::string text;
  for (const auto& finding : report.delta.fixed)
    text += "fixed " + shown(finding.rule) + "  " + package_label(finding) + "  " + headline(finding) + "\n";
  return text.empty() ? text : text + "\n";
}

// One finding for each reason why packages cannot be installed, and who else it holds for.
std::string uninstallable_text(const GateReport& report) {
  std::string text;
  for (const auto& group : grouped(report.delta.broken)) {
    if (group.first->rule != k_uninstallable || group.first->waived) continue;
    text += std::string(model::name_of(group.first->severity)) + " " + k_uninstallable + "  " +
            count_of(group.packages.size(), "package", "packages") + "/" + joined(group.arches, ",") + "  " +
            shown(group.first->subject) + ": " + shown(group.first->message) + "\n    packages  " +
            names_of(group.packages, false) + "\n";
    for (const auto& note : group.first->notes)
      if (!group.first->providers.empty()) text += "    note      " + shown(note) + "\n";
    text += "\n";
  }
  return text;
}

}  // namespace

std::string gate_text(const GateReport& report, const TextStyle& style) {
  auto findings = findings_of(report, style.verbose);
  if (!style.verbose) std::erase_if(findings.findings, [](const auto& finding) { return finding.rule == k_uninstallable; });
  auto text = style.verbose ? std::string() : uninstallable_text(report);
  text += reporter_named("text")->render(findings, style) + "\n";
  return text + fixed_text(report) + events_text(report, style) + rebuild_text(report) + verdict_text(report, style);
}

}  // namespace elfgate::report
