#include "closure/apk_engine.h"
#include "closure/apko_resolver.h"
#include "closure/engine.h"

namespace elfgate::closure {
namespace {

class ApkoEngine final : public ClosureEngine {
 public:
  ApkoEngine(std::span<const model::PackageRef> packages, const std::string& arch)
      : catalog_(packages, arch), versions_(catalog_) {}

  model::Closure install(const World& world) const override {
    const ApkWorld prepared(catalog_, world, ExactPackages::by_force);
    if (!prepared.unreadable_word().empty()) {
      model::Closure closure;
      closure.failure = model::ClosureFailure::uninstallable;
      closure.chain = {prepared.unreadable_word()};
      return closure;
    }
    return ApkoResolver(catalog_, versions_, prepared).solve();
  }

  std::vector<model::PackageId> providers(const std::string& name) const override { return apk_providers(catalog_, name); }

 private:
  ApkCatalog catalog_;
  ApkoVersions versions_;
};

}  // namespace

std::unique_ptr<ClosureEngine> make_apko_engine(std::span<const model::PackageRef> packages, const std::string& arch) {
  return std::make_unique<ApkoEngine>(packages, arch);
}

}  // namespace elfgate::closure
