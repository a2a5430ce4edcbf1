// What a package promises by its `so:` provides, and where it keeps the promise. Shared by the rules that hold an index against
// its packages (apk-semantics M1-M12).
#pragma once

#include <string>
#include <vector>

#include "audit/rule.h"

namespace elfgate::audit {

enum class ProvidePlace : std::uint8_t {
  public_place,   ///< a file or link of the package, where the loader looks
  private_place,  ///< the package has it, where the loader does not look by itself
  nowhere
};

/// Sonames X of plain `so:X` provides; prefixed names (so:openjdk8:libawt.so) promise nothing to the loader (D3).
std::vector<std::string> so_provides(const model::PackageRef& package);

ProvidePlace place_of_provide(const PackageAudit& audit, const std::string& soname);

/// True when the loader looks in the directory of PATH by itself in the package's closure.
bool is_public(const PackageAudit& audit, std::string_view path);

}  // namespace elfgate::audit
