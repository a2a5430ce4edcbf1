#include "report/report.h"

namespace elfgate::report {

/// Generated from formats/*.cpp.
std::span<const Reporter* const> collected_formats();

std::span<const Reporter* const> reporters() {
  return collected_formats();
}

const Reporter* reporter_named(const std::string& name) {
  for (const auto* reporter : reporters())
    if (reporter->name == name) return reporter;
  return nullptr;
}

void count_findings(Report& report) {
  auto& summary = report.summary;
  summary.errors = summary.warnings = summary.infos = summary.waived = 0;
  for (const auto& finding : report.findings) {
    if (finding.incomplete) summary.incomplete = true;
    if (finding.waived)
      ++summary.waived;
    else if (finding.severity == model::Severity::error)
      ++summary.errors;
    else if (finding.severity == model::Severity::warning)
      ++summary.warnings;
    else
      ++summary.infos;
  }
}

}  // namespace elfgate::report
