#include "engine/waivers.h"

#include <algorithm>

#include "engine/kept_outcome.h"

namespace elfgate::engine {

namespace {

using model::WaiverUse;

WaiverUse use_of(const audit::Waiver& waiver) {
  WaiverUse use;
  use.rule = waiver.rule, use.arch = waiver.arch, use.package = waiver.package, use.path = waiver.path;
  use.subject = waiver.subject, use.reason = waiver.reason, use.expires = waiver.expires, use.line = waiver.line;
  return use;
}

// What the check itself would say of the waiver.
void judge(const audit::Waiver& waiver, const std::vector<model::Finding>& findings, bool complete, const CheckRequest& request,
           Compare compare, WaiverUse& use) {
  const auto matches = [&](const auto& finding) { return audit::covers(waiver, finding); };
  const bool matched = std::any_of(findings.begin(), findings.end(), matches);
  const auto stale = audit::judge_waiver(waiver, findings, true, request.today, compare);
  if (stale) {
    const auto colon = stale->message.find(": ");
    use.why = stale->message.substr(colon == std::string::npos ? 0 : colon + 2);
    const bool expired = matched || audit::is_expired(waiver, "", request.today, compare);
    use.state = expired ? WaiverUse::State::expired : complete ? WaiverUse::State::unused : WaiverUse::State::unknown;
  } else if (use.hides.empty()) {
    use.state = WaiverUse::State::unused;
    use.why = "an earlier waiver hides all that it matches";
  } else {
    use.state = WaiverUse::State::in_use;
  }
  if (use.state == WaiverUse::State::unknown) use.why = "it matches no finding, but not everything could be looked at";
}

}  // namespace

base::Result<std::vector<WaiverUse>> run_waivers(const CheckRequest& request, RunContext& context) {
  if (request.repository.policy_path.empty())
    return base::fail(base::ErrorCode::usage, "", "no policy file given: waivers are kept there");
  Repository repository;
  ELFGATE_TRY_ASSIGN(repository.listed, open_repository(request.repository, context));
  ELFGATE_TRY_ASSIGN(const auto store, open_store(request.repository));
  ELFGATE_TRY_ASSIGN(auto outcome, outcome_of(repository, request, *store, context));
  ELFGATE_TRY_ASSIGN(auto report, conclude(repository, request, std::move(outcome)));
  drop_stale_waivers(report.findings);
  const bool complete =
      std::none_of(report.findings.begin(), report.findings.end(), [](const auto& f) { return f.incomplete; });
  const auto compare = version_order(repository.listed.system);
  std::vector<WaiverUse> uses;
  for (const auto& waiver : repository.policy.waivers) {
    auto& use = uses.emplace_back(use_of(waiver));
    for (const auto& finding : report.findings)
      if (audit::find_waiver(repository.policy, finding, request.today, compare) == &waiver) use.hides.push_back(finding);
    judge(waiver, report.findings, complete, request, compare, use);
  }
  return uses;
}

}  // namespace elfgate::engine
