// Answers to queries -> text for people, JSON for programs (docs/formats/query.md).
#pragma once

#include <string>
#include <vector>

#include "model/query.h"

namespace elfgate::report {

/// One rendered answer.
struct QueryText {
  std::string text;
  std::string json;
};

/// One object per architecture; several are one object a line. WHY adds the reason of each package to the text.
QueryText render_closures(const std::vector<model::ClosureAnswer>& answers, bool why);
QueryText render_providers(const std::string& name, const std::vector<model::ProviderAnswer>& answers,
                           const model::AnswerNotes& notes);
QueryText render_needs(const std::string& name, const std::vector<model::NeedAnswer>& answers, const model::AnswerNotes& notes);
QueryText render_owners(const std::string& path, const std::vector<model::OwnerAnswer>& answers,
                        const model::AnswerNotes& notes);
QueryText render_change(const model::ChangeAnswer& answer);

}  // namespace elfgate::report
