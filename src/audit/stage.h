// A closure made ready to start programs in: its view, the walk through it, and per interpreter the loader with the cache that
// ldconfig would have made there. Everything expensive is made once and only when it is asked for.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "audit/closure_view.h"
#include "audit/world.h"

namespace elfgate::audit {

/// One thread at a time; make one per audited package.
class Stage {
 public:
  Stage(const World& world, std::vector<PackageId> members);
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  /// A loader as set up in this closure. `loader` is null when INTERP is not a dynamic linker we know.
  struct Setup {
    loader::Detected detected;
    loader::LdCache cache;
  };
  const Setup& setup_for(const std::string& interp, std::uint16_t machine, std::uint8_t elf_class);

  /// The setup for a library of this machine on its own: the closure's dynamic linker, else the repository's.
  const Setup& setup_for_library(std::uint16_t machine, std::uint8_t elf_class);

  /// Simulates a start. PRELOAD: see LoaderSettings; DLOPENED: see LoadRequest.
  model::LinkMap start(const Setup& setup, const std::string& path, std::vector<std::string> preload = {},
                       std::vector<std::string> dlopened = {}, bool trace = false, unsigned cpu_level = 1);

  ClosureView& view() { return view_; }
  loader::PathWalk& walk() { return walk_; }

 private:
  const World& world_;
  ClosureView view_;
  loader::PathWalk walk_;
  std::map<std::string, std::unique_ptr<Setup>> setups_;
};

}  // namespace elfgate::audit
