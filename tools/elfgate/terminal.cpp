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

/// Columns of the terminal behind FD, OTHERWISE when there is none or it does not say.
unsigned columns_of(int fd, unsigned otherwise) {
  struct winsize size {};
  return ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : otherwise;
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

unsigned text_width() {
  return columns_of(STDOUT_FILENO, 100);
}

unsigned terminal_width() {
  return columns_of(STDERR_FILENO, 80);
}

}  // namespace elfgate::command
