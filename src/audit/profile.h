// What a distribution takes for granted: the base every image starts from, links that exist although no package ships them,
// libraries the host injects, programs that load plugins. A profile gives defaults; the policy file and options override them.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace elfgate::audit {

/// Objects that are only ever loaded by a host process, and the programs that load them.
struct HostProcess {
  std::string objects;                   ///< shell pattern on the path of the object
  std::vector<std::string> programs;     ///< patterns on the path of the program, looked for in the object's closure
  std::string what;                      ///< "CPython extension module" ...
  std::vector<std::string> loads_first;  ///< what the program has opened before, from its own directory: the JVM itself
};

struct Profile {
  std::string name;
  std::vector<std::string> base;                           ///< base world of every closure (S1)
  std::vector<std::pair<std::string, std::string>> links;  ///< made at install time, by no package: merged-usr of Debian
  std::vector<std::string> host_provided;                  ///< soname patterns the host injects (M6)
  std::vector<HostProcess> host_processes;
  std::vector<std::string> interpreters;  ///< of scripts, that need no dependency (Debian's Essential)
  bool ldconfig_runs = true;              ///< after an install, ldconfig has run
  bool musl = false;                      ///< the distribution's own loader is musl's
};

/// The built-in profile called NAME ("wolfi", "alpine", "debian", "none"); the profile "none" for any other name.
Profile profile_named(const std::string& name);

/// Names of the built-in profiles.
std::vector<std::string> profile_names();

}  // namespace elfgate::audit
