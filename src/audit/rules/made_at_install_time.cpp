#include "audit/rule.h"

namespace elfgate::audit {

extern const Rule made_at_install_time_rule;

namespace {

// Debian's alternatives: libblas.so.3 is a link that the postinst of a BLAS package makes, and no package ships it.
void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  for (const auto& edge : audit.examination.conditional) {
    const auto object = audit.world.index->file(edge.object);
    if (edge.kind != ConditionalEdge::Kind::script_link || object.package != audit.id()) continue;
    auto finding = new_finding(made_at_install_time_rule, audit, object.fact->path, edge.needed);
    const std::string maker = edge.maker == PackageId::none ? "a maintainer script"
                                                            : "the postinst of " + audit.world.index->package(edge.maker).name;
    finding.message = "found through " + edge.link + " -> " + edge.target + ", an alternative that " + maker + " installs";
    finding.notes.push_back("in a root made by unpacking packages without running their scripts, it is not found");
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule made_at_install_time_rule{"made-at-install-time", model::Severity::info,
                                     "the library is found through a link that a maintainer script makes", check};

}  // namespace elfgate::audit
