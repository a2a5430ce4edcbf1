// The run behind `elfgate ldd`: which files, in which tree, and their link maps in path order. Files are independent of one
// another once the tree is there, so they are started in parallel, in blocks that are handed out in order.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/ldd_place.h"
#include "engine/ldd_render.h"

namespace elfgate::engine {

struct LddRequest {
  std::string root;  ///< a root directory; empty: repository.sources
  RepositoryOptions repository;
  std::vector<std::string> packages, files;
  bool all = false;
  LoaderInputs inputs;
  LddFormat format = LddFormat::none;
  bool color = false;
  bool values = true;                    ///< false: entries come without their maps, only rendered
  std::function<void(LddEntry&&)> sink;  ///< gets the entries in order; never called by two threads at once
};

struct LddCounts {
  std::uint64_t files = 0, missing = 0, fatal = 0, not_loadable = 0, unknown = 0;
  std::vector<base::Error> problems;  ///< what could not be read
};

/// Errors: usage, not_found (root, package, source), io, cancelled.
base::Result<LddCounts> run_ldd(LddRequest request, RunContext& context);

}  // namespace elfgate::engine
