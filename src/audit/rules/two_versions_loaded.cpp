#include <set>

#include "audit/rule.h"

namespace elfgate::audit {

extern const Rule two_versions_loaded_rule;

namespace {

std::string arrow(const std::vector<std::string>& chain) {
  std::string text;
  for (const auto& link : chain) text += (text.empty() ? "" : " -> ") + link;
  return text;
}

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  for (const auto& two : audit.examination.two_versions) {
    if (two.alone && audit.verdicts.reached[static_cast<std::uint32_t>(two.program)] > 0) continue;  // said of the programs
    auto finding = new_finding(two_versions_loaded_rule, audit, two.program_path, two.stem);
    finding.message = "both " + two.first + " and " + two.second + " are loaded";
    finding.notes.push_back("first:  " + arrow(two.first_chain));
    finding.notes.push_back("second: " + arrow(two.second_chain));
    finding.fix.push_back("rebuild both chains against one version");
    finding.affects = {1, 1, {}};
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule two_versions_loaded_rule{"two-versions-loaded", model::Severity::warning,
                                    "one process loads two versions of one library", check};

}  // namespace elfgate::audit
