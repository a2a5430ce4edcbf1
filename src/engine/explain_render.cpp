#include "engine/explain_render.h"

#include "report/json_parts.h"
#include "report/wording.h"

namespace elfgate::engine {
namespace {

using report::Json;
using report::shown;

struct Palette {
  const char *missing = "", *taken = "", *quiet = "", *strong = "", *end = "";
};

Palette palette(bool color) {
  return color ? Palette{"\x1b[31m", "\x1b[32m", "\x1b[2m", "\x1b[1m", "\x1b[0m"} : Palette{};
}

std::string answer_of(const ExplainedEdge& edge, const Palette& colors) {
  if (!edge.path) return std::string(colors.missing) + "not found" + colors.end;
  std::string text = colors.taken + shown(*edge.path) + colors.end + "  [" + edge.how + "]";
  if (edge.real && *edge.real != *edge.path) text += "  is " + shown(*edge.real);
  return text;
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.resize(width, ' ');
  return text;
}

void add_steps(const ExplainedEdge& edge, const Palette& colors, std::string& text) {
  const std::string* list = nullptr;
  for (const auto& step : edge.steps) {
    if (list == nullptr || *list != step.list) text += "    " + shown(step.list) + "\n";
    list = &step.list;
    text += "      " + padded(step.rule, 6) + shown(step.path);
    const char* color = step.verdict == "taken" ? colors.taken : colors.quiet;
    if (!step.verdict.empty()) text += (step.path.empty() ? "" : ": ") + (color + step.verdict) + colors.end;
    if (!step.detail.empty()) text += (step.path.empty() && step.verdict.empty() ? "" : "; ") + shown(step.detail);
    text += "\n";
  }
}

Json texts(const std::vector<std::string>& list) {
  Json out = Json::array();
  for (const auto& text : list) out.push_back(shown(text));
  return out;
}

Json optional_text(const std::optional<std::string>& text) {
  return text ? Json(shown(*text)) : Json();
}

Json json_of(const ExplainedEdge& edge) {
  Json out;
  out["by"] = shown(edge.by);
  out["name"] = shown(edge.name);
  out["kind"] = edge.kind;
  out["chain"] = texts(edge.chain);
  out["path"] = optional_text(edge.path);
  out["real"] = optional_text(edge.real);
  out["how"] = edge.how;
  out["steps"] = Json::array();
  for (const auto& step : edge.steps) {
    Json line;
    line["list"] = shown(step.list);
    line["path"] = shown(step.path);
    line["verdict"] = step.verdict;
    line["rule"] = step.rule;
    if (!step.detail.empty()) line["detail"] = shown(step.detail);
    out["steps"].push_back(std::move(line));
  }
  return out;
}

}  // namespace

std::string render_text(const Explanation& explanation, bool color) {
  const auto colors = palette(color);
  std::string text = colors.strong + shown(explanation.file) + colors.end;
  if (!explanation.package.empty()) text += "  " + shown(explanation.package);
  if (!explanation.arch.empty()) text += "  " + shown(explanation.arch);
  text += "  " + explanation.status + "\n";
  if (!explanation.reason.empty()) text += "  " + (colors.missing + shown(explanation.reason)) + colors.end + "\n";
  for (const auto& assumption : explanation.assumptions) text += "  " + (colors.quiet + shown(assumption)) + colors.end + "\n";
  for (const auto& edge : explanation.edges) {
    text += "\n  " + shown(edge.name) + ": " + answer_of(edge, colors) + "\n";
    text += "    " + edge.kind + " by ";
    for (std::size_t i = 0; i < edge.chain.size(); ++i) text += (i == 0 ? "" : " -> ") + shown(edge.chain[i]);
    text += "\n";
    add_steps(edge, colors, text);
  }
  return text;
}

std::string render_json(const Explanation& explanation) {
  Json out;
  out["schema"] = "elfgate-explain/1";
  out["file"] = shown(explanation.file);
  out["arch"] = shown(explanation.arch);
  if (!explanation.package.empty()) out["package"] = shown(explanation.package);
  out["loader"] = explanation.loader;
  out["interp"] = shown(explanation.interp);
  out["status"] = explanation.status;
  if (!explanation.reason.empty()) out["reason"] = shown(explanation.reason);
  out["assumptions"] = texts(explanation.assumptions);
  out["edges"] = Json::array();
  for (const auto& edge : explanation.edges) out["edges"].push_back(json_of(edge));
  return report::line_of(out) + "\n";
}

}  // namespace elfgate::engine
