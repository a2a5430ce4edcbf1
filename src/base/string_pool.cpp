#include "base/string_pool.h"

namespace elfgate::base {

StringId StringPool::intern(std::string_view text) {
  if (const auto known = ids_.find(text); known != ids_.end()) return known->second;
  const auto id = static_cast<StringId>(texts_.size());
  texts_.emplace_back(text);
  ids_.emplace(texts_.back(), id);
  return id;
}

StringId StringPool::find(std::string_view text) const {
  const auto known = ids_.find(text);
  return known == ids_.end() ? StringId::none : known->second;
}

}  // namespace elfgate::base
