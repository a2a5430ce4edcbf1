#include "repo/notes.h"

namespace elfgate::repo {

void Notes::add(std::string_view rule, std::string_view path, std::string_view text, base::ErrorCode code) {
  auto& count = counts_[std::string(rule)];
  if (++count > k_named) return;
  sink_->note({model::Problem::Kind::note, std::string(path), std::string(rule),
               base::Error{code, std::string(path), std::nullopt, std::string(text)}});
}

void Notes::finish() {
  for (const auto& [rule, count] : counts_) {
    if (count <= k_named) continue;
    sink_->note({model::Problem::Kind::note, "", rule,
                 base::Error{base::ErrorCode::unsupported, "", std::nullopt,
                             "the same holds for " + std::to_string(count - k_named) + " more entries"}});
  }
}

}  // namespace elfgate::repo
