// What every pass of a run gets: how many threads, whom to tell about progress, whether to stop. The engine is the only room
// with threads, so this is the only place with locks.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

#include "base/result.h"
#include "extract/extract.h"

namespace elfgate::engine {

/// State of the pass that is running.
struct ProgressEvent {
  std::string pass;
  std::uint64_t done = 0, total = 0;
  std::uint64_t bytes_done = 0, bytes_total = 0;
};

/// Shared by all passes of one run. Thread-safe.
class RunContext {
 public:
  unsigned threads = 1;
  std::function<void(const ProgressEvent&)> on_progress;  ///< may be empty; never called by two threads at once
  std::function<bool()> should_stop;                      ///< may be empty

  /// Starts a pass: resets the counters and reports zero.
  void begin_pass(std::string name, std::uint64_t total, std::uint64_t bytes_total = 0);
  /// One more item is done. Reports when no other thread is reporting.
  void advance(std::uint64_t bytes = 0);
  /// Reports the final state of the pass.
  void end_pass();

  /// True once the caller has asked to stop; sticky.
  bool stopping();
  /// ErrorCode::cancelled when the run is to stop.
  base::Result<void> check_stop();

 private:
  void report();

  std::mutex mutex_;
  std::string pass_;
  std::uint64_t total_ = 0, bytes_total_ = 0;
  std::atomic<std::uint64_t> done_{0}, bytes_{0};
  std::atomic<bool> stop_{false};
};

/// One thread per processor.
unsigned default_threads();

/// Calls BODY(i) for i in [0, COUNT) on the context's threads, in no order; BODY must write only what belongs to i. Stops early
/// when the run is cancelled.
base::Result<void> for_each_index(RunContext& context, std::size_t count, const std::function<void(std::size_t)>& body);

/// Bounds the bytes of file content held at once. A request beyond the whole budget is granted when nothing else is held.
class SharedBudget final : public extract::MemoryBudget {
 public:
  explicit SharedBudget(std::uint64_t limit) : limit_(limit) {}
  void acquire(std::uint64_t bytes) override;
  void release(std::uint64_t bytes) override;

 private:
  std::mutex mutex_;
  std::condition_variable freed_;
  std::uint64_t limit_;
  std::uint64_t used_ = 0;
};

}  // namespace elfgate::engine
