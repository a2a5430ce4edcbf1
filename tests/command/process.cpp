#include "process.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

namespace elfgate::command_test {
namespace {

struct Streams {
  int out = -1, err = -1;              ///< ends that the test reads
  int child_out = -1, child_err = -1;  ///< ends that the command writes
};

Streams open_streams(bool terminal) {
  Streams streams;
  if (terminal) {
    struct winsize size {
      24, 80, 0, 0
    };
    if (::openpty(&streams.out, &streams.child_out, nullptr, nullptr, &size) != 0) std::abort();
    streams.child_err = ::dup(streams.child_out);
  } else {
    int ends[2];
    if (::pipe(ends) != 0) std::abort();
    streams.out = ends[0], streams.child_out = ends[1];
    if (::pipe(ends) != 0) std::abort();
    streams.err = ends[0], streams.child_err = ends[1];
  }
  return streams;
}

[[noreturn]] void become(const Streams& streams, const std::vector<std::string>& arguments, const Setting& setting,
                         const std::string& home) {
  ::dup2(streams.child_out, STDOUT_FILENO);
  ::dup2(streams.child_err, STDERR_FILENO);
  for (const int fd : {streams.out, streams.err, streams.child_out, streams.child_err}) {
    if (fd > STDERR_FILENO) ::close(fd);
  }
  std::map<std::string, std::string> environment{{"HOME", home}, {"TERM", "xterm"}};
  // how a sanitizer that the command was built with shall behave is no part of a test
  for (const char* name : {"ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"})
    if (const char* value = std::getenv(name)) environment[name] = value;
  for (const auto& [name, value] : setting.environment) environment[name] = value;
  ::clearenv();
  for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
  std::vector<std::string> words{ELFGATE_COMMAND};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  ::execv(ELFGATE_COMMAND, pointers.data());
  ::_exit(127);
}

/// Appends what FD has to TEXT; false at the end (a terminal reports the end as an error).
bool take(int fd, std::string& text) {
  char buffer[4096];
  const ssize_t n = ::read(fd, buffer, sizeof buffer);
  if (n > 0) text.append(buffer, static_cast<std::size_t>(n));
  return n > 0;
}

void collect(const Streams& streams, Outcome& outcome, const std::function<void()>& on_output) {
  std::vector<pollfd> open;
  for (const int fd : {streams.out, streams.err}) {
    if (fd >= 0) open.push_back({fd, POLLIN, 0});
  }
  while (!open.empty() && ::poll(open.data(), open.size(), -1) >= 0) {
    for (std::size_t i = open.size(); i-- > 0;) {
      if (open[i].revents == 0) continue;
      const bool more = take(open[i].fd, open[i].fd == streams.err ? outcome.err : outcome.out);
      if (more) on_output();
      if (!more) open.erase(open.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
}

}  // namespace

Outcome run(const std::vector<std::string>& arguments, const Setting& setting) {
  const TemporaryFolder home;
  Streams streams = open_streams(setting.terminal);
  if (setting.reader_gone) ::close(std::exchange(streams.out, -1));
  if (!setting.out_file.empty()) {
    ::close(streams.child_out);
    streams.child_out = ::open(setting.out_file.c_str(), O_WRONLY);
  }
  const pid_t child = ::fork();
  if (child == 0) become(streams, arguments, setting, home.path());
  ::close(streams.child_out);
  ::close(streams.child_err);
  Outcome outcome;
  bool sent = setting.signal_after_output == 0;
  collect(streams, outcome, [&] {
    if (!sent) ::kill(child, setting.signal_after_output);
    sent = true;
  });
  for (const int fd : {streams.out, streams.err}) {
    if (fd >= 0) ::close(fd);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFEXITED(status)) outcome.status = WEXITSTATUS(status);
  return outcome;
}

TemporaryFolder::TemporaryFolder() {
  path_ = (std::filesystem::temp_directory_path() / "elfgate-test-XXXXXX").string();
  if (::mkdtemp(path_.data()) == nullptr) std::abort();
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryFolder::file(const std::string& name, const std::string& text) const {
  std::ofstream(path(name), std::ios::binary) << text;
  return path(name);
}

std::vector<std::string> TemporaryFolder::names() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(path_)) names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

std::string read_text(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::string broken_scenario() {
  return "scenario \"a program whose library nobody has\"\nlibc wolfi\n\n"
         "package broken 1.0-r0\n  depends so:libc.so.6 so:%ldso%\n  program usr/bin/broken\n    needed libabsent.so.1 "
         "libc.so.6\n";
}

std::string clean_scenario() {
  return "scenario \"a program that has all it needs\"\nlibc wolfi\n\n"
         "package fine 1.0-r0\n  depends so:libc.so.6 so:%ldso%\n  program usr/bin/fine\n    needed libc.so.6\n";
}

}  // namespace elfgate::command_test
