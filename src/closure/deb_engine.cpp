#include "closure/deb_catalog.h"
#include "closure/deb_solver.h"
#include "closure/engine.h"

namespace elfgate::closure {
namespace {

class DebEngine final : public ClosureEngine {
 public:
  DebEngine(const model::PackageList& packages, const std::string& arch) : arch_(arch), catalog_(packages, arch_) {}

  model::Closure install(const World& world) const override { return DebSolver(catalog_, world).solve(); }

  std::vector<model::PackageId> providers(const std::string& name) const override {
    std::vector<model::PackageId> found;
    DebRequest request;
    request.name = catalog_.find_name(name);
    catalog_.any_candidate(request, [&](std::uint32_t package) {
      found.push_back(static_cast<model::PackageId>(package));
      return false;
    });
    return found;
  }

 private:
  std::string arch_;
  DebCatalog catalog_;
};

}  // namespace

std::unique_ptr<ClosureEngine> make_deb_engine(const model::PackageList& packages, const std::string& arch) {
  return std::make_unique<DebEngine>(packages, arch);
}

}  // namespace elfgate::closure
