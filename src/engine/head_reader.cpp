#include "engine/head_reader.h"

#include <algorithm>
#include <cerrno>

#if ELFGATE_HAS_URING
#include <liburing.h>
#endif

namespace elfgate::engine {

#if ELFGATE_HAS_URING

namespace {

/// Files of one batch: enough to make the call cheap, few enough for their heads to stay in the processor's cache.
constexpr unsigned k_batch = 128;
constexpr unsigned k_steps = 3;  // open, read, close

}  // namespace

/// A queue of the kernel. Files are opened into numbered places of the queue's own table and never become descriptors of the
/// process.
class HeadReader::Ring {
 public:
  static std::unique_ptr<Ring> open() {
    auto ring = std::unique_ptr<Ring>(new Ring);
    if (::io_uring_queue_init(k_steps * k_batch, &ring->queue_, 0) < 0) return nullptr;
    ring->open_ = true;
    if (::io_uring_register_files_sparse(&ring->queue_, k_batch) < 0) return nullptr;
    return ring;
  }
  ~Ring() {
    if (open_) ::io_uring_queue_exit(&queue_);
  }

  /// Fills heads with what could be read; size stays what it was where something went wrong.
  void read(int directory, std::span<const std::string> names, std::span<FileHead> heads) {
    for (std::size_t first = 0; first < names.size() && !broken_; first += k_batch) {
      const auto count = std::min<std::size_t>(k_batch, names.size() - first);
      for (unsigned i = 0; i < count; ++i) queue_file(directory, names[first + i], i);
      broken_ = !run(static_cast<unsigned>(count), heads.subspan(first, count));
    }
  }

 private:
  Ring() = default;

  void queue_file(int directory, const std::string& name, unsigned place) {
    auto* step = ::io_uring_get_sqe(&queue_);
    ::io_uring_prep_openat_direct(step, directory, name.c_str(), k_open_to_read & ~O_CLOEXEC, 0, place);
    step->flags |= IOSQE_IO_LINK;
    ::io_uring_sqe_set_data64(step, 0);
    step = ::io_uring_get_sqe(&queue_);
    ::io_uring_prep_read(step, static_cast<int>(place), bytes_[place].data(), elf::k_elf_header, 0);
    step->flags |= IOSQE_FIXED_FILE | IOSQE_IO_HARDLINK;  // a file that is shorter is closed as well
    ::io_uring_sqe_set_data64(step, place + 1);
    step = ::io_uring_get_sqe(&queue_);
    ::io_uring_prep_close_direct(step, place);
    ::io_uring_sqe_set_data64(step, 0);
  }

  /// Waits until every step of COUNT files is done, so that nothing of this batch meets the next one.
  bool run(unsigned count, std::span<FileHead> heads) {
    const unsigned steps = k_steps * count;
    int submitted = 0;
    do submitted = ::io_uring_submit_and_wait(&queue_, steps);
    while (submitted == -EINTR);
    if (submitted != static_cast<int>(steps)) return false;
    for (unsigned done = 0; done < steps; ++done) {
      io_uring_cqe* result = nullptr;
      int failure = 0;
      do failure = ::io_uring_wait_cqe(&queue_, &result);
      while (failure == -EINTR);
      if (failure < 0) return false;
      const auto place = ::io_uring_cqe_get_data64(result);
      if (place > 0 && result->res >= 0) {
        heads[place - 1].size = result->res;
        heads[place - 1].bytes = bytes_[place - 1];
      }
      ::io_uring_cqe_seen(&queue_, result);
    }
    return true;
  }

  io_uring queue_{};
  bool open_ = false;
  bool broken_ = false;  // steps may be under way whose end nobody knows: nothing is asked any more
  std::array<std::array<std::uint8_t, elf::k_elf_header>, k_batch> bytes_;
};

#else

/// Built without liburing.
class HeadReader::Ring {
 public:
  static std::unique_ptr<Ring> open() { return nullptr; }
  void read(int, std::span<const std::string>, std::span<FileHead>) {}
};

#endif

HeadReader::HeadReader(bool batches) : ring_(batches ? Ring::open() : nullptr) {}

HeadReader::~HeadReader() = default;

std::span<const FileHead> HeadReader::read(const OpenDirectory& directory, std::span<const std::string> names) {
  constexpr std::int64_t k_not_read = -EAGAIN;
  if (heads_.size() < names.size()) heads_.resize(names.size());
  const std::span<FileHead> heads(heads_.data(), names.size());
  for (auto& head : heads) head.size = k_not_read;
  // A file by itself is opened as quickly without a queue.
  if (ring_ && names.size() > 1) ring_->read(directory.descriptor(), names, heads);
  for (std::size_t i = 0; i < names.size(); ++i)
    if (heads[i].size < 0) heads[i].size = directory.read_begin(names[i], heads[i].bytes);
  return heads;
}

}  // namespace elfgate::engine
