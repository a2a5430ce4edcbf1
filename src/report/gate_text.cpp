// The gate for people: new findings first, as `elfgate check` writes them, then who is touched, what to rebuild, and the
// verdict as the last line, where a terminal shows it.
#include "report/gate.h"
#include "report/wording.h"

namespace elfgate::report {

namespace {

constexpr std::size_t k_consumers_shown = 8;

std::string names_of(const std::vector<diff::Consumer>& consumers, bool all) {
  std::string text;
  const auto end = all || consumers.size() <= k_consumers_shown ? consumers.size() : k_consumers_shown;
  for (std::size_t i = 0; i < end; ++i) text += (i == 0 ? "" : ", ") + shown(consumers[i].package);
  if (end < consumers.size()) text += " and " + number(consumers.size() - end) + " more";
  return text;
}

std::string joined(const std::vector<std::string>& names, const char* separator) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : separator) + shown(name);
  return text;
}

std::string events_text(const GateReport& report, const TextStyle& style) {
  std::string text;
  std::size_t quiet = 0;
  for (const auto& event : report.delta.events) {
    if (event.consumers.empty() && !style.verbose) {
      ++quiet;
      continue;
    }
    text += "event " + event.kind + "  " + shown(event.package) + "/" + shown(event.arch) + "  " + sentence_of(event) + "\n";
    if (!event.consumers.empty()) text += "    asked for by  " + names_of(event.consumers, style.verbose) + "\n";
  }
  if (quiet > 0) text += count_of(quiet, "event", "events") + " that nobody depends on (not shown).\n";
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
  if (!plan.waves.empty())
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

}  // namespace

std::string gate_text(const GateReport& report, const TextStyle& style) {
  const auto findings = findings_of(report, style.verbose);
  auto text = reporter_named("text")->render(findings, style) + "\n";
  return text + fixed_text(report) + events_text(report, style) + rebuild_text(report) + verdict_text(report, style);
}

}  // namespace elfgate::report
