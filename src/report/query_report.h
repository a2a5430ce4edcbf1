// Answers to queries -> text for people, JSON for programs (docs/formats/query.md).
#pragma once

#include <string>
#include <vector>

#include "model/query.h"

namespace elfgate::report {

/// Which forms of an answer are wanted.
struct Forms {
  bool text = true, json = true;
};

/// One rendered answer; empty in a form that was not wanted.
struct QueryText {
  std::string text;
  std::string json;
};

/// One object per architecture; several are one object a line. WHY adds the reason of each package to the text.
QueryText render_closures(const std::vector<model::ClosureAnswer>& answers, bool why, Forms forms = {});
QueryText render_providers(const std::string& name, const std::vector<model::ProviderAnswer>& answers,
                           const model::AnswerNotes& notes, Forms forms = {});
QueryText render_needs(const std::string& name, const std::vector<model::NeedAnswer>& answers, const model::AnswerNotes& notes,
                       Forms forms = {});
QueryText render_owners(const std::string& path, const std::vector<model::OwnerAnswer>& answers,
                        const model::AnswerNotes& notes, Forms forms = {});
QueryText render_change(const model::ChangeAnswer& answer, Forms forms = {});

}  // namespace elfgate::report
