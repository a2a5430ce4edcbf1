#include "engine/baseline.h"

#include <algorithm>

#include "base/byte_source.h"
#include "base/limits.h"
#include "diff/baseline.h"
#include "diff/findings.h"

namespace elfgate::engine {

base::Result<std::vector<model::Finding>> read_baseline_file(const std::string& path) {
  if (path.empty()) return std::vector<model::Finding>();
  ELFGATE_TRY_ASSIGN(const auto text, base::read_file(path, base::limits::k_baseline_bytes, "k_baseline_bytes"));
  return diff::read_baseline(text, path);
}

base::Result<void> accept_baseline(const std::string& path, std::vector<model::Finding>& findings) {
  if (path.empty()) return {};
  ELFGATE_TRY_ASSIGN(const auto known, read_baseline_file(path));
  diff::Delta delta;
  diff::compare_findings({}, findings, known, delta);
  findings = std::move(delta.broken);
  for (auto& finding : delta.before) {
    if (!finding.waived) finding.waived = "known: in the baseline";
    findings.push_back(std::move(finding));
  }
  std::sort(findings.begin(), findings.end(), [](const auto& a, const auto& b) { return a.key() < b.key(); });
  return {};
}

}  // namespace elfgate::engine
