// elfgate rules: the catalogue of findings, one line each.
#include "command.h"
#include "elfgate/elfgate.hpp"
#include "output.h"
#include "table.h"

namespace elfgate::command {
namespace {

const char* name_of(Severity severity) {
  switch (severity) {
    case Severity::info: return "info";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
  }
  return "error";
}

Action declare_rules(CLI::App&) {
  return [] {
    std::vector<std::vector<std::string>> rows;
    for (const RuleInfo& rule : rules()) rows.push_back({rule.id, name_of(rule.severity), rule.summary});
    return write_stdout(table(rows)) ? k_exit_ok : k_exit_failed;
  };
}

}  // namespace

const Subcommand rules_subcommand{
    "rules", "List what check looks for",
    "One line per rule: its id, its level, what it means. docs/findings.md explains each at length.\n",
    "Examples:\n"
    "  elfgate rules\n"
    "  elfgate rules | cut -d' ' -f1            the ids alone\n"
    "  elfgate check --severity moved-library=warning repo/",
    &declare_rules};

}  // namespace elfgate::command
