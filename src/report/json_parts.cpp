#include "report/json_parts.h"

#include "report/wording.h"

namespace elfgate::report {

namespace {

Json list(const std::vector<std::string>& texts) {
  Json out = Json::array();
  for (const auto& text : texts) out.push_back(shown(text));
  return out;
}

}  // namespace

Json json_of(const model::Finding& finding) {
  Json out;
  out["rule"] = shown(finding.rule);
  out["severity"] = model::name_of(finding.severity);
  out["arch"] = shown(finding.arch);
  out["package"] = shown(finding.package);
  out["version"] = shown(finding.version);
  out["origin"] = shown(finding.origin);
  out["path"] = shown(finding.path);
  out["subject"] = shown(finding.subject);
  out["message"] = shown(finding.message);
  out["searched"] = list(finding.searched);
  out["providers"] = list(finding.providers);
  out["notes"] = list(finding.notes);
  out["affects"]["packages"] = finding.affects.packages;
  out["affects"]["programs"] = finding.affects.programs;
  out["affects"]["examples"] = list(finding.affects.examples);
  out["fix"] = list(finding.fix);
  out["incomplete"] = finding.incomplete;
  out["fingerprint"] = model::fingerprint(finding);
  out["waived"] = finding.waived ? Json(shown(*finding.waived)) : Json();
  return out;
}

Json json_of(const Summary& summary) {
  Json out;
  out["errors"] = summary.errors;
  out["warnings"] = summary.warnings;
  out["infos"] = summary.infos;
  out["waived"] = summary.waived;
  out["incomplete"] = summary.incomplete;
  out["sources"] = list(summary.sources);
  out["arches"] = list(summary.arches);
  out["profile"] = shown(summary.profile);
  out["packages"] = Json::object();
  for (const auto& [arch, count] : summary.packages) out["packages"][shown(arch)] = count;
  out["packages_read"] = summary.packages_read;
  out["packages_from_store"] = summary.packages_from_store;
  out["packages_unreadable"] = summary.packages_unreadable;
  out["elf_files"] = summary.elf_files;
  out["programs"] = summary.programs;
  out["libraries"] = summary.libraries;
  out["edges"] = summary.edges;
  out["foreign_objects"] = summary.foreign_objects;
  out["closures_order_dependent"] = list(summary.closures_order_dependent);
  out["closures_failed"] = summary.closures_failed;
  return out;
}

Json tool_json(const Report& report) {
  Json out;
  out["name"] = "elfgate";
  out["version"] = shown(report.tool_version);
  return out;
}

std::string line_of(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void append_json(std::string& out, std::string_view text) {
  out += '"';
  const auto begin = out.size();
  append_shown(out, text);  // leaves two characters that mean something to JSON
  for (auto at = out.find_first_of("\"\\", begin); at != std::string::npos; at = out.find_first_of("\"\\", at + 2))
    out.insert(at, 1, '\\');
  out += '"';
}

}  // namespace elfgate::report
