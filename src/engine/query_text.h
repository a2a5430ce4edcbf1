// Rendered answers, for the facade, which does not know the report room.
#pragma once

#include "model/query.h"
#include "report/query_report.h"

namespace elfgate::engine {

inline report::QueryText closures_text(const std::vector<model::ClosureAnswer>& answers, bool why, report::Forms forms) {
  return report::render_closures(answers, why, forms);
}
inline report::QueryText providers_text(const std::string& name, const std::vector<model::ProviderAnswer>& answers,
                                        const model::AnswerNotes& notes, report::Forms forms) {
  return report::render_providers(name, answers, notes, forms);
}
inline report::QueryText needs_text(const std::string& name, const std::vector<model::NeedAnswer>& answers,
                                    const model::AnswerNotes& notes, report::Forms forms) {
  return report::render_needs(name, answers, notes, forms);
}
inline report::QueryText owners_text(const std::string& path, const std::vector<model::OwnerAnswer>& answers,
                                     const model::AnswerNotes& notes, report::Forms forms) {
  return report::render_owners(path, answers, notes, forms);
}
inline report::QueryText change_text(const model::ChangeAnswer& answer, report::Forms forms) {
  return report::render_change(answer, forms);
}

}  // namespace elfgate::engine
