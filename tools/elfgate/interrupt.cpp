#include "interrupt.h"

#include <atomic>
#include <csignal>

namespace elfgate::command {
namespace {

std::atomic<int> came{0};
static_assert(std::atomic<int>::is_always_lock_free, "read by worker threads, written by a signal handler");

extern "C" void note_signal(int number) {
  came.store(number);
  std::signal(number, SIG_DFL);
}

}  // namespace

void watch_for_interrupts() {
  for (const int number : {SIGINT, SIGTERM}) {
    if (std::signal(number, note_signal) == SIG_IGN) std::signal(number, SIG_IGN);  // nohup, or a shell's background job
  }
}

int interrupted() {
  return came.load();
}

}  // namespace elfgate::command
