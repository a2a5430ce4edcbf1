// S9 without its dynamic steps depends on the index alone: each name has one provider that apk would take if nothing in the
// world stood against it. Found once per repository for all closures.
#pragma once

#include <span>
#include <vector>

#include "closure/apk_catalog.h"

namespace elfgate::closure {

struct ApkBest {
  ApkProvider provider;  ///< nobody() when none is taken by itself (D6)
  /// S10: it does not win against each other provider alone, so that a missing one could change the winner. Also true where
  /// nobody is left but apk would still choose one that it may not install, and fail (S7).
  bool fragile = false;
};

/// The scan over the providers of NAME for which ALLOWED(package) holds.
template <typename Allowed>
ApkBest best_provider(const ApkCatalog& catalog, NameIndex name, Allowed allowed) {
  const auto counts = [&](const ApkProvider& provider) {
    return catalog.always_selectable(provider) && catalog.installable(provider.package) && allowed(provider.package);
  };
  ApkBest best;
  for (const auto& provider : catalog.providers(name)) {
    if (counts(provider) && (best.provider.nobody() || catalog.prefer(provider, best.provider) > 0)) best.provider = provider;
  }
  if (best.provider.nobody()) {
    for (const auto& provider : catalog.providers(name)) best.fragile |= catalog.always_selectable(provider);
    return best;
  }
  bool earlier = true;
  for (const auto& provider : catalog.providers(name)) {
    if (provider == best.provider) {
      earlier = false;
    } else if (counts(provider)) {
      const int result = catalog.prefer(best.provider, provider);
      best.fragile |= earlier ? result <= 0 : result < 0;
    }
  }
  return best;
}

/// For every name, over all providers.
std::vector<ApkBest> best_providers(const ApkCatalog& catalog);

}  // namespace elfgate::closure
