// The trace behind one answer of a loader: for a name that a program or one of its libraries asks for, every directory and
// candidate that was looked at, where each came from, and the rule that decided. The behaviour is that of `elfgate ldd`; only
// what it noticed on the way is kept.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/ldd_entry.h"
#include "engine/repository.h"
#include "engine/run_context.h"

namespace elfgate::engine {

struct ExplainRequest {
  std::string root;  ///< a root directory; empty: repository.sources
  RepositoryOptions repository;
  std::string package;  ///< with sources: in whose closure; empty: of the package that ships the file
  std::string file;
  std::string library;  ///< a name as it is asked for; empty: what is missing, and if nothing is, what the file itself asks for
  LoaderInputs inputs;
};

/// One candidate that was looked at.
struct ExplainedStep {
  std::string list;     ///< where the directory comes from
  std::string path;     ///< as opened; a name where a table was consulted
  std::string verdict;  ///< "taken", or why it is passed over
  std::string rule;     ///< number in docs/semantics
  std::string detail;
};

/// One tag of one object, and what it got.
struct ExplainedEdge {
  std::string by, name, kind;
  std::vector<std::string> chain;  ///< from the program to `by`, by who loaded whom
  std::optional<std::string> path, real;
  std::string how;
  std::vector<ExplainedStep> steps;
};

struct Explanation {
  std::string file, arch, package, loader, interp, status, reason;
  std::vector<std::string> assumptions;  ///< one sentence each
  std::vector<ExplainedEdge> edges;      ///< in the order in which the loader resolves them
  bool unknown = false;                  ///< nothing is known of the file
  std::vector<base::Error> problems;
};

/// Errors: usage, not_found (root, package, file in the sources, a name that nothing asks for), io, cancelled. Of several
/// architectures the first that has the package is explained.
base::Result<Explanation> explain(const ExplainRequest& request, RunContext& context);

}  // namespace elfgate::engine
