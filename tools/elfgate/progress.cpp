#include "progress.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "terminal.h"

namespace elfgate::command {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr std::chrono::milliseconds k_redraw{100};
constexpr Seconds k_settle{0.5};  ///< an estimate from less time jumps

/// The part that is done, 0 to 1. Bytes say more than packages: a compiler weighs as much as five hundred data packages.
double fraction_of(const Progress& progress) {
  const bool bytes = progress.bytes_total > 0;
  const double done = static_cast<double>(bytes ? progress.bytes_done : progress.done);
  const double total = static_cast<double>(bytes ? progress.bytes_total : progress.total);
  return total > 0 ? std::clamp(done / total, 0.0, 1.0) : 0.0;
}

template <typename... Values>
std::string formatted(const char* format, Values... values) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), format, values...);
  return text.data();
}

std::string rate_of(const Progress& progress, Seconds elapsed) {
  if (elapsed < k_settle) return {};
  if (progress.bytes_total > 0)
    return formatted("  %.1f MB/s", static_cast<double>(progress.bytes_done) / 1e6 / elapsed.count());
  return formatted("  %.0f/s", static_cast<double>(progress.done) / elapsed.count());
}

std::string time_left(double fraction, Seconds elapsed) {
  if (elapsed < k_settle || fraction <= 0.0) return {};
  const long left = static_cast<long>(elapsed.count() * (1 - fraction) / fraction + 0.5);
  if (left < 60) return formatted("  %ld s left", left);
  if (left < 3600) return formatted("  %ld min %02ld s left", left / 60, left % 60);
  return formatted("  %ld h %02ld min left", left / 3600, left / 60 % 60);
}

std::string bar(double fraction, std::size_t cells) {
  const std::size_t filled = static_cast<std::size_t>(fraction * static_cast<double>(cells));
  return "  [" + std::string(filled, '#') + std::string(cells - filled, '-') + "]";
}

}  // namespace

std::string progress_line(const Progress& progress, Seconds elapsed, unsigned width) {
  std::string line(progress.pass);
  const bool known = progress.total > 0 || progress.bytes_total > 0;
  const double fraction = fraction_of(progress);
  std::string numbers = "  " + std::to_string(progress.done);
  if (progress.total > 0) numbers += "/" + std::to_string(progress.total);
  numbers += rate_of(progress, elapsed);
  if (known) numbers += time_left(fraction, elapsed);
  constexpr std::size_t k_widest_bar = 30;
  constexpr std::size_t k_narrowest_bar = 6;
  const std::size_t used = line.size() + numbers.size() + 4;
  const std::size_t room = width > used ? std::min<std::size_t>(width - used, k_widest_bar) : 0;
  if (known && room >= k_narrowest_bar) line += bar(fraction, room);
  line += numbers;
  return line.substr(0, width);
}

void ProgressBar::show(const Progress& progress) {
  if (!enabled_) return;
  const auto now = Clock::now();
  if (progress.pass != pass_) {
    pass_ = progress.pass;
    pass_start_ = now;
  }
  if (now - last_draw_ < k_redraw) return;
  last_draw_ = now;
  drawn_ = true;
  const std::string line = "\r" + progress_line(progress, now - pass_start_, terminal_width() - 1) + "\x1b[K";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

void ProgressBar::clear() {
  if (!drawn_) return;
  drawn_ = false;
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, "\r\x1b[K", 4);
}

}  // namespace elfgate::command
