// The facade of `elfgate explain`.
#include "elfgate/explain.hpp"

#include <algorithm>

#include "api/facade.h"
#include "engine/explain.h"
#include "engine/explain_render.h"

namespace elfgate {
namespace {

engine::ExplainRequest request_of(const ExplainOptions& options) {
  engine::ExplainRequest request;
  request.root = options.root;
  request.repository = api::repository_options(options);
  request.package = options.package;
  request.file = options.file;
  request.library = options.library;
  const auto& loader = options.loader;
  request.inputs = {loader.library_path, loader.preload, static_cast<engine::CacheMode>(loader.cache),
                    loader.cpu_level,    loader.secure,  loader.cwd};
  return request;
}

ExplainEdge to_public(engine::ExplainedEdge&& edge) {
  ExplainEdge out;
  out.by = std::move(edge.by);
  out.name = std::move(edge.name);
  out.kind = std::move(edge.kind);
  out.chain = std::move(edge.chain);
  out.path = std::move(edge.path);
  out.real = std::move(edge.real);
  out.how = std::move(edge.how);
  for (auto& step : edge.steps)
    out.steps.push_back(
        {std::move(step.list), std::move(step.path), std::move(step.verdict), std::move(step.rule), std::move(step.detail)});
  return out;
}

Status status_of(const engine::Explanation& explanation) {
  if (explanation.unknown || !explanation.problems.empty()) return Status::incomplete;
  const bool missing = std::any_of(explanation.edges.begin(), explanation.edges.end(),
                                   [](const auto& edge) { return !edge.path && edge.kind != "auxiliary"; });
  return missing || !explanation.reason.empty() ? Status::findings : Status::clean;
}

}  // namespace

ExplainReport explain(const ExplainOptions& options, bool color) {
  return api::guarded<ExplainReport>([&] {
    ExplainReport report;
    if (options.root.empty() == options.sources.empty()) {
      report.error = "give either a root directory or sources";
      return report;
    }
    engine::RunContext context;
    api::set_up(context, options);
    auto explanation = engine::explain(request_of(options), context);
    if (!explanation) {
      report.error = base::to_text(explanation.error());
      return report;
    }
    report.status = status_of(*explanation);
    report.text = engine::render_text(*explanation, color);
    report.json = engine::render_json(*explanation);
    report.file = std::move(explanation->file);
    report.arch = std::move(explanation->arch);
    report.package = std::move(explanation->package);
    report.loader = std::move(explanation->loader);
    report.interp = std::move(explanation->interp);
    report.outcome = std::move(explanation->status);
    report.reason = std::move(explanation->reason);
    report.assumptions = std::move(explanation->assumptions);
    for (auto& edge : explanation->edges) report.edges.push_back(to_public(std::move(edge)));
    for (const auto& problem : explanation->problems) report.problems.push_back(base::to_text(problem));
    return report;
  });
}

}  // namespace elfgate
