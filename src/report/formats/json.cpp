// One JSON document, one finding a line: a program reads it whole, a person can still read and compare it.
#include "report/json_parts.h"

namespace elfgate::report {

extern const Reporter json_reporter;

namespace {

std::string render(const Report& report, const TextStyle&) {
  std::string out = std::string("{\"schema\":\"") + k_report_schema + "\",\n\"tool\":" + line_of(tool_json(report)) +
                    ",\n\"summary\":" + line_of(json_of(report.summary)) + ",\n\"findings\":[";
  const char* separator = "\n";
  for (const auto& finding : report.findings) {
    out += separator + line_of(json_of(finding));
    separator = ",\n";
  }
  return out + "\n]}\n";
}

}  // namespace

const Reporter json_reporter{"json", "one JSON document (docs/formats/report.md)", render};

}  // namespace elfgate::report
