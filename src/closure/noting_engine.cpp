#include "closure/noting_engine.h"

#include "model/term.h"

namespace elfgate::closure {

model::Closure NotingEngine::install(const World& world) const {
  list_.installations.insert(list_.installations.end(), world.packages.begin(), world.packages.end());
  if (world.packages.size() != 1 || !world.wanted.empty() || !world.reasons) return engine_.install(world);
  const auto package = world.packages.front();
  auto known = known_.find(package);
  if (known == known_.end()) known = known_.emplace(package, engine_.install(world)).first;
  return known->second;
}

std::vector<model::PackageId> NotingEngine::providers(const std::string& name) const {
  list_.words.push_back(model::term(model::TermKind::provide, name));
  return engine_.providers(name);
}

}  // namespace elfgate::closure
