// A world whose questions to all packages are noted.
#pragma once

#include "audit/world.h"
#include "closure/noting_engine.h"

namespace elfgate::audit {

/// WORLD, asked by somebody whose questions go to LIST. Borrows both; one thread at a time.
class NotedWorld {
 public:
  NotedWorld(const World& world, index::Questions& list)
      : index_(world.index->inside(), &list), closures_(*world.closures, list), world_(world) {
    world_.index = &index_;
    world_.closures = &closures_;
    for (auto& other : world_.other_arches) other = index::Asking(other.inside(), &list);
  }
  NotedWorld(const NotedWorld&) = delete;
  NotedWorld& operator=(const NotedWorld&) = delete;

  const World& world() const { return world_; }

 private:
  index::Asking index_;
  closure::NotingEngine closures_;
  World world_;
};

}  // namespace elfgate::audit
