// Short lists of small numbers by the ten thousand, laid out flat: two arrays instead of an allocation each.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace elfgate::model {

/// Rows of numbers; a row is written once, behind the last one.
class Rows {
 public:
  Rows() = default;
  /// STARTS: of each row and the end of the last, rising, beginning with 0 and ending with the size of VALUES.
  Rows(std::vector<std::uint32_t> starts, std::vector<std::uint32_t> values)
      : starts_(std::move(starts)), values_(std::move(values)) {}

  void add(std::span<const std::uint32_t> row) {
    values_.insert(values_.end(), row.begin(), row.end());
    starts_.push_back(static_cast<std::uint32_t>(values_.size()));
  }

  std::size_t size() const { return starts_.size() - 1; }
  /// REQUIRES: I < size().
  std::span<const std::uint32_t> row(std::size_t i) const {
    return std::span(values_).subspan(starts_[i], starts_[i + 1] - starts_[i]);
  }

  const std::vector<std::uint32_t>& starts() const { return starts_; }
  const std::vector<std::uint32_t>& values() const { return values_; }

  bool operator==(const Rows&) const = default;

 private:
  std::vector<std::uint32_t> starts_{0};
  std::vector<std::uint32_t> values_;
};

}  // namespace elfgate::model
