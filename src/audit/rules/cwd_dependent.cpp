#include "audit/rule.h"
#include "loader/tokens.h"

namespace elfgate::audit {

extern const Rule cwd_dependent_rule;

namespace {

// R1.8: a needed name with a slash is opened as it is; without a leading slash, from the working directory of the process.
// Tokens come first (R1.9): $ORIGIN begins with a slash, $LIB may be what brings one. musl has none (R11.2).
bool is_relative(const World& world, const std::string& needed) {
  auto name = needed;
  if (!world.habits->profile.musl)
    name = loader::expand_tokens(needed, {"/origin", world.habits->usual_loader.settings.lib_token, "platform"}).value_or("");
  return name.find('/') != std::string::npos && name.front() != '/';
}

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  if (!audit.facts()) return;
  for (const auto& file : audit.facts()->files)
    for (const auto& edge : file.elf.edges) {
      if (!is_relative(audit.world, edge.name)) continue;
      auto finding = new_finding(cwd_dependent_rule, audit, file.path, edge.name);
      finding.message = "a relative path is opened from the working directory of the process";
      finding.fix.push_back("rebuild " + audit.package().origin + " with a soname instead of a path");
      out.push_back(std::move(finding));
    }
}

}  // namespace

const Rule cwd_dependent_rule{"cwd-dependent", model::Severity::warning, "a needed name is a relative path", check};

}  // namespace elfgate::audit
