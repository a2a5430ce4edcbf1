// Web servers on the loopback interface, gone after the test: one that fails as it is told, and nginx.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace elfgate::remote_test {

/// What a server was asked.
struct Request {
  std::string status, path, range, authorization;
};

/// tests/remote/server.py.
class FaultyServer {
 public:
  /// RULES: as server.py says; "[]" for a sound one.
  FaultyServer(const std::string& root, const std::string& log, const std::string& rules = "[]");
  ~FaultyServer();
  FaultyServer(const FaultyServer&) = delete;
  FaultyServer& operator=(const FaultyServer&) = delete;

  std::string url(const std::string& path = "") const { return "http://127.0.0.1:" + port_ + path; }
  const std::string& port() const { return port_; }
  std::vector<Request> requests() const;
  /// Those whose path ends with SUFFIX and that were not answered with 404.
  std::vector<Request> requests_of(const std::string& suffix) const;
  void stop();

 private:
  std::string log_, port_;
  pid_t child_ = -1;
};

/// The real one. `running` is false where it is not installed.
class Nginx {
 public:
  /// FOLDER is new; its access.log gets "STATUS PATH RANGE" for each request.
  Nginx(const std::string& root, const std::string& folder, const std::string& settings = "");
  ~Nginx();
  Nginx(const Nginx&) = delete;
  Nginx& operator=(const Nginx&) = delete;

  bool running() const { return child_ > 0; }
  std::string url() const { return "http://127.0.0.1:" + port_; }

 private:
  std::string port_;
  pid_t child_ = -1;
};

}  // namespace elfgate::remote_test
