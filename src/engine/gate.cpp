#include "engine/gate.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "diff/baseline.h"
#include "diff/events.h"
#include "diff/findings.h"
#include "diff/inventory.h"
#include "diff/rebuild.h"
#include "engine/ldd_place.h"

namespace elfgate::engine {

namespace {

struct Judged {
  std::vector<model::Finding> findings;
  report::Summary summary;
  std::map<std::string, std::string> rules;
  diff::Inventory inventory;
};

/// What an installation can get: the best version of every package.
diff::Inventory inventory_of(const Repository& repository) {
  diff::Inventory out;
  for (const auto& arch : repository.arches) {
    out.arches.push_back(arch->arch);
    for (const auto package : all_packages(*arch)) out.packages.push_back(diff::take_stock(*arch->index, package));
  }
  std::sort(out.packages.begin(), out.packages.end(), [](const auto& a, const auto& b) { return a.key() < b.key(); });
  return out;
}

base::Result<Judged> judge(Listed listed, const CheckRequest& request, store::FactsStore& store, RunContext& context) {
  ELFGATE_TRY_ASSIGN(const auto repository, freeze(std::move(listed), request.repository, store, context));
  ELFGATE_TRY_ASSIGN(auto report, audit_repository(*repository, request, context));
  // a waiver that loses its use breaks nothing
  std::erase_if(report.findings, [](const auto& finding) { return finding.rule == audit::k_stale_waiver; });
  return Judged{std::move(report.findings), std::move(report.summary), std::move(report.rules), inventory_of(*repository)};
}

base::Result<Listed> open_after(const GateRequest& request, const Listed& before, RunContext& context) {
  if (request.candidate.empty()) return apply_change(before, request.change, request.check.repository, context);
  auto options = request.check.repository;
  options.sources = request.candidate;
  ELFGATE_TRY_ASSIGN(auto after, open_repository(options, context));
  if (after.system != before.system)
    return base::fail(base::ErrorCode::usage, request.candidate.front(), "it is of another package system than the base");
  return after;
}

base::Result<std::vector<model::Finding>> known_findings(const std::string& path) {
  if (path.empty()) return std::vector<model::Finding>();
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) return base::fail(base::ErrorCode::io, path, "the baseline cannot be read");
  return diff::read_baseline(text.str(), path);
}

bool fails(const model::Finding& finding, const GateRequest& request) {
  return !finding.waived && !request.never_fail && finding.severity >= request.fail_on;
}

}  // namespace

base::Result<report::GateReport> run_gate(const GateRequest& request, RunContext& context) {
  ELFGATE_TRY_ASSIGN(const auto known, known_findings(request.baseline_path));
  ELFGATE_TRY_ASSIGN(auto before, open_repository(request.check.repository, context));
  ELFGATE_TRY_ASSIGN(auto after, open_after(request, before, context));
  ELFGATE_TRY_ASSIGN(const auto store, open_store(request.check.repository));
  ELFGATE_TRY_ASSIGN(const auto old, judge(std::move(before), request.check, *store, context));
  ELFGATE_TRY_ASSIGN(auto fresh, judge(std::move(after), request.check, *store, context));
  // ---- both sides are frozen ----
  report::GateReport out;
  out.tool_version = request.check.tool_version;
  out.rules = std::move(fresh.rules);
  auto& delta = out.delta;
  diff::compare_findings(old.findings, fresh.findings, known, delta);
  diff::keep_unseen(fresh.inventory, delta);
  delta.events = diff::find_events(old.inventory, fresh.inventory);
  diff::find_changes(old.inventory, fresh.inventory, delta);
  delta.rebuild = diff::plan_rebuild(old.inventory, fresh.inventory, delta);
  out.broken = std::any_of(delta.broken.begin(), delta.broken.end(), [&](const auto& f) { return fails(f, request); });
  out.summary = std::move(fresh.summary);
  auto counted = report::findings_of(out, false);
  counted.summary.incomplete = false;
  report::count_findings(counted);
  out.summary = std::move(counted.summary);
  return out;
}

}  // namespace elfgate::engine
