// Memory for the pages of files that are looked at one after the other. To give address space back costs more than to read
// what was in it: every processor has to forget the pages. So it is kept for the next file.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace elfgate::engine {

/// A range of address space that grows with the largest file it is used for. What a file before has left in it stays there.
class PageSpace {
 public:
  PageSpace() = default;
  ~PageSpace();
  PageSpace(const PageSpace&) = delete;
  PageSpace& operator=(const PageSpace&) = delete;

  /// Room for SIZE bytes; what was given out before is gone. Null, and errno says why, when there is none.
  std::uint8_t* room(std::uint64_t size);
  /// BYTES more of the room were written to: beyond some limit the next file gets fresh memory.
  void used(std::uint64_t bytes) { used_ += bytes; }

 private:
  void drop();

  std::uint8_t* begin_ = nullptr;
  std::uint64_t size_ = 0, used_ = 0;
};

/// Spaces for as many threads as there are at once. Thread-safe.
class PageSpaces {
 public:
  /// A space that nobody else has now.
  std::unique_ptr<PageSpace> take();
  void give_back(std::unique_ptr<PageSpace> space);

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<PageSpace>> free_;
};

}  // namespace elfgate::engine
