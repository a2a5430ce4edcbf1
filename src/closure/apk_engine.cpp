#include "closure/apk_engine.h"

#include <algorithm>
#include <utility>

#include "closure/apk_best.h"
#include "closure/apk_failure.h"
#include "closure/apk_fast.h"
#include "closure/apk_reach.h"
#include "closure/apk_readoff.h"
#include "closure/apk_solver.h"

namespace elfgate::closure {
namespace {

using model::Closure;
using model::ClosureFailure;

std::vector<model::PackageId> sorted_members(const Closure& closure) {
  std::vector<model::PackageId> ids;
  for (const auto& member : closure.members) ids.push_back(member.package);
  std::sort(ids.begin(), ids.end());
  return ids;
}

Closure run(const ApkCatalog& catalog, const ApkWorld& world, std::span<const std::uint32_t> sequence, bool reversed,
            bool& order_mattered) {
  ApkSolver solver(catalog, world, sequence, reversed);
  solver.solve();
  order_mattered = solver.order_mattered();
  const ApkReading reading = read_off(catalog, world, solver);
  Closure closure = closure_of(catalog, world, reading);
  if (reading.sound && !solver.failed()) return closure;
  const NameIndex unmet = solver.unmet().empty() ? catalog.unknown_name() : solver.unmet().front();
  explain_failure(catalog, world, solver, reading, unmet, closure);
  return closure;
}

bool holds(const Closure& closure, PackageIndex package) {
  return std::any_of(closure.members.begin(), closure.members.end(),
                     [&](const auto& member) { return model::to_index(member.package) == package; });
}

class ApkEngine final : public ClosureEngine {
 public:
  enum class Way { certified_or_exact, exact };

  ApkEngine(const model::PackageList& packages, const std::string& arch, Way way) : catalog_(packages, arch) {
    if (way == Way::certified_or_exact) best_ = best_providers(catalog_);
  }

  Closure install(const World& world) const override {
    if (std::all_of(world.packages.begin(), world.packages.end(), [&](auto id) { return named_by_version(id); })) {
      return solve(world, ExactPackages::by_version);
    }
    Closure closure = solve(world, ExactPackages::by_version);
    const bool all = std::all_of(world.packages.begin(), world.packages.end(), [&](auto id) {
      return model::to_index(id) >= catalog_.package_count() || holds(closure, catalog_.canonical(model::to_index(id)));
    });
    return all && closure.ok() ? closure : solve(world, ExactPackages::by_force);
  }

  std::vector<model::PackageId> providers(const std::string& name) const override { return apk_providers(catalog_, name); }

 private:
  bool named_by_version(model::PackageId id) const {
    const auto package = model::to_index(id);
    return package >= catalog_.package_count() || version_names_one_package(catalog_, catalog_.canonical(package));
  }

  Closure solve(const World& world, ExactPackages mode) const {
    const ApkWorld prepared(catalog_, world, mode);
    if (!prepared.unreadable_word().empty()) {
      Closure closure;
      closure.failure = ClosureFailure::uninstallable;
      closure.chain = {prepared.unreadable_word()};
      return closure;
    }
    if (!best_.empty()) {
      if (auto closure = solve_fast(catalog_, best_, prepared)) return std::move(*closure);
    }
    return solve_exactly(catalog_, prepared);
  }

  ApkCatalog catalog_;
  std::vector<ApkBest> best_;  // empty: the exact engine answers everything
};

}  // namespace

Closure solve_exactly(const ApkCatalog& catalog, const ApkWorld& world) {
  bool order_mattered = false;
  const auto sequence = reach(catalog, world);
  Closure closure = run(catalog, world, sequence, false, order_mattered);
  if (!order_mattered) return closure;
  const Closure other = run(catalog, world, sequence, true, order_mattered);
  closure.order_dependent = closure.ok() != other.ok() || (closure.ok() && sorted_members(closure) != sorted_members(other));
  return closure;
}

std::vector<model::PackageId> apk_providers(const ApkCatalog& catalog, const std::string& name) {
  const auto providers = catalog.providers(catalog.find_name(name));
  std::vector<ApkProvider> rest(providers.begin(), providers.end());
  std::vector<model::PackageId> ordered;
  // S9 is no order (S10): what would be taken first, then what would be taken without it, and so on.
  const auto before = [&](const ApkProvider& a, const ApkProvider& b) {
    if (catalog.always_selectable(a) != catalog.always_selectable(b)) return catalog.always_selectable(a);
    if (catalog.installable(a.package) != catalog.installable(b.package)) return catalog.installable(a.package);
    return catalog.prefer(a, b) > 0;
  };
  while (!rest.empty()) {
    auto best = rest.begin();
    for (auto it = rest.begin(); it != rest.end(); ++it) {
      if (before(*it, *best)) best = it;
    }
    ordered.push_back(static_cast<model::PackageId>(best->package));
    rest.erase(best);
  }
  return ordered;
}

std::unique_ptr<ClosureEngine> make_apk_engine(const model::PackageList& packages, const std::string& arch) {
  return std::make_unique<ApkEngine>(packages, arch, ApkEngine::Way::certified_or_exact);
}

std::unique_ptr<ClosureEngine> make_apk_exact_engine(const model::PackageList& packages, const std::string& arch) {
  return std::make_unique<ApkEngine>(packages, arch, ApkEngine::Way::exact);
}

}  // namespace elfgate::closure
