#include "terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

namespace elfgate::command {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

bool is_dumb() {
  return environment("TERM").empty() || environment("TERM") == "dumb";
}

}  // namespace

bool use_color(const std::string& when) {
  if (when == "always") return true;
  if (when == "never") return false;
  return environment("NO_COLOR").empty() && ::isatty(STDOUT_FILENO) == 1 && !is_dumb();
}

bool can_show_progress() {
  return ::isatty(STDERR_FILENO) == 1 && !is_dumb();
}

unsigned terminal_width() {
  struct winsize size {};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

}  // namespace elfgate::command
