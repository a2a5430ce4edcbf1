// Many values a name, laid out flat: what std::unordered_map<name, vector> answers, in two arrays and a table. A distribution
// has half a million names, most of one value, and an allocation for each would cost more than everything else an index does.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace elfgate::index {

/// Groups of VALUE by name. Filled once, then only read, from any number of threads. Names are views: their texts must stay.
template <typename Value>
class Groups {
 public:
  /// One value and the name it belongs to.
  struct Item {
    std::string_view name;
    Value value;
  };

  /// Groups ITEMS; the values of a name stay in their order, names in the order in which they came first.
  void fill(const std::vector<Item>& items) {
    std::size_t capacity = 16;
    while (capacity < items.size() * 2) capacity *= 2;
    table_.assign(capacity, 0);
    std::vector<std::uint32_t> group_of(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
      const auto hash = std::hash<std::string_view>()(items[i].name);
      auto& place = table_[place_of(items[i].name, hash)];
      if (place == 0) {
        groups_.push_back({items[i].name, static_cast<std::uint32_t>(hash), 0, 0});
        place = static_cast<std::uint32_t>(groups_.size());
      }
      group_of[i] = place - 1;
      ++groups_[place - 1].count;
    }
    std::uint32_t first = 0;
    for (auto& group : groups_) {
      group.first = first;
      first += group.count;
      group.count = 0;
    }
    values_.resize(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
      auto& group = groups_[group_of[i]];
      values_[group.first + group.count++] = items[i].value;
    }
  }

  std::span<const Value> find(std::string_view name) const {
    if (table_.empty()) return {};
    const auto place = table_[place_of(name, std::hash<std::string_view>()(name))];
    if (place == 0) return {};
    const auto& group = groups_[place - 1];
    return {values_.data() + group.first, group.count};
  }

  /// Calls VISIT(name, values) for every name.
  template <typename Visit>
  void for_each(Visit visit) const {
    for (const auto& group : groups_) visit(group.name, std::span<const Value>(values_.data() + group.first, group.count));
  }

 private:
  struct Group {
    std::string_view name;
    std::uint32_t hash = 0;  ///< low half, so that few names are compared in vain
    std::uint32_t first = 0, count = 0;
  };

  // Where NAME is or would be.
  std::size_t place_of(std::string_view name, std::size_t hash) const {
    const auto mask = table_.size() - 1;
    for (auto at = hash & mask;; at = (at + 1) & mask) {
      if (table_[at] == 0) return at;
      const auto& group = groups_[table_[at] - 1];
      if (group.hash == static_cast<std::uint32_t>(hash) && group.name == name) return at;
    }
  }

  std::vector<std::uint32_t> table_;  ///< group + 1; 0: free
  std::vector<Group> groups_;
  std::vector<Value> values_;
};

}  // namespace elfgate::index
