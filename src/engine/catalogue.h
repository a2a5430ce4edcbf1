// What this build can do, by name: rules, formats, profiles. For listings and for checking names that users typed.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/repository.h"
#include "model/finding.h"

namespace elfgate::engine {

struct RuleName {
  std::string id, summary;
  model::Severity severity = model::Severity::error;
};

/// Every finding id this build can report, sorted: the rules of audit/ and those about the sources themselves.
std::vector<RuleName> rule_list();

/// Repository formats: name and summary, in the order in which they are tried.
std::vector<std::pair<std::string, std::string>> format_names();

std::vector<std::string> profile_names();

/// The complaint about the first name in SEVERITIES or ONLY_RULES that is no rule, or level that is none; nothing when all are
/// good.
std::optional<std::string> wrong_rule(const std::map<std::string, std::string>& severities,
                                      const std::vector<std::string>& only_rules);

/// Opens the sources and brings all facts into the store, nothing else.
base::Result<GatherCounts> run_scan(const RepositoryOptions& options, RunContext& context);

}  // namespace elfgate::engine
