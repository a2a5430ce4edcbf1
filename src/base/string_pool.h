// Strings interned once, known by a 32-bit id. Equal text, equal id; comparing and hashing an id costs nothing.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace elfgate::base {

/// Run-local: ids never reach disk, a report or the API.
enum class StringId : std::uint32_t { none = 0xFFFFFFFF };

/// Grows while it is built, then shared read-only. Not thread-safe while intern() is called.
class StringPool {
 public:
  StringId intern(std::string_view text);
  /// The id of TEXT, StringId::none when it was never interned.
  StringId find(std::string_view text) const;
  /// Valid as long as the pool. REQUIRES: an id of this pool.
  std::string_view text(StringId id) const { return texts_[static_cast<std::uint32_t>(id)]; }
  std::size_t size() const { return texts_.size(); }

 private:
  std::deque<std::string> texts_;
  std::unordered_map<std::string_view, StringId> ids_;
};

}  // namespace elfgate::base
