// Runs one program in a changed root as nobody. Needs root; a mount namespace of our own keeps what is mounted private.
#pragma once

#include <string>
#include <vector>

namespace elfgate::oracle {

struct Ran {
  int status = -1;  ///< exit status, 128 + signal, -1 when it could not be started
  std::string out;
  std::string err;
};

struct Command {
  std::string root;  ///< host directory
  std::string cwd = "/";
  std::vector<std::string> arguments;  ///< [0] is the virtual path of the file to run
  std::vector<std::string> environment;
  bool as_root = false;
};

/// Runs COMMAND, for ten seconds at most.
Ran run(const Command& command);

/// A tmpfs with a store for loaders and a root directory with a /proc, in a mount namespace of our own: everything is gone when
/// the process ends. Empty when that is not possible (not root).
std::string private_place();

/// Removes everything below ROOT but its /proc.
void clear_root(const std::string& root);

}  // namespace elfgate::oracle
