// The policy file: what a distribution has decided about its own findings (YAML; docs/policy.md). Parsed strictly: an unknown
// key is an error, because a misspelled waiver would otherwise silently waive nothing.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "audit/profile.h"
#include "base/result.h"
#include "model/finding.h"

namespace elfgate::audit {

/// An accepted finding. A waiver needs a reason and an end.
struct Waiver {
  std::string rule;  ///< rule id or pattern
  std::string arch = "*";
  std::string package = "*";
  std::string path = "*";
  std::string subject = "*";
  std::string reason;
  std::string expires;  ///< "2026-12-31", or a package version from which on it no longer holds
  int line = 0;         ///< of the policy file
};

/// An object or an edge that may stay unresolved.
struct OptionalEdge {
  std::string package = "*";
  std::string path = "*";
  std::string needed = "*";
};

struct Policy {
  std::optional<std::vector<std::string>> base;
  std::vector<std::string> host_provided;
  std::vector<OptionalEdge> optional;
  std::vector<HostProcess> host_processes;
  std::map<std::string, std::string> severities;  ///< rule -> "error", "warning", "info", "off"
  std::vector<Waiver> waivers;
};

/// Every id that a policy may name: the rules of audit/, and those that are about sources and the policy itself. Sorted.
std::vector<std::string> rule_ids();

/// The rule about waivers that have expired or match nothing.
inline constexpr const char* k_stale_waiver = "stale-waiver";

/// Parses YAML text. SUBJECT names the file in errors (code usage, with the line, the key and the nearest good word).
base::Result<Policy> parse_policy(const std::string& text, const std::string& subject);

/// The waiver that covers FINDING, or null. An expired one covers nothing: TODAY is "YYYY-MM-DD"; COMPARE orders versions of
/// the repository's package system (null: an end given as a version never comes).
const Waiver* find_waiver(const Policy& policy, const model::Finding& finding, const std::string& today,
                          int (*compare)(std::string_view, std::string_view));

/// True when WAIVER speaks of FINDING, whether or not it has expired.
bool covers(const Waiver& waiver, const model::Finding& finding);

/// The finding that WAIVER itself deserves, if any. ALL_KNOWN: FINDINGS are complete, so that one without a match is stale.
std::optional<model::Finding> judge_waiver(const Waiver& waiver, const std::vector<model::Finding>& findings, bool all_known,
                                           const std::string& today, int (*compare)(std::string_view, std::string_view));

/// True when the waiver's end has come for a package of VERSION ("" : only dates are judged).
bool is_expired(const Waiver& waiver, const std::string& version, const std::string& today,
                int (*compare)(std::string_view, std::string_view));

}  // namespace elfgate::audit
