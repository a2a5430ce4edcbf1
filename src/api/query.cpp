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

report::Forms wanted(AnswerForms forms) {
  return {forms != AnswerForms::json, forms != AnswerForms::text};
}

// Loads what the question can touch and asks it; an empty answer is a "no".
template <typename Load, typename Ask, typename Render>
QueryAnswer ask(const RunOptions& options, Load load, const std::string& word, Ask ask_it, Render render, AnswerForms forms) {
  return guarded<QueryAnswer>([&] {
    engine::RunContext context;
    api::set_up(context, options);
    const auto repository = load(api::repository_options(options), word, context);
    if (!repository) return failed(repository.error());
    const auto answers = ask_it(**repository, word);
    model::AnswerNotes notes;
    notes.unread = (*repository)->counts.unreadable;
    if (answers.empty()) notes.suggestion = engine::suggestion_for((*repository)->listed, word);
    auto rendered = render(word, answers, notes, wanted(forms));
    const Status none = notes.unread == 0 ? Status::findings : Status::incomplete;
    return QueryAnswer{answers.empty() ? none : Status::clean, "", std::move(rendered.text), std::move(rendered.json)};
  });
}

}  // namespace

QueryAnswer query_closure(const ClosureQueryOptions& options) {
  return guarded<QueryAnswer>([&] {
    engine::RunContext context;
    api::set_up(context, options);
    const auto answers =
        engine::query_closure(api::repository_options(options), {options.packages, options.world, options.builder}, context);
    if (!answers) return failed(answers.error());
    const bool ok =
        std::all_of(answers->begin(), answers->end(), [](const auto& a) { return a.failure == model::ClosureFailure::none; });
    auto rendered = engine::closures_text(*answers, options.why, wanted(options.forms));
    return QueryAnswer{ok ? Status::clean : Status::findings, "", std::move(rendered.text), std::move(rendered.json)};
  });
}

QueryAnswer query_provides(const RunOptions& options, const std::string& name, AnswerForms forms) {
  return ask(options, engine::load_for_providers, name, engine::query_providers, engine::providers_text, forms);
}

QueryAnswer query_needs(const RunOptions& options, const std::string& soname, AnswerForms forms) {
  return ask(options, engine::load_for_needs, soname, engine::query_needs, engine::needs_text, forms);
}

QueryAnswer query_owns(const RunOptions& options, const std::string& path, AnswerForms forms) {
  return ask(options, engine::load_for_owners, path, engine::query_owners, engine::owners_text, forms);
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
    auto rendered = engine::change_text(*answer, wanted(options.forms));
    return QueryAnswer{breaks ? Status::findings : Status::clean, "", std::move(rendered.text), std::move(rendered.json)};
  });
}

}  // namespace elfgate
