// A root directory or a bag of files has no dependency system: whatever is there is there.
#include <utility>

#include "closure/engine.h"

namespace elfgate::closure {
namespace {

class FlatEngine final : public ClosureEngine {
 public:
  explicit FlatEngine(const model::PackageList& packages) : packages_(packages) {}

  model::Closure install(const World&) const override {
    model::Closure closure;
    closure.members.reserve(packages_.size());
    for (std::uint32_t i = 0; i < packages_.size(); ++i)
      closure.members.push_back({static_cast<model::PackageId>(i), "present"});
    return closure;
  }

  std::vector<model::PackageId> providers(const std::string& name) const override {
    std::vector<model::PackageId> found;
    for (std::uint32_t i = 0; i < packages_.size(); ++i) {
      if (packages_[i].name == name) found.push_back(static_cast<model::PackageId>(i));
    }
    return found;
  }

 private:
  model::PackageList packages_;
};

}  // namespace

std::unique_ptr<ClosureEngine> make_flat_engine(const model::PackageList& packages, const std::string&) {
  return std::make_unique<FlatEngine>(packages);
}

}  // namespace elfgate::closure
