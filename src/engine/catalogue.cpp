#include "engine/catalogue.h"

#include <algorithm>

#include "audit/rule.h"
#include "base/text.h"

namespace elfgate::engine {

std::vector<RuleName> rule_list() {
  std::vector<RuleName> list;
  for (const auto* rule : audit::rules()) list.push_back({rule->id, rule->summary, rule->severity});
  list.push_back({"bad-signature", "keys were given, and the index does not verify", model::Severity::error});
  list.push_back(
      {audit::k_stale_waiver, "a waiver of the policy file has expired or matches nothing", model::Severity::warning});
  std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return list;
}

std::vector<std::pair<std::string, std::string>> format_names() {
  std::vector<std::pair<std::string, std::string>> list;
  for (const auto* format : repo::formats()) list.emplace_back(format->name, format->summary);
  return list;
}

std::vector<std::string> profile_names() {
  return audit::profile_names();
}

std::optional<std::string> wrong_rule(const std::map<std::string, std::string>& severities,
                                      const std::vector<std::string>& only_rules) {
  std::vector<std::string> known;
  for (const auto& rule : rule_list()) known.push_back(rule.id);
  const auto complain = [&](const std::string& id) -> std::optional<std::string> {
    if (std::find(known.begin(), known.end(), id) != known.end()) return std::nullopt;
    const auto near = base::nearest(id, known);
    return "there is no rule '" + id + "'" + (near.empty() ? "; `elfgate rules` lists them" : "; did you mean '" + near + "'?");
  };
  for (const auto& id : only_rules)
    if (auto wrong = complain(id)) return wrong;
  for (const auto& [id, level] : severities) {
    if (auto wrong = complain(id)) return wrong;
    if (level != "error" && level != "warning" && level != "info" && level != "off")
      return "'" + level + "' is no severity; it is one of error, warning, info, off";
  }
  return std::nullopt;
}

base::Result<GatherCounts> run_scan(const RepositoryOptions& options, RunContext& context) {
  GatherCounts counts;
  ELFGATE_TRY_ASSIGN(const auto listed, open_repository(options, context));
  ELFGATE_TRY_ASSIGN(const auto store, open_store(options));
  ELFGATE_TRY(gather_facts(listed, options, *store, context, counts));
  return counts;
}

}  // namespace elfgate::engine
