#include "audit/policy.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <set>

#include "audit/rule.h"
#include "base/text.h"

namespace elfgate::audit {

namespace {

using base::ErrorCode;
using Reader = std::function<void(const YAML::Node&)>;

// Thrown inside this file only; parse_policy() turns it into an Error.
struct PolicyError {
  int line;
  std::string detail;
};

[[noreturn]] void complain(const YAML::Node& node, std::string detail) {
  throw PolicyError{node.Mark().line + 1, std::move(detail)};
}

std::string suggestion(const std::string& word, const std::vector<std::string>& known) {
  const auto near = base::nearest(word, known);
  return near.empty() ? std::string() : "; did you mean '" + near + "'?";
}

std::string scalar(const YAML::Node& node, const std::string& what) {
  if (!node.IsScalar()) complain(node, what + " must be a single value");
  if (node.as<std::string>().empty()) complain(node, what + " must not be empty");
  return node.as<std::string>();
}

std::vector<std::string> scalars(const YAML::Node& node, const std::string& what) {
  std::vector<std::string> values;
  if (node.IsScalar()) return {scalar(node, what)};
  if (!node.IsSequence()) complain(node, what + " must be a list");
  for (const auto& item : node) values.push_back(scalar(item, "an entry of " + what));
  return values;
}

// Calls READ(key, value) for each pair of a map; no key may come twice.
void for_each_pair(const YAML::Node& node, const std::string& what,
                   const std::function<void(const YAML::Node&, const std::string&, const YAML::Node&)>& read) {
  if (!node.IsMap()) complain(node, what + " must be a map");
  std::set<std::string> seen;
  for (const auto& pair : node) {
    const auto key = scalar(pair.first, "a key of " + what);
    if (!seen.insert(key).second) complain(pair.first, "key '" + key + "' stands twice in " + what);
    read(pair.first, key, pair.second);
  }
}

// Calls the reader of each key; an unknown key is an error that suggests the nearest known one.
void read_map(const YAML::Node& node, const std::string& what, const std::map<std::string, Reader>& readers) {
  for_each_pair(node, what, [&](const YAML::Node& at, const std::string& key, const YAML::Node& value) {
    const auto reader = readers.find(key);
    if (reader != readers.end()) return reader->second(value);
    std::vector<std::string> known;
    for (const auto& [name, read] : readers) known.push_back(name);
    complain(at, "unknown key '" + key + "' in " + what + suggestion(key, known));
  });
}

void read_list(const YAML::Node& node, const std::string& what, const Reader& read) {
  if (!node.IsSequence()) complain(node, what + " must be a list");
  for (const auto& item : node) read(item);
}

Reader into(std::string& target, std::string what) {
  return [&target, what = std::move(what)](const YAML::Node& node) { target = scalar(node, what); };
}

// A rule, or a pattern that at least one rule matches.
std::string rule_name(const YAML::Node& node, const std::string& what) {
  const auto name = scalar(node, what);
  const auto known = rule_ids();
  if (std::any_of(known.begin(), known.end(), [&](const auto& id) { return base::matches_pattern(name, id); })) return name;
  complain(node, what + ": there is no rule '" + name + "'" + suggestion(name, known));
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_date(std::string_view text) {
  return text.size() == 10 && text[4] == '-' && text[7] == '-' && is_number(text.substr(0, 4)) &&
         is_number(text.substr(5, 2)) && is_number(text.substr(8, 2));
}

bool is_in_calendar(const std::string& date) {
  const std::chrono::year_month_day day{std::chrono::year(std::stoi(date.substr(0, 4))),
                                        std::chrono::month(static_cast<unsigned>(std::stoi(date.substr(5, 2)))),
                                        std::chrono::day(static_cast<unsigned>(std::stoi(date.substr(8, 2))))};
  return day.ok();
}

// A day, or the version of the package from which on the waiver no longer holds.
std::string expiry(const YAML::Node& node) {
  const auto text = scalar(node, "expires");
  if (is_date(text)) {
    if (!is_in_calendar(text)) complain(node, "expires: there is no day '" + text + "'");
    return text;
  }
  if (text.front() < '0' || text.front() > '9' || text.find_first_of(" \t/") != std::string::npos)
    complain(node, "expires: '" + text + "' is neither a day (2026-12-31) nor a version of the package (1.4-r0)");
  return text;
}

Waiver read_waiver(const YAML::Node& node) {
  Waiver waiver;
  waiver.line = node.Mark().line + 1;
  read_map(node, "a waiver",
           {{"rule", [&](const YAML::Node& n) { waiver.rule = rule_name(n, "rule"); }},
            {"arch", into(waiver.arch, "arch")},
            {"package", into(waiver.package, "package")},
            {"path", into(waiver.path, "path")},
            {"subject", into(waiver.subject, "subject")},
            {"reason", into(waiver.reason, "reason")},
            {"expires", [&](const YAML::Node& n) { waiver.expires = expiry(n); }}});
  for (const auto& [value, name] : {std::pair{&waiver.rule, "rule"}, {&waiver.reason, "reason"}, {&waiver.expires, "expires"}})
    if (value->empty()) complain(node, std::string("a waiver needs `") + name + ":`");
  return waiver;
}

OptionalEdge read_optional(const YAML::Node& node) {
  OptionalEdge edge;
  if (node.IsScalar()) {
    edge.path = scalar(node, "an entry of optional");
    return edge;
  }
  read_map(
      node, "an optional entry",
      {{"package", into(edge.package, "package")}, {"path", into(edge.path, "path")}, {"needed", into(edge.needed, "needed")}});
  if (node.size() == 0) complain(node, "an optional entry needs one of `package:`, `path:` and `needed:`");
  return edge;
}

HostProcess read_host_process(const YAML::Node& node) {
  HostProcess host;
  read_map(node, "a host-process entry",
           {{"objects", into(host.objects, "objects")},
            {"programs", [&](const YAML::Node& n) { host.programs = scalars(n, "programs"); }},
            {"loads-first", [&](const YAML::Node& n) { host.loads_first = scalars(n, "loads-first"); }},
            {"what", into(host.what, "what")}});
  if (host.objects.empty()) complain(node, "a host-process entry needs `objects:`");
  if (host.programs.empty()) complain(node, "a host-process entry needs `programs:`");
  if (host.what.empty()) host.what = "plugin";
  return host;
}

void read_severities(const YAML::Node& node, std::map<std::string, std::string>& severities) {
  static const std::vector<std::string> levels{"error", "warning", "info", "off"};
  for_each_pair(node, "severity", [&](const YAML::Node& at, const std::string& rule, const YAML::Node& value) {
    const auto known = rule_ids();
    if (std::find(known.begin(), known.end(), rule) == known.end())
      complain(at, "severity: there is no rule '" + rule + "'" + suggestion(rule, known));
    const auto level = scalar(value, "the severity of " + rule);
    if (std::find(levels.begin(), levels.end(), level) == levels.end())
      complain(value,
               "severity of " + rule + ": '" + level + "' is none of error, warning, info, off" + suggestion(level, levels));
    severities[rule] = level;
  });
}

}  // namespace

base::Result<Policy> parse_policy(const std::string& text, const std::string& subject) {
  Policy policy;
  try {
    const YAML::Node root = YAML::Load(text);
    if (root.IsNull()) return policy;
    read_map(root, "the policy",
             {{"base", [&](const YAML::Node& n) { policy.base = scalars(n, "base"); }},
              {"host-provided", [&](const YAML::Node& n) { policy.host_provided = scalars(n, "host-provided"); }},
              {"optional",
               [&](const YAML::Node& n) {
                 read_list(n, "optional", [&](const YAML::Node& i) { policy.optional.push_back(read_optional(i)); });
               }},
              {"host-process",
               [&](const YAML::Node& n) {
                 read_list(n, "host-process",
                           [&](const YAML::Node& i) { policy.host_processes.push_back(read_host_process(i)); });
               }},
              {"severity", [&](const YAML::Node& n) { read_severities(n, policy.severities); }},
              {"waivers", [&](const YAML::Node& n) {
                 read_list(n, "waivers", [&](const YAML::Node& i) { policy.waivers.push_back(read_waiver(i)); });
               }}});
  } catch (const PolicyError& error) {
    return base::fail(ErrorCode::usage, subject, "line " + std::to_string(error.line) + ": " + error.detail);
  } catch (const YAML::Exception& error) {
    return base::fail(ErrorCode::usage, subject, "line " + std::to_string(error.mark.line + 1) + ": " + error.msg);
  }
  return policy;
}

bool is_expired(const Waiver& waiver, const std::string& version, const std::string& today,
                int (*compare)(std::string_view, std::string_view)) {
  if (is_date(waiver.expires)) return waiver.expires < today;
  return compare && !version.empty() && compare(version, waiver.expires) >= 0;
}

bool covers(const Waiver& waiver, const model::Finding& finding) {
  return base::matches_pattern(waiver.rule, finding.rule) && base::matches_pattern(waiver.arch, finding.arch) &&
         base::matches_pattern(waiver.package, finding.package) && base::matches_pattern(waiver.path, finding.path) &&
         base::matches_pattern(waiver.subject, finding.subject);
}

const Waiver* find_waiver(const Policy& policy, const model::Finding& finding, const std::string& today,
                          int (*compare)(std::string_view, std::string_view)) {
  const auto found = std::find_if(policy.waivers.begin(), policy.waivers.end(), [&](const Waiver& waiver) {
    return covers(waiver, finding) && !is_expired(waiver, finding.version, today, compare);
  });
  return found == policy.waivers.end() ? nullptr : &*found;
}

std::optional<model::Finding> judge_waiver(const Waiver& waiver, const std::vector<model::Finding>& findings, bool all_known,
                                           const std::string& today, int (*compare)(std::string_view, std::string_view)) {
  std::string why;
  bool used = false;
  for (const auto& finding : findings) {
    if (!covers(waiver, finding)) continue;
    used = true;
    if (why.empty() && is_expired(waiver, finding.version, today, compare))
      why = is_date(waiver.expires)
                ? "it expired on " + waiver.expires
                : "it holds for versions before " + waiver.expires + ", and " + finding.package + " is at " + finding.version;
  }
  if (why.empty() && is_expired(waiver, "", today, compare)) why = "it expired on " + waiver.expires;
  if (why.empty() && !used && all_known) why = "it matches no finding";
  if (why.empty()) return std::nullopt;
  model::Finding finding;
  finding.rule = k_stale_waiver;
  finding.severity = model::Severity::warning;
  finding.arch = waiver.arch;
  finding.package = waiver.package;
  if (waiver.path != "*") finding.path = waiver.path;
  finding.subject = waiver.rule + (waiver.subject == "*" ? "" : " " + waiver.subject);
  finding.message = "the waiver in line " + std::to_string(waiver.line) + " of the policy file no longer serves: " + why;
  finding.notes.push_back("its reason was: " + waiver.reason);
  finding.fix.push_back("take the waiver out, or give it another end");
  return finding;
}

}  // namespace elfgate::audit
