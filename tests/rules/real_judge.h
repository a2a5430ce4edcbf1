// The real dynamic linker, asked the same question in the same root directory.
#pragma once

#include <optional>

#include "real_loader.h"
#include "root.h"

namespace elfgate::rules {

/// What the real one said; nothing where it does not take part: not root, not installed, another version or other default
/// directories than the test is about.
class RealJudge {
 public:
  static std::optional<Lines> listing(const Root& root, oracle::Mode mode);
  static std::optional<Lines> cache(const Root& root);
  static std::optional<Lines> links(const Root& root, const std::string& dir);

  /// $PLATFORM of the machine under SYSTEM's real loader, what a test expects of a real start; "x86_64" where there is none.
  static std::string platform(const System& system);
  /// Why SYSTEM's loader does not take part at all; empty when it does.
  static std::string absence(const System& system);
};

}  // namespace elfgate::rules
