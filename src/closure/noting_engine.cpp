#include "closure/noting_engine.h"

#include "model/term.h"

namespace elfgate::closure {

model::Closure NotingEngine::install(const World& world) const {
  list_.installations.insert(list_.installations.end(), world.packages.begin(), world.packages.end());
  return engine_.install(world);
}

std::vector<model::PackageId> NotingEngine::providers(const std::string& name) const {
  list_.words.push_back(model::term(model::TermKind::provide, name));
  return engine_.providers(name);
}

}  // namespace elfgate::closure
