// SARIF 2.1.0, which code scanning services take: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
// An object inside a package has no file in the repository that is scanned, so its location is the relative reference
// ARCH/NAME-VERSION!/PATH, percent-encoded byte by byte: no name is lost, whatever its bytes. Services insist on a region, so
// it is the first place of the file.
#include <map>

#include "report/json_parts.h"
#include "report/wording.h"

namespace elfgate::report {

extern const Reporter sarif_reporter;

namespace {

std::string uri_part(std::string_view text) {
  static constexpr char k_hex[] = "0123456789ABCDEF";
  static constexpr std::string_view k_plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/+@";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (k_plain.find(c) != std::string_view::npos)
      out += c;
    else
      out += {'%', k_hex[byte >> 4], k_hex[byte & 15]};
  }
  return out;
}

std::string uri_of(const model::Finding& finding) {
  std::string uri = uri_part(finding.arch) + "/" + uri_part(finding.package);
  if (!finding.version.empty()) uri += "-" + uri_part(finding.version);
  return finding.path.empty() ? uri : uri + "!" + uri_part(finding.path);
}

const char* level_of(model::Severity severity) {
  switch (severity) {
    case model::Severity::error: return "error";
    case model::Severity::warning: return "warning";
    case model::Severity::info: return "note";
  }
  return "error";
}

std::string message_of(const model::Finding& finding) {
  std::string text = package_label(finding) + ": " + headline(finding);
  for (const auto& note : finding.notes) text += "\n" + shown(note);
  for (const auto& fix : finding.fix) text += "\nFix: " + shown(fix);
  return text;
}

Json location_of(const model::Finding& finding) {
  Json location;
  location["physicalLocation"]["artifactLocation"]["uri"] = uri_of(finding);
  location["physicalLocation"]["region"] = {{"startLine", 1}, {"startColumn", 1}, {"endLine", 1}, {"endColumn", 1}};
  Json package;
  package["fullyQualifiedName"] = package_label(finding);
  package["kind"] = "module";
  location["logicalLocations"] = Json::array({package});
  return location;
}

Json result_of(const model::Finding& finding, std::size_t rule) {
  Json result;
  result["ruleId"] = shown(finding.rule);
  result["ruleIndex"] = rule;
  result["level"] = level_of(finding.severity);
  result["message"]["text"] = message_of(finding);
  result["locations"] = Json::array({location_of(finding)});
  result["partialFingerprints"]["elfgate/v1"] = model::fingerprint(finding);
  if (finding.waived) {
    Json suppression;
    suppression["kind"] = "external";
    suppression["status"] = "accepted";
    suppression["justification"] = shown(*finding.waived);
    result["suppressions"] = Json::array({suppression});
  }
  result["properties"] = json_of(finding);
  return result;
}

// The rules that ran, and those of findings that nobody announced; sorted, so that ruleIndex is stable.
std::map<std::string, std::string> rules_of(const Report& report) {
  auto rules = report.rules;
  for (const auto& finding : report.findings) rules.emplace(finding.rule, "");
  return rules;
}

Json invocation_of(const Report& report) {
  Json invocation;
  invocation["executionSuccessful"] = !report.summary.incomplete;
  Json notifications = Json::array();
  for (const auto& sentence : summary_sentences(report.summary, false)) {
    Json notification;
    const bool incomplete = sentence.starts_with("Incomplete") || sentence.starts_with("Nothing was examined");
    notification["level"] = incomplete ? "error" : "note";
    notification["message"]["text"] = sentence;
    notifications.push_back(notification);
  }
  invocation["toolExecutionNotifications"] = notifications;
  return invocation;
}

std::string render(const Report& report, const TextStyle&) {
  const auto rules = rules_of(report);
  std::map<std::string, std::size_t> positions;
  Json driver;
  driver["name"] = "elfgate";
  if (!report.tool_version.empty()) driver["version"] = shown(report.tool_version);
  driver["rules"] = Json::array();
  for (const auto& [id, summary] : rules) {
    positions.emplace(id, positions.size());
    Json rule;
    rule["id"] = shown(id);
    if (!summary.empty()) {  // code scanning services refuse a rule without all three
      rule["shortDescription"]["text"] = shown(summary);
      rule["fullDescription"]["text"] = shown(summary);
      rule["help"]["text"] = shown(id) + ": " + shown(summary) + ". elfgate's docs/findings.md says more.";
    }
    driver["rules"].push_back(rule);
  }
  std::string out =
      "{\"$schema\":\"https://json.schemastore.org/"
      "sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{\n\"tool\":{\"driver\":" +
      line_of(driver) + "},\n\"columnKind\":\"utf16CodeUnits\",\n\"invocations\":[" + line_of(invocation_of(report)) +
      "],\n\"results\":[";
  const char* separator = "\n";
  for (const auto& finding : report.findings) {
    out += separator + line_of(result_of(finding, positions[finding.rule]));
    separator = ",\n";
  }
  return out + "\n]}]}\n";
}

}  // namespace

const Reporter sarif_reporter{"sarif", "SARIF 2.1.0, for code scanning services", render};

}  // namespace elfgate::report
