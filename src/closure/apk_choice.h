// What a solver decided: per name the package that owns it, per package whether and why it may not be installed. The two
// apk engines fill it in different ways; the reading (apk_readoff.h) is the same.
#pragma once

#include "closure/apk_catalog.h"

namespace elfgate::closure {

/// Why a package is not selectable.
enum class ApkObstacle : std::uint8_t {
  none,
  uninstallable,  ///< I6, I8
  constraint,     ///< one of its provides fails an applied constraint (S4)
  ownership,      ///< another package owns one of its names (S5, S7)
  dependency      ///< nothing can satisfy one of its dependencies (S5)
};

class ApkChoice {
 public:
  virtual ~ApkChoice() = default;
  /// Who owns NAME; nobody() when no package does.
  virtual ApkProvider chosen(NameIndex name) const = 0;
  virtual ApkObstacle obstacle(PackageIndex package) const = 0;
  /// False: nothing chose PACKAGE. A quick answer for the hundreds of packages that watch a common name.
  virtual bool may_be_chosen(PackageIndex package) const = 0;
};

}  // namespace elfgate::closure
