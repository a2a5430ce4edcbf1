// A map from small numbers to plain values for one short question. A closure touches a few hundred of a hundred thousand
// names: an array over all names would cost more to clear than the question costs to answer.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace elfgate::closure {

/// Open addressing, grows by doubling, never shrinks. The key 0xFFFFFFFF is reserved. References live until the next insertion.
template <typename Value>
class IdMap {
 public:
  IdMap() : slots_(k_first_size) {}

  Value& operator[](std::uint32_t key) {
    if (2 * (used_ + 1) > slots_.size()) grow();
    Slot& slot = slots_[place(key)];
    if (slot.key == k_free) {
      slot.key = key;
      ++used_;
    }
    return slot.value;
  }

  const Value* find(std::uint32_t key) const {
    const Slot& slot = slots_[place(key)];
    return slot.key == key ? &slot.value : nullptr;
  }

 private:
  static constexpr std::size_t k_first_size = 512;  // a power of two, and enough for most closures
  static constexpr std::uint32_t k_free = 0xFFFFFFFF;
  struct Slot {
    std::uint32_t key = k_free;
    Value value{};
  };

  std::size_t place(std::uint32_t key) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = key * std::size_t{0x9E3779B1} & mask;  // odd: consecutive names do not meet
    while (slots_[at].key != key && slots_[at].key != k_free) at = (at + 1) & mask;
    return at;
  }

  void grow() {
    auto old = std::exchange(slots_, std::vector<Slot>(slots_.size() * 2));
    for (auto& slot : old) {
      if (slot.key != k_free) slots_[place(slot.key)] = std::move(slot);
    }
  }

  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

}  // namespace elfgate::closure
