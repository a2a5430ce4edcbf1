// One JSON object a line: every finding, then the summary. A reader that meets no summary line knows that the run did not end.
#include "report/json_parts.h"

namespace elfgate::report {

extern const Reporter jsonl_reporter;

namespace {

std::string render(const Report& report, const TextStyle&) {
  std::string out;
  for (const auto& finding : report.findings) out += line_of(json_of(finding)) + "\n";
  Json last;
  last["schema"] = k_report_schema;
  last["tool"] = tool_json(report);
  last["summary"] = json_of(report.summary);
  return out + line_of(last) + "\n";
}

}  // namespace

const Reporter jsonl_reporter{"jsonl", "one JSON object a line, the summary last", render};

}  // namespace elfgate::report
