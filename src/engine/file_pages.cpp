#include "engine/file_pages.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace elfgate::engine {
namespace {

constexpr std::size_t k_page = 4096;
/// Up to here one call that reads everything costs less than several that do not.
constexpr std::size_t k_small = 8 * k_page;

}  // namespace

FilePages::FilePages(int fd, std::uint64_t size) : fd_(fd) {
  if (size == 0) return;
  if (size <= k_small) {
    small_ = std::make_unique<std::uint8_t[]>(size);
    begin_ = small_.get();
    size_ = size;
    there_.resize((size + k_page - 1) / k_page);
    read_pages(0, there_.size());
    return;
  }
  void* const memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) {
    failure_ = errno;
    return;
  }
  begin_ = static_cast<std::uint8_t*>(memory);
  size_ = size;
  there_.resize((size + k_page - 1) / k_page);
}

FilePages::~FilePages() {
  if (begin_ != nullptr && !small_) ::munmap(begin_, size_);
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
  const auto stop = std::min(end * k_page, size_);
  for (auto at = first * k_page; at < stop;) {
    const auto got = ::pread(fd_, begin_ + at, stop - at, static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      if (failure_ == 0) failure_ = got < 0 ? errno : ESTALE;
      return;
    }
    at += static_cast<std::size_t>(got);
  }
}

}  // namespace elfgate::engine
