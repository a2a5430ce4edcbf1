#include "sandbox.h"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>

namespace elfgate::oracle {
namespace {

constexpr unsigned k_nobody = 65534;
constexpr rlim_t k_processor_seconds = 3;
constexpr int k_seconds = 300;  // a busy machine lets a small program wait
constexpr std::size_t k_output_limit = 1 << 20;

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (const auto& text : texts) out.push_back(const_cast<char*>(text.c_str()));
  out.push_back(nullptr);
  return out;
}

[[noreturn]] void become(const Command& command, int out, int err) {
  auto arguments = pointers(command.arguments);
  auto environment = pointers(command.environment);
  const rlimit time{k_processor_seconds, k_processor_seconds};
  setrlimit(RLIMIT_CPU, &time);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  if (chroot(command.root.c_str()) != 0 || chdir(command.cwd.c_str()) != 0) _exit(126);
  if (!command.as_root && (setgroups(0, nullptr) != 0 || setgid(k_nobody) != 0 || setuid(k_nobody) != 0)) _exit(126);
  execve(arguments[0], arguments.data(), environment.data());
  const std::string message = "execve: errno " + std::to_string(errno) + "\n";
  if (write(STDERR_FILENO, message.data(), message.size()) < 0) _exit(125);
  _exit(125);
}

// Reads both pipes until they end or the time is over.
void drain(std::array<pollfd, 2>& pipes, Ran& ran, pid_t child) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(k_seconds);
  std::array<char, 65536> buffer{};
  int open = 2;
  while (open > 0) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
    if (left <= 0 || poll(pipes.data(), pipes.size(), static_cast<int>(left)) <= 0 || ran.out.size() > k_output_limit) {
      kill(child, SIGKILL);
      return;
    }
    for (std::size_t i = 0; i < pipes.size(); ++i) {
      if (pipes[i].fd < 0 || pipes[i].revents == 0) continue;
      const auto length = read(pipes[i].fd, buffer.data(), buffer.size());
      if (length > 0) {
        (i == 0 ? ran.out : ran.err).append(buffer.data(), static_cast<std::size_t>(length));
      } else {
        close(pipes[i].fd);
        pipes[i].fd = -1;
        --open;
      }
    }
  }
}

}  // namespace

Ran run(const Command& command) {
  Ran ran;
  int out[2];
  int err[2];
  if (pipe2(out, O_CLOEXEC) != 0) return ran;
  if (pipe2(err, O_CLOEXEC) != 0) return ran;
  const pid_t child = fork();
  if (child == 0) become(command, out[1], err[1]);
  close(out[1]);
  close(err[1]);
  std::array<pollfd, 2> pipes{pollfd{out[0], POLLIN, 0}, pollfd{err[0], POLLIN, 0}};
  if (child > 0) drain(pipes, ran, child);
  for (const auto& pipe : pipes)
    if (pipe.fd >= 0) close(pipe.fd);
  int status = 0;
  if (child > 0 && waitpid(child, &status, 0) == child)
    ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return ran;
}

std::string private_place() {
  if (geteuid() != 0 || unshare(CLONE_NEWNS) != 0) return {};
  if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return {};
  // Nobody else sees this mount, so the place itself needs no clearing up.
  const std::string place = "/mnt";
  if (mount("none", place.c_str(), "tmpfs", 0, "mode=755") != 0) return {};
  for (const char* below : {"/store", "/root", "/root/proc"}) mkdir((place + below).c_str(), 0755);
  if (mount("none", (place + "/root/proc").c_str(), "proc", 0, nullptr) != 0) return {};
  return place;
}

void clear_root(const std::string& root) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(root))
    if (entry.path().filename() != "proc") std::filesystem::remove_all(entry.path(), ignored);
}

}  // namespace elfgate::oracle
