// Rendered answers, for the facade, which does not know the report room.
#pragma once

#include "model/query.h"
#include "report/query_report.h"

namespace elfgate::engine {

inline report::QueryText closures_text(const std::vector<model::ClosureAnswer>& answers, bool why) {
  return report::render_closures(answers, why);
}
inline report::QueryText providers_text(const std::string& name, const std::vector<model::ProviderAnswer>& answers,
                                        const model::AnswerNotes& notes) {
  return report::render_providers(name, answers, notes);
}
inline report::QueryText needs_text(const std::string& name, const std::vector<model::NeedAnswer>& answers,
                                    const model::AnswerNotes& notes) {
  return report::render_needs(name, answers, notes);
}
inline report::QueryText owners_text(const std::string& path, const std::vector<model::OwnerAnswer>& answers,
                                     const model::AnswerNotes& notes) {
  return report::render_owners(path, answers, notes);
}
inline report::QueryText change_text(const model::ChangeAnswer& answer) {
  return report::render_change(answer);
}

}  // namespace elfgate::engine
