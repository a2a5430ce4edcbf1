// The run behind `elfgate ldd-check`: the files that are named and those of installed packages, one verdict each, as the lines
// that the ldd-check tool of Wolfi's test stanzas writes. Unlike it, a failure never ends the run, patterns exclude what they
// match, and a run that examined nothing does not pass.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/run_context.h"

namespace elfgate::engine {

struct LddCheckRequest {
  std::string root = "/";
  std::vector<std::string> packages, files, excludes;
  std::string library_path;
  bool verbose = false, strict = false, allow_empty = false;
  std::function<void(std::string&&)> sink;  ///< one or more whole lines at a time, in order
};

struct LddCheckCounts {
  std::uint64_t passes = 0, fails = 0, excluded = 0;
  std::uint64_t errors = 0;  ///< packages that are not installed, directories that cannot be read
  bool empty = false;        ///< nothing was examined, and that was not allowed
};

/// Errors: not_found and io of the root, cancelled.
base::Result<LddCheckCounts> run_ldd_check(const LddCheckRequest& request, RunContext& context);

}  // namespace elfgate::engine
