#include "engine/run_context.h"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <thread>

#include "engine/handoff.h"

namespace elfgate::engine {

void RunContext::begin_pass(std::string name, std::uint64_t total, std::uint64_t bytes_total) {
  const std::lock_guard lock(mutex_);
  pass_ = std::move(name);
  total_ = total;
  bytes_total_ = bytes_total;
  done_ = 0;
  bytes_ = 0;
  report();
}

void RunContext::advance(std::uint64_t bytes) {
  ++done_;
  bytes_ += bytes;
  if (!on_progress) return;
  if (const std::unique_lock lock(mutex_, std::try_to_lock); lock) report();
}

void RunContext::end_pass() {
  const std::lock_guard lock(mutex_);
  report();
}

void RunContext::report() {
  if (on_progress) on_progress({pass_, done_, total_, bytes_, bytes_total_});
}

bool RunContext::stopping() {
  if (!stop_ && should_stop && should_stop()) stop_ = true;
  return stop_;
}

base::Result<void> RunContext::check_stop() {
  if (stopping()) return base::fail(base::ErrorCode::cancelled, "", "stopped on request");
  return {};
}

unsigned default_threads() {
  return std::max(1U, std::thread::hardware_concurrency());
}

base::Result<void> for_each_index(RunContext& context, std::size_t count, const std::function<void(std::size_t)>& body) {
  if (context.threads <= 1 || count <= 1) {
    for (std::size_t i = 0; i < count && !context.stopping(); ++i) body(i);
    return context.check_stop();
  }
  // a shared counter hands out items in order, so that "largest first" means something
  std::atomic<std::size_t> next{0};
  const tbb::global_control allowed(tbb::global_control::max_allowed_parallelism, context.threads);
  tbb::task_arena arena(static_cast<int>(context.threads));
  const auto work = [&](unsigned) {
    handoff::take();
    for (std::size_t i = next++; i < count && !context.stopping(); i = next++) body(i);
    handoff::give_back();
  };
  arena.execute([&] {
    handoff::give();
    tbb::parallel_for(0U, context.threads, work, tbb::simple_partitioner());
    handoff::collect();
  });
  return context.check_stop();
}

void SharedBudget::acquire(std::uint64_t bytes) {
  std::unique_lock lock(mutex_);
  freed_.wait(lock, [&] { return used_ == 0 || used_ + bytes <= limit_; });
  used_ += bytes;
}

void SharedBudget::release(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  used_ -= bytes;
  freed_.notify_all();
}

}  // namespace elfgate::engine
