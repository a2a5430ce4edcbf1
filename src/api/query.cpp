#include "elfgate/query.hpp"

#include <algorithm>

#include "api/facade.h"
#include "engine/change.h"
#include "engine/query.h"
#include "engine/query_text.h"

namespace elfgate {

namespace {

using api::guarded;

QueryAnswer failed(const base::Error& error) {
  QueryAnswer answer;
  answer.error = base::to_text(error);
  return answer;
}

// Loads the repository and asks it one thing; an empty answer is a "no".
template <typename Ask, typename Render>
QueryAnswer ask(const RunOptions& options, Ask ask_it, Render render) {
  return guarded<QueryAnswer>([&] {
    engine::RunContext context;
    api::set_up(context, options);
    const auto repository = engine::load_repository(api::repository_options(options), context);
    if (!repository) return failed(repository.error());
    const auto answers = ask_it(**repository);
    auto rendered = render(answers);
    return QueryAnswer{answers.empty() ? Status::findings : Status::clean, "", std::move(rendered.text),
                       std::move(rendered.json)};
  });
}

}  // namespace

QueryAnswer query_closure(const ClosureQueryOptions& options) {
  return guarded<QueryAnswer>([&] {
    engine::RunContext context;
    api::set_up(context, options);
    const auto answers = engine::query_closure(api::repository_options(options), {options.packages, options.builder}, context);
    if (!answers) return failed(answers.error());
    const bool ok =
        std::all_of(answers->begin(), answers->end(), [](const auto& a) { return a.failure == model::ClosureFailure::none; });
    auto rendered = engine::closures_text(*answers, options.why);
    return QueryAnswer{ok ? Status::clean : Status::findings, "", std::move(rendered.text), std::move(rendered.json)};
  });
}

QueryAnswer query_provides(const RunOptions& options, const std::string& name) {
  return ask(
      options, [&](const auto& repository) { return engine::query_providers(repository, name); },
      [&](const auto& answers) { return engine::providers_text(name, answers); });
}

QueryAnswer query_needs(const RunOptions& options, const std::string& soname) {
  return ask(
      options, [&](const auto& repository) { return engine::query_needs(repository, soname); },
      [&](const auto& answers) { return engine::needs_text(soname, answers); });
}

QueryAnswer query_owns(const RunOptions& options, const std::string& path) {
  return ask(
      options, [&](const auto& repository) { return engine::query_owners(repository, path); },
      [&](const auto& answers) { return engine::owners_text(path, answers); });
}

QueryAnswer what_if(const WhatIfOptions& options) {
  return guarded<QueryAnswer>([&] {
    engine::RunContext context;
    api::set_up(context, options);
    const auto answer =
        engine::run_change(api::check_request(options), {options.remove, options.withdraw, options.replace}, context);
    if (!answer) return failed(answer.error());
    const bool breaks = std::any_of(answer->broken.begin(), answer->broken.end(), [&](const auto& finding) {
      return !finding.waived && static_cast<int>(finding.severity) >= static_cast<int>(options.fail_on);
    });
    auto rendered = engine::change_text(*answer);
    return QueryAnswer{breaks ? Status::findings : Status::clean, "", std::move(rendered.text), std::move(rendered.json)};
  });
}

}  // namespace elfgate
