#include "audit/provides.h"
#include "audit/rule.h"

namespace elfgate::audit {

extern const Rule private_library_public_rule;

namespace {

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  if (!audit.facts() || !audit.facts()->readable() || audit.examination.uncertain) return;
  for (const auto& provided : so_provides(audit.package())) {
    if (place_of_provide(audit, provided) != ProvidePlace::private_place) continue;
    for (const auto& file : audit.facts()->files) {
      if (file.elf.soname != provided) continue;
      auto finding = new_finding(private_library_public_rule, audit, file.path, "so:" + provided);
      finding.message = "the package offers this private copy to everybody, and the loader does not look where it is";
      finding.fix.push_back("drop the provide, or move the library to a default directory");
      out.push_back(std::move(finding));
      break;
    }
  }
}

}  // namespace

const Rule private_library_public_rule{"private-library-public", model::Severity::warning,
                                       "a vendored or private library is offered as a public provide", check};

}  // namespace elfgate::audit
