#include "closure/apk_best.h"

namespace elfgate::closure {

std::vector<ApkBest> best_providers(const ApkCatalog& catalog) {
  std::vector<ApkBest> best(catalog.name_count());
  for (NameIndex name = 0; name < best.size(); ++name) {
    best[name] = best_provider(catalog, name, [](PackageIndex) { return true; });
  }
  return best;
}

}  // namespace elfgate::closure
