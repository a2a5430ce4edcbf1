// An engine in front of another one that notes what is asked of it (index/questions.h), and remembers what it answered: whoever
// looks for the causes of several faults of one package asks for the same few closures again and again.
#pragma once

#include <map>

#include "closure/engine.h"
#include "index/questions.h"

namespace elfgate::closure {

/// Answers what ENGINE answers. The closure of a package is noted and remembered by that package, so all closures have to be
/// asked for over one base; a name that is looked for is a word of kind provide. Borrows both; one thread at a time.
class NotingEngine : public ClosureEngine {
 public:
  NotingEngine(const ClosureEngine& engine, index::Questions& list) : engine_(engine), list_(list) {}

  model::Closure install(const World& world) const override;
  std::vector<model::PackageId> providers(const std::string& name) const override;

 private:
  const ClosureEngine& engine_;
  index::Questions& list_;
  mutable std::map<model::PackageId, model::Closure> known_;
};

}  // namespace elfgate::closure
