#include "audit/rule.h"
#include "base/vpath.h"

namespace elfgate::audit {

extern const Rule missing_script_interpreter_rule;

namespace {

// A program for people; elsewhere (a module that happens to be executable) nobody starts the script by its #! line.
bool is_command(std::string_view path) {
  const auto dir = base::basename(base::dirname(path));
  return dir == "bin" || dir == "sbin" || dir == "libexec" || base::is_below(path, "/etc/init.d");
}

void check(const PackageAudit& audit, std::vector<model::Finding>& out) {
  if (audit.examination.partial || audit.examination.uncertain) return;
  const auto& index = *audit.world.index;
  for (const auto& script : audit.examination.scripts) {
    auto finding = new_finding(missing_script_interpreter_rule, audit, script.path, script.interpreter);
    if (!is_command(script.path)) finding.severity = model::Severity::info;
    finding.message = "the interpreter of this script is not in the closure";
    for (const auto& located : index.at(script.interpreter)) {
      const auto& owner = index.package(located.package).name;
      finding.providers.push_back(owner + ": " + script.interpreter);
      if (finding.fix.empty()) finding.fix.push_back("add `" + owner + "` to the dependencies of " + audit.package().name);
    }
    if (finding.fix.empty())
      finding.fix.push_back("no package ships " + script.interpreter + ": package it, or change the #! line");
    out.push_back(std::move(finding));
  }
}

}  // namespace

const Rule missing_script_interpreter_rule{"missing-script-interpreter", model::Severity::warning,
                                           "the #! of an executable script is not in the closure", check};

}  // namespace elfgate::audit
