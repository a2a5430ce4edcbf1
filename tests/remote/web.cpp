#include "web.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace elfgate::remote_test {
namespace {

void end(pid_t& child) {
  if (child <= 0) return;
  ::kill(child, SIGTERM);
  ::waitpid(child, nullptr, 0);
  child = -1;
}

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

/// A port that nobody listens on now.
int free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  auto address = loopback(0);
  socklen_t size = sizeof address;
  if (::bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("no free port");
  ::close(fd);
  return ntohs(address.sin_port);
}

bool answers(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  const auto address = loopback(port);
  const bool there = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(fd);
  return there;
}

}  // namespace

FaultyServer::FaultyServer(const std::string& root, const std::string& log, const std::string& rules) : log_(log) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
  child_ = ::fork();
  if (child_ == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::close(ends[0]);
    ::close(ends[1]);
    ::setenv("PYTHONHASHSEED", "0", 1);
    ::execl(PYTHON3, PYTHON3, FAULTY_SERVER, root.c_str(), log.c_str(), rules.c_str(), static_cast<char*>(nullptr));
    ::_exit(127);
  }
  ::close(ends[1]);
  for (char c = 0; ::read(ends[0], &c, 1) == 1 && c != '\n';) port_ += c;
  ::close(ends[0]);
  if (port_.empty()) throw std::runtime_error("server.py does not start");
}

FaultyServer::~FaultyServer() {
  stop();
}

void FaultyServer::stop() {
  end(child_);
}

std::vector<Request> FaultyServer::requests() const {
  std::vector<Request> all;
  std::ifstream file(log_);
  for (std::string line; std::getline(file, line);) {
    Request request;
    std::istringstream words(line);
    words >> request.status >> request.path >> request.range;
    std::getline(words >> std::ws, request.authorization);
    all.push_back(std::move(request));
  }
  return all;
}

std::vector<Request> FaultyServer::requests_of(const std::string& suffix) const {
  std::vector<Request> found;
  for (auto& request : requests())
    if (request.path.ends_with(suffix) && request.status != "404") found.push_back(std::move(request));
  return found;
}

Nginx::Nginx(const std::string& root, const std::string& folder, const std::string& settings) {
  const std::string program = NGINX;
  if (::access(program.c_str(), X_OK) != 0) return;
  std::filesystem::create_directories(folder);
  std::filesystem::permissions(folder, std::filesystem::perms::all);
  const int port = free_port();
  port_ = std::to_string(port);
  const std::string file = folder + "/nginx.conf";
  std::ofstream(file) << "daemon off; master_process off; pid " << folder << "/nginx.pid; error_log " << folder
                      << "/error.log;\nevents {}\nhttp {\n  log_format short '$status $request_uri $http_range';\n  access_log "
                      << folder << "/access.log short;\n  client_body_temp_path " << folder << "/body;\n  proxy_temp_path "
                      << folder << "/proxy;\n  fastcgi_temp_path " << folder << "/fastcgi;\n  uwsgi_temp_path " << folder
                      << "/uwsgi;\n  scgi_temp_path " << folder << "/scgi;\n  server {\n    listen 127.0.0.1:" << port
                      << ";\n    root " << root << ";\n    " << settings << "\n  }\n}\n";
  child_ = ::fork();
  if (child_ == 0) {
    ::execl(program.c_str(), program.c_str(), "-p", folder.c_str(), "-c", file.c_str(), static_cast<char*>(nullptr));
    ::_exit(127);
  }
  for (int i = 0; i < 200 && !answers(port); ++i) ::usleep(50'000);
  if (!answers(port)) throw std::runtime_error("nginx does not start: see " + folder + "/error.log");
}

Nginx::~Nginx() {
  end(child_);
}

}  // namespace elfgate::remote_test
