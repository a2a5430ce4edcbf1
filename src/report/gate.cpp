#include "report/gate.h"

#include <algorithm>

#include "report/wording.h"

namespace elfgate::report {

Report findings_of(const GateReport& gate, bool known) {
  Report report;
  report.tool_version = gate.tool_version;
  report.summary = gate.summary;
  report.rules = gate.rules;
  report.findings = gate.delta.broken;
  if (known) report.findings.insert(report.findings.end(), gate.delta.before.begin(), gate.delta.before.end());
  std::stable_sort(report.findings.begin(), report.findings.end(),
                   [](const auto& a, const auto& b) { return a.key() < b.key(); });
  return report;
}

std::string rebuild_command(const GateReport& report) {
  if (report.summary.profile != "wolfi" || report.delta.rebuild.empty()) return {};
  std::string text = "wolfictl bump";
  for (const auto& wave : report.delta.rebuild.waves)
    for (const auto& origin : wave) text += " " + shown(origin);
  return text;
}

std::string sentence_of(const diff::Event& event) {
  const auto arrow = [&] { return shown(event.from) + " -> " + shown(event.to); };
  if (event.kind == "soname-changed") return arrow() + " (" + event.detail + ")";
  if (event.kind == "soname-removed" || event.kind == "provide-lost") return shown(event.from) + " is gone";
  if (event.kind == "soname-added") return shown(event.to) + " is new";
  if (event.kind == "library-moved") return shown(event.subject) + ": " + arrow() + " (" + event.detail + ")";
  return shown(event.from) + " is gone from " + event.detail;
}

std::string render_gate(const GateReport& report, const std::string& format, const TextStyle& style) {
  if (format == "text") return gate_text(report, style);
  if (format == "json") return gate_json(report);
  if (format == "markdown") return gate_markdown(report, style);
  const auto* reporter = reporter_named(format);
  return reporter == nullptr ? std::string() : reporter->render(findings_of(report, style.verbose), style);
}

}  // namespace elfgate::report
