// The outcome of a gate, in every format: what a change newly breaks, what it fixes, what was there before, events and the plan
// for rebuilding. Formats that know findings only (sarif, junit, github, jsonl) get the new ones.
#pragma once

#include <string>

#include "diff/delta.h"
#include "report/report.h"

namespace elfgate::report {

struct GateReport {
  std::string tool_version;
  Summary summary;  ///< of the resulting repository; its counts of findings are those of the new ones
  diff::Delta delta;
  std::map<std::string, std::string> rules;  ///< as Report::rules
  bool broken = false;                       ///< the verdict
};

inline constexpr const char* k_gate_schema = "elfgate-gate/1";

/// The report in FORMAT, one of reporters(); empty for another. STYLE.verbose: also the findings that were there before.
std::string render_gate(const GateReport& report, const std::string& format, const TextStyle& style);

// The three formats that know more than findings.
std::string gate_text(const GateReport& report, const TextStyle& style);
std::string gate_json(const GateReport& report);
std::string gate_markdown(const GateReport& report, const TextStyle& style);

/// The new findings as a report of their own; with KNOWN, also those that were there before.
Report findings_of(const GateReport& report, bool known);

/// "wolfictl bump a b c" for a profile that has such a command; empty otherwise.
std::string rebuild_command(const GateReport& report);

/// "libssl.so.3 -> libssl.so.4 (major)" and so on: what happened, shown.
std::string sentence_of(const diff::Event& event);

}  // namespace elfgate::report
