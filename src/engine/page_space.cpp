#include "engine/page_space.h"

#include <sys/mman.h>

#include <algorithm>
#include <utility>

namespace elfgate::engine {
namespace {

/// Most libraries fit, so that hardly any file makes the space grow.
constexpr std::uint64_t k_first_size = 64ULL << 20U;
/// Memory that a space may hold on to.
constexpr std::uint64_t k_kept = 32ULL << 20U;

}  // namespace

PageSpace::~PageSpace() {
  drop();
}

void PageSpace::drop() {
  if (begin_ != nullptr) ::munmap(begin_, size_);
  begin_ = nullptr;
  size_ = 0;
  used_ = 0;
}

std::uint8_t* PageSpace::room(std::uint64_t size) {
  if (begin_ != nullptr && size <= size_ && used_ <= k_kept) return begin_;
  drop();
  const auto wanted = std::max(size, k_first_size);
  void* const memory = ::mmap(nullptr, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return nullptr;
  begin_ = static_cast<std::uint8_t*>(memory);
  size_ = wanted;
  return begin_;
}

std::unique_ptr<PageSpace> PageSpaces::take() {
  const std::lock_guard lock(mutex_);
  if (free_.empty()) return std::make_unique<PageSpace>();
  auto space = std::move(free_.back());
  free_.pop_back();
  return space;
}

void PageSpaces::give_back(std::unique_ptr<PageSpace> space) {
  const std::lock_guard lock(mutex_);
  free_.push_back(std::move(space));
}

}  // namespace elfgate::engine
