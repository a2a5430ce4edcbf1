// One line on standard error that says what is being done, how fast, and how long it will take. Redrawn at most ten times a
// second, gone when the work is done, never drawn where it would end up in a file.
#pragma once

#include <chrono>
#include <string>

#include "elfgate/elfgate.hpp"

namespace elfgate::command {

/// The line for PROGRESS after ELAPSED of its pass, at most WIDTH columns, without control characters:
/// "reading packages  [######------]  512/1034  48.1 MB/s  11 s left".
std::string progress_line(const Progress& progress, std::chrono::duration<double> elapsed, unsigned width);

/// Draws lines while it lives. One thread at a time, any thread.
class ProgressBar {
 public:
  /// Draws nothing unless ENABLED.
  explicit ProgressBar(bool enabled) : enabled_(enabled) {}
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  ~ProgressBar() { clear(); }

  void show(const Progress& progress);
  /// Leaves the terminal as if nothing had been drawn.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  bool enabled_;
  bool drawn_ = false;
  std::string pass_;
  Clock::time_point pass_start_;
  Clock::time_point last_draw_;
};

}  // namespace elfgate::command
