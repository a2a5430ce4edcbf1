// The facade of `elfgate gate`.
#include "elfgate/gate.hpp"

#include "api/facade.h"
#include "engine/catalogue.h"
#include "engine/gate.h"

namespace elfgate {

/// The frozen engine report behind a GateReport.
class GateReportData {
 public:
  report::GateReport report;
};

namespace {

engine::GateRequest request_of(const GateOptions& options) {
  engine::GateRequest request;
  request.check = api::check_request(options);
  request.candidate = options.candidate;
  request.change.withdraw = options.withdraw;
  request.change.replace = options.overlay;
  request.check.baseline_path.clear();  // known on both sides, not waived
  request.baseline_path = options.baseline;
  request.fail_on = static_cast<model::Severity>(options.fail_on);
  request.never_fail = options.never_fail;
  return request;
}

/// Why OPTIONS make no question; empty: they do.
std::string wrong_options(const GateOptions& options) {
  if (auto wrong = engine::wrong_rule(options.severities, options.only_rules)) return *wrong;
  const bool changes = !options.overlay.empty() || !options.withdraw.empty();
  if (options.candidate.empty() && !changes) return "no change given: name a candidate, an overlay or what is withdrawn";
  if (!options.candidate.empty() && changes) return "a candidate is the whole result: it takes no overlay and no withdrawals";
  return {};
}

Status status_of(const report::GateReport& report, const GateOptions& options) {
  const bool empty = report.summary.elf_files == 0 && !options.allow_empty;
  if (report.summary.incomplete || empty) return Status::incomplete;
  return report.broken ? Status::findings : Status::clean;
}

}  // namespace

GateReport gate(const GateOptions& options) {
  return api::guarded<GateReport>([&] {
    GateReport out;
    if (out.error = wrong_options(options); !out.error.empty()) return out;
    engine::RunContext context;
    api::set_up(context, options);
    auto report = engine::run_gate(request_of(options), context);
    if (!report) {
      out.error = base::to_text(report.error());
      return out;
    }
    for (const auto& finding : report->delta.broken) out.broken.push_back(api::to_public(finding));
    for (const auto& finding : report->delta.fixed) out.fixed.push_back(api::to_public(finding));
    out.known = report->delta.before.size();
    out.status = status_of(*report, options);
    auto data = std::make_shared<GateReportData>();
    data->report = std::move(*report);
    out.data = std::move(data);
    return out;
  });
}

std::string render(const GateReport& report, const RenderOptions& options) {
  if (!report.data) return {};
  try {
    return report::render_gate(report.data->report, options.format, {options.color, options.verbose, options.width});
  } catch (const std::exception&) {
    return {};
  }
}

}  // namespace elfgate
