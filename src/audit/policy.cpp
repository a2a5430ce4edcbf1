#include "audit/policy.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <functional>
#include <regex>

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

std::string scalar(const YAML::Node& node, const std::string& what) {
  if (!node.IsScalar()) throw PolicyError{node.Mark().line + 1, what + " must be a single value"};
  return node.as<std::string>();
}

std::vector<std::string> scalars(const YAML::Node& node, const std::string& what) {
  std::vector<std::string> values;
  if (node.IsScalar()) return {scalar(node, what)};
  if (!node.IsSequence()) throw PolicyError{node.Mark().line + 1, what + " must be a list"};
  for (const auto& item : node) values.push_back(scalar(item, what));
  return values;
}

// Calls the reader of each key; an unknown key is an error that suggests the nearest known one.
void read_map(const YAML::Node& node, const std::string& what, const std::map<std::string, Reader>& readers) {
  if (!node.IsMap()) throw PolicyError{node.Mark().line + 1, what + " must be a map"};
  for (const auto& pair : node) {
    const auto key = scalar(pair.first, "a key");
    const auto reader = readers.find(key);
    if (reader == readers.end()) {
      std::vector<std::string> known;
      for (const auto& [name, read] : readers) known.push_back(name);
      const auto near = base::nearest(key, known);
      throw PolicyError{pair.first.Mark().line + 1,
                        "unknown key '" + key + "' in " + what + (near.empty() ? "" : "; did you mean '" + near + "'?")};
    }
    reader->second(pair.second);
  }
}

void read_list(const YAML::Node& node, const std::string& what, const Reader& read) {
  if (!node.IsSequence()) throw PolicyError{node.Mark().line + 1, what + " must be a list"};
  for (const auto& item : node) read(item);
}

Reader into(std::string& target, std::string what) {
  return [&target, what = std::move(what)](const YAML::Node& node) { target = scalar(node, what); };
}

Waiver read_waiver(const YAML::Node& node) {
  Waiver waiver;
  waiver.line = node.Mark().line + 1;
  read_map(node, "a waiver",
           {{"rule", into(waiver.rule, "rule")},
            {"arch", into(waiver.arch, "arch")},
            {"package", into(waiver.package, "package")},
            {"path", into(waiver.path, "path")},
            {"subject", into(waiver.subject, "subject")},
            {"reason", into(waiver.reason, "reason")},
            {"expires", into(waiver.expires, "expires")}});
  for (const auto& [value, name] : {std::pair{&waiver.rule, "rule"}, {&waiver.reason, "reason"}, {&waiver.expires, "expires"}})
    if (value->empty()) throw PolicyError{waiver.line, std::string("a waiver needs `") + name + ":`"};
  return waiver;
}

OptionalEdge read_optional(const YAML::Node& node) {
  OptionalEdge edge;
  if (node.IsScalar()) {
    edge.path = scalar(node, "optional");
    return edge;
  }
  read_map(
      node, "an optional entry",
      {{"package", into(edge.package, "package")}, {"path", into(edge.path, "path")}, {"needed", into(edge.needed, "needed")}});
  return edge;
}

HostProcess read_host_process(const YAML::Node& node) {
  HostProcess host;
  read_map(node, "a host-process entry",
           {{"objects", into(host.objects, "objects")},
            {"programs", [&](const YAML::Node& n) { host.programs = scalars(n, "programs"); }},
            {"loads-first", [&](const YAML::Node& n) { host.loads_first = scalars(n, "loads-first"); }},
            {"what", into(host.what, "what")}});
  return host;
}

void read_severities(const YAML::Node& node, std::map<std::string, std::string>& severities) {
  if (!node.IsMap()) throw PolicyError{node.Mark().line + 1, "severity must be a map of rule: level"};
  for (const auto& pair : node) {
    const auto level = scalar(pair.second, "a severity");
    if (level != "error" && level != "warning" && level != "info" && level != "off")
      throw PolicyError{pair.second.Mark().line + 1, "severity '" + level + "' is none of error, warning, info, off"};
    severities[scalar(pair.first, "a rule")] = level;
  }
}

bool is_date(const std::string& text) {
  static const std::regex date("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  return std::regex_match(text, date);
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

const Waiver* find_waiver(const Policy& policy, const model::Finding& finding, const std::string& today,
                          int (*compare)(std::string_view, std::string_view)) {
  const auto covers = [&](const Waiver& w) {
    return base::matches_pattern(w.rule, finding.rule) && base::matches_pattern(w.arch, finding.arch) &&
           base::matches_pattern(w.package, finding.package) && base::matches_pattern(w.path, finding.path) &&
           base::matches_pattern(w.subject, finding.subject) && !is_expired(w, finding.version, today, compare);
  };
  const auto found = std::find_if(policy.waivers.begin(), policy.waivers.end(), covers);
  return found == policy.waivers.end() ? nullptr : &*found;
}

}  // namespace elfgate::audit
