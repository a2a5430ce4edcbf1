// What a change does: findings that are new, gone or were there before; events beside them; and what has to be rebuilt.
// Strings only, like a finding: it outlives both repositories.
#pragma once

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "model/finding.h"

namespace elfgate::diff {

/// Somebody in the resulting repository who asks for what an event is about.
struct Consumer {
  std::string package, version, origin;
  bool operator==(const Consumer&) const = default;
  auto key() const { return std::tie(package, version); }
};

/// Something that happened to what others may rely on. Without consumers it is information.
struct Event {
  std::string kind;    ///< "soname-removed", "soname-added", "soname-changed", "library-moved", "provide-lost", "package-lost"
  std::string detail;  ///< soname-changed: major, minor, suffix, downgrade, lost; library-moved: path, package, split, prefix;
                       ///< package-lost: "this architecture only", "every architecture"
  std::string arch, package, origin;
  std::string from, to;
  std::vector<Consumer> consumers;  ///< sorted
  std::string subject;              ///< library-moved: the name that it is found by
  bool operator==(const Event&) const = default;
  auto key() const { return std::tie(kind, package, subject, from, to, arch, detail); }
};

/// Origins in the order in which they can be rebuilt.
struct RebuildPlan {
  std::vector<std::vector<std::string>> waves;     ///< all of a wave may be built side by side; sorted inside
  std::vector<std::vector<std::string>> cycles;    ///< origins that need each other, all in one wave
  std::vector<std::vector<std::string>> together;  ///< origins of which none may be published without the others
  bool empty() const { return waves.empty(); }
};

/// Packages that a change gave to some architectures of theirs and not to others.
struct OneSided {
  std::string package;
  std::vector<std::string> reached, left_out;  ///< architectures, sorted
  bool operator==(const OneSided&) const = default;
};

struct Delta {
  std::vector<model::Finding> broken;  ///< new with the change, in report order
  std::vector<model::Finding> fixed;   ///< gone with the change
  std::vector<model::Finding> before;  ///< there before and after, as they are after it
  std::vector<Event> events;           ///< sorted
  RebuildPlan rebuild;
  std::vector<OneSided> one_sided;
  std::vector<std::string> changed;  ///< "name/arch: old -> new", sorted; what the change consists of
};

}  // namespace elfgate::diff
