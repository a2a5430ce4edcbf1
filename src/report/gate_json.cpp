// The gate for programs: docs/formats/gate.md.
#include "report/gate.h"
#include "report/json_parts.h"
#include "report/wording.h"

namespace elfgate::report {

namespace {

Json texts(const std::vector<std::string>& list) {
  Json out = Json::array();
  for (const auto& text : list) out.push_back(shown(text));
  return out;
}

Json lists(const std::vector<std::vector<std::string>>& groups) {
  Json out = Json::array();
  for (const auto& group : groups) out.push_back(texts(group));
  return out;
}

Json findings_json(const std::vector<model::Finding>& findings) {
  Json out = Json::array();
  for (const auto& finding : findings) out.push_back(json_of(finding));
  return out;
}

Json json_of(const diff::Event& event) {
  Json out;
  out["kind"] = event.kind;
  if (!event.detail.empty()) out["detail"] = event.detail;
  out["arch"] = shown(event.arch);
  out["package"] = shown(event.package);
  out["origin"] = shown(event.origin);
  if (!event.subject.empty()) out["subject"] = shown(event.subject);
  out["from"] = event.from.empty() ? Json() : Json(shown(event.from));
  out["to"] = event.to.empty() ? Json() : Json(shown(event.to));
  out["consumers"] = Json::array();
  for (const auto& consumer : event.consumers)
    out["consumers"].push_back(
        {{"package", shown(consumer.package)}, {"version", shown(consumer.version)}, {"origin", shown(consumer.origin)}});
  return out;
}

}  // namespace

std::string gate_json(const GateReport& report) {
  const auto& delta = report.delta;
  Json out;
  out["schema"] = k_gate_schema;
  out["tool"] = tool_json(findings_of(report, false));
  out["verdict"] = report.broken ? "broken" : "ok";
  out["incomplete"] = report.summary.incomplete;
  out["new"] = findings_json(delta.broken);
  out["fixed"] = findings_json(delta.fixed);
  out["known"] = delta.before.size();
  out["events"] = Json::array();
  for (const auto& event : delta.events) out["events"].push_back(json_of(event));
  Json rebuild;
  rebuild["waves"] = lists(delta.rebuild.waves);
  rebuild["cycles"] = lists(delta.rebuild.cycles);
  rebuild["together"] = lists(delta.rebuild.together);
  if (const auto command = rebuild_command(report); !command.empty()) rebuild["command"] = command;
  out["rebuild"] = std::move(rebuild);
  out["changed"] = texts(delta.changed);
  out["one_sided"] = Json::array();
  for (const auto& sided : delta.one_sided) {
    Json item;
    item["package"] = shown(sided.package);
    item["reached"] = texts(sided.reached);
    item["left_out"] = texts(sided.left_out);
    out["one_sided"].push_back(std::move(item));
  }
  return line_of(out) + "\n";
}

}  // namespace elfgate::report
