#include "audit/provides.h"
#include "audit/rule.h"

namespace elfgate::audit {

extern const Rule private_library_public_rule;

namespace {

// C25: melange writes down what it took for a private copy.
bool is_vendored(const model::PackageFacts& facts, const std::string& soname) {
  for (const auto& item : facts.vendored)
    if (name_of_item(item) == "so:" + soname) return true;
  return false;
}

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  if (!audit.facts() || !audit.facts()->readable() || audit.examination.uncertain) return;
  if (audit.examination.partial && audit.examination.public_dirs.empty()) return;  // no loader to ask where it looks
  for (const auto& provided : so_provides(audit.package())) {
    const auto place = place_of_provide(audit, provided);
    if (place.kind != ProvideKind::private_place) continue;
    auto finding = new_finding(private_library_public_rule, audit, place.path, "so:" + provided);
    finding.message = "the package offers this private copy to everybody, and the loader does not look where it is";
    if (is_vendored(*audit.facts(), provided)) finding.notes.push_back("the package itself calls it vendored");
    finding.fix.push_back("drop the provide, or move the library to a default directory");
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule private_library_public_rule{"private-library-public", model::Severity::warning,
                                       "a vendored or private library is offered as a public provide", check};

}  // namespace elfgate::audit
