// Many short lists in one allocation: the list of row i is items[begin[i] .. begin[i + 1]).
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace elfgate::closure {

template <typename T>
class Table {
 public:
  /// Rows are appended in order: items of the open row first, then its end.
  void add(T item) { items_.push_back(std::move(item)); }
  void end_row() { begin_.push_back(static_cast<std::uint32_t>(items_.size())); }
  /// Takes back what was added to the open row.
  void drop_open_row() { items_.resize(begin_.back()); }

  std::span<const T> operator[](std::uint32_t row) const {
    if (row + 1 >= begin_.size()) return {};
    return std::span(items_).subspan(begin_[row], begin_[row + 1] - begin_[row]);
  }
  std::uint32_t rows() const { return static_cast<std::uint32_t>(begin_.size() - 1); }

  /// The table with ROWS rows that holds every (row, item) pair, items of a row in the order of the pairs.
  static Table from_pairs(std::uint32_t rows, const std::vector<std::pair<std::uint32_t, T>>& pairs) {
    Table table;
    table.begin_.assign(rows + std::size_t{1}, 0);
    for (const auto& [row, item] : pairs) ++table.begin_[row + 1];
    for (std::uint32_t row = 0; row < rows; ++row) table.begin_[row + 1] += table.begin_[row];
    table.items_.resize(pairs.size());
    std::vector<std::uint32_t> next(table.begin_.begin(), table.begin_.end() - 1);
    for (const auto& [row, item] : pairs) table.items_[next[row]++] = item;
    return table;
  }

 private:
  std::vector<std::uint32_t> begin_ = {0};
  std::vector<T> items_;
};

}  // namespace elfgate::closure
