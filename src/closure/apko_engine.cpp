#include <utility>

#include "closure/apk_engine.h"
#include "closure/apko_resolver.h"
#include "closure/engine.h"

namespace elfgate::closure {
namespace {

class ApkoEngine final : public ClosureEngine {
 public:
  ApkoEngine(const model::PackageList& packages, const std::string& arch, std::vector<char> refused)
      : catalog_(packages, arch), versions_(catalog_), refused_(std::move(refused)) {}

  model::Closure install(const World& world) const override {
    const ApkWorld prepared(catalog_, world, ExactPackages::by_force);
    if (!prepared.unreadable_word().empty()) {
      model::Closure closure;
      closure.failure = model::ClosureFailure::uninstallable;
      closure.chain = {prepared.unreadable_word()};
      return closure;
    }
    return ApkoResolver(catalog_, versions_, prepared, refused_).solve();
  }

  std::vector<model::PackageId> providers(const std::string& name) const override { return apk_providers(catalog_, name); }

 private:
  ApkCatalog catalog_;
  ApkoVersions versions_;
  std::vector<char> refused_;
};

}  // namespace

std::unique_ptr<ClosureEngine> make_apko_engine(const model::PackageList& packages, const std::string& arch) {
  return make_apko_engine(packages, arch, {});
}

std::unique_ptr<ClosureEngine> make_apko_engine(const model::PackageList& packages, const std::string& arch,
                                                std::vector<char> refused) {
  return std::make_unique<ApkoEngine>(packages, arch, std::move(refused));
}

}  // namespace elfgate::closure
