#include "engine/file_pages.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace elfgate::engine {
namespace {

constexpr std::size_t k_page = 4096;
/// Up to here one call that reads everything costs less than several that do not.
constexpr std::size_t k_small = 8 * k_page;

}  // namespace

FilePages::FilePages(int fd, std::uint64_t size, PageSpace& space, base::Bytes head) : fd_(fd), space_(space) {
  if (size == 0) return;
  begin_ = space.room(size);
  if (begin_ == nullptr) {
    failure_ = errno;
    return;
  }
  size_ = size;
  there_.resize((size + k_page - 1) / k_page);
  take_head(head);
  if (size <= k_small) want(bytes());
}

void FilePages::take_head(base::Bytes head) {
  const auto whole = head.size() >= size_ ? there_.size() : head.size() / k_page;
  if (whole == 0) return;
  const auto taken = std::min(whole * k_page, size_);
  std::copy_n(head.begin(), taken, begin_);
  std::fill_n(there_.begin(), whole, true);
  space_.used(whole * k_page);
}

void FilePages::want(base::Bytes part) {
  if (part.empty()) return;
  const auto offset = static_cast<std::size_t>(part.data() - begin_);
  const auto end = (offset + part.size() + k_page - 1) / k_page;
  for (auto page = offset / k_page; page < end; ++page) {
    if (there_[page]) continue;
    auto missing = page + 1;
    while (missing < end && !there_[missing]) ++missing;
    read_pages(page, missing);
    page = missing;
  }
}

void FilePages::read_pages(std::size_t first, std::size_t end) {
  std::fill(there_.begin() + static_cast<std::ptrdiff_t>(first), there_.begin() + static_cast<std::ptrdiff_t>(end), true);
  space_.used((end - first) * k_page);
  const auto stop = std::min(end * k_page, size_);
  for (auto at = first * k_page; at < stop;) {
    const auto got = ::pread(fd_, begin_ + at, stop - at, static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      if (failure_ == 0) failure_ = got < 0 ? errno : ESTALE;
      std::fill(begin_ + at, begin_ + stop, std::uint8_t{0});  // what is left of another file is no answer
      return;
    }
    at += static_cast<std::size_t>(got);
  }
}

}  // namespace elfgate::engine
