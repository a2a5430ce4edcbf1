// What an install brings in, and why. Made by closure/, asked by audit/ and by `elfgate query closure`.
#pragma once

#include <string>
#include <vector>

#include "model/ids.h"

namespace elfgate::model {

/// The five ways in which apk fails (S13); deb knows the first, third and fourth.
enum class ClosureFailure : std::uint8_t {
  none,
  no_such_package,  ///< a wanted name has no provider at all
  virtual_only,     ///< only unversioned providers without priority: somebody has to choose
  breaks,           ///< a version constraint or a "!name" is not met
  conflicts,        ///< two selected packages own one name
  uninstallable     ///< wrong architecture, invalid dependency text, unknown index field
};

/// "no-such-package", "virtual", "breaks", "conflicts", "uninstallable".
const char* name_of(ClosureFailure failure);

struct ClosureMember {
  PackageId package = PackageId::none;
  std::string why;  ///< "asked for", "base", "so:libz.so.1 of curl", "install_if" ...; one reason, the first in solver order
};

struct Closure {
  ClosureFailure failure = ClosureFailure::none;
  std::vector<ClosureMember> members;   ///< in install order, dependencies first; on failure: as far as it is known
  std::vector<std::string> chain;       ///< on failure: from what was asked for to the name that fails
  std::vector<std::string> candidates;  ///< on virtual_only: packages that provide it; on conflicts: the owners
  bool order_dependent = false;         ///< forward and reversed order differ (S14)

  bool ok() const { return failure == ClosureFailure::none; }
};

}  // namespace elfgate::model
