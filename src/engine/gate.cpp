#include "engine/gate.h"

#include <algorithm>

#include "diff/events.h"
#include "diff/findings.h"
#include "diff/rebuild.h"
#include "engine/baseline.h"
#include "engine/stock.h"

namespace elfgate::engine {

namespace {

base::Result<Listed> open_after(const GateRequest& request, const Listed& before, RunContext& context) {
  if (request.candidate.empty()) return apply_change(before, request.change, request.check.repository, context);
  auto options = request.check.repository;
  options.sources = request.candidate;
  ELFGATE_TRY_ASSIGN(auto after, open_repository(options, context));
  if (after.system != before.system)
    return base::fail(base::ErrorCode::usage, request.candidate.front(), "it is of another package system than the base");
  return after;
}

bool fails(const model::Finding& finding, const GateRequest& request) {
  return !finding.waived && !request.never_fail && finding.severity >= request.fail_on;
}

}  // namespace

base::Result<report::GateReport> run_gate(const GateRequest& request, RunContext& context) {
  ELFGATE_TRY_ASSIGN(const auto known, read_baseline_file(request.baseline_path));
  ELFGATE_TRY_ASSIGN(auto before, open_repository(request.check.repository, context));
  ELFGATE_TRY_ASSIGN(auto after, open_after(request, before, context));
  ELFGATE_TRY_ASSIGN(const auto store, open_store(request.check.repository));
  ELFGATE_TRY_ASSIGN(
      auto sides, judge_both(std::move(before), std::move(after), request.check, Wanted::reports_and_shelves, *store, context));
  ELFGATE_TRY_ASSIGN(const auto touched, touched_names(sides, context));
  ELFGATE_TRY_ASSIGN(const auto stock, inventories_of(sides, &touched, context));
  const auto& [old, fresh] = stock;
  // ---- both sides are frozen ----
  report::GateReport out;
  out.tool_version = request.check.tool_version;
  out.rules = std::move(sides.report_after.rules);
  auto& delta = out.delta;
  diff::compare_findings(sides.report_before.findings, sides.report_after.findings, known, delta);
  delta.events = diff::find_events(old, fresh);
  diff::find_changes(old, fresh, delta);
  const bool blind = std::any_of(fresh.packages.begin(), fresh.packages.end(), [](const auto& p) { return !p.readable; });
  if (blind || diff::calls_for_rebuild(delta)) {  // who builds on whom is asked of everybody
    ELFGATE_TRY_ASSIGN(const auto all, inventories_of(sides, nullptr, context));
    diff::keep_unseen(all.after, delta);
    delta.rebuild = diff::plan_rebuild(all.before, all.after, delta);
  }
  out.broken = std::any_of(delta.broken.begin(), delta.broken.end(), [&](const auto& f) { return fails(f, request); });
  out.summary = std::move(sides.report_after.summary);
  auto counted = report::findings_of(out, false);
  counted.summary.incomplete = false;
  report::count_findings(counted);
  out.summary = std::move(counted.summary);
  return out;
}

}  // namespace elfgate::engine
