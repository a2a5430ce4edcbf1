#include "audit/rule.h"
#include "base/vpath.h"

namespace elfgate::audit {

extern const Rule dangling_symlink_rule;

namespace {

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  if (audit.examination.partial || audit.examination.uncertain) return;
  const auto& index = *audit.world.index;
  for (const auto& link : audit.examination.dangling) {
    auto finding = new_finding(dangling_symlink_rule, audit, link.path, link.target);
    if (base::basename(link.path).find(".so") == std::string_view::npos) finding.severity = model::Severity::warning;
    finding.message = "the link leads to nothing in the closure";
    for (const auto& place : index.with_name(base::basename(link.target))) {
      const auto& owner = index.package(place.located.package).name;
      finding.providers.push_back(owner + ": " + std::string(place.path));
      if (finding.fix.empty() && place.located.package != audit.id())
        finding.fix.push_back("add `" + owner + "` to the dependencies of " + audit.package().name + ", if it is meant");
    }
    if (finding.fix.empty()) finding.fix.push_back("drop the link, or ship its target");
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule dangling_symlink_rule{"dangling-symlink", model::Severity::error,
                                 "a link leads to nothing in the closure (an error for libraries)", check};

}  // namespace elfgate::audit
