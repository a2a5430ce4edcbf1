// The facade of `elfgate waivers`.
#include "elfgate/waivers.hpp"

#include <algorithm>

#include "api/facade.h"
#include "engine/catalogue.h"
#include "engine/waivers.h"

namespace elfgate {

namespace {

using State = model::WaiverUse::State;

Status status_of(const std::vector<model::WaiverUse>& uses) {
  const auto any = [&](State state) {
    return std::any_of(uses.begin(), uses.end(), [&](const auto& u) { return u.state == state; });
  };
  if (any(State::unknown)) return Status::incomplete;
  return any(State::unused) || any(State::expired) ? Status::findings : Status::clean;
}

}  // namespace

WaiversAnswer waivers(const CheckOptions& options) {
  return api::guarded<WaiversAnswer>([&] {
    WaiversAnswer out;
    if (auto wrong = engine::wrong_rule(options.severities, options.only_rules)) {
      out.error = *wrong;
      return out;
    }
    engine::RunContext context;
    api::set_up(context, options);
    const auto uses = engine::run_waivers(api::check_request(options), context);
    if (!uses) {
      out.error = base::to_text(uses.error());
      return out;
    }
    out.text = engine::waivers_text(*uses, options.policy_path);
    out.json = engine::waivers_json(*uses, options.policy_path);
    out.status = status_of(*uses);
    return out;
  });
}

}  // namespace elfgate
