// elfgate: why a dynamic linker takes the file it takes (public C++ interface of `elfgate explain`). The walk is that of
// ldd(), with every list, directory and candidate kept, and the rule that decided.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "elfgate/ldd.hpp"

namespace elfgate {

/// One question. Exactly one of `root` and `sources` (of RunOptions) is set.
struct ExplainOptions : RunOptions {
  std::string root;     ///< a root directory of this host
  std::string package;  ///< with sources: whose closure; empty: of the package that ships the file
  std::string file;     ///< path inside the root or the closure
  std::string library;  ///< a name as the file or one of its libraries asks for it; empty: what is missing, or the file's own
  LoaderInputs loader;
};

/// One candidate that a loader looks at.
struct ExplainStep {
  std::string list;     ///< where the directory comes from
  std::string path;     ///< as opened; a name where a table was consulted
  std::string verdict;  ///< "taken", or why it is passed over, in the loader's words
  std::string rule;     ///< number in docs/semantics
  std::string detail;   ///< in words; may be empty
};

/// Why one tag of one object got what it got.
struct ExplainEdge {
  std::string by, name, kind;      ///< who asks, for what, by which tag: "needed", "filter", "auxiliary"
  std::vector<std::string> chain;  ///< from the program to `by`, by who loaded whom
  std::optional<std::string> path, real;
  std::string how;
  std::vector<ExplainStep> steps;
};

struct ExplainReport {
  Status status = Status::failed;  ///< findings: an edge of the answer is missing, or the loader would stop
  std::string error;               ///< when status is failed
  std::string file, arch, package, loader, interp;
  std::string outcome;                   ///< of the whole file, as LddEntry::status
  std::string reason;                    ///< of a fatal outcome
  std::vector<std::string> assumptions;  ///< loader, directories, cache, CPU level ...: one sentence each
  std::vector<ExplainEdge> edges;        ///< in the loader's order
  std::vector<std::string> problems;     ///< what could not be read
  std::string text, json;                ///< the whole, rendered; `text` without colour unless `color` was asked for
};

/// Never throws; safe to call from several threads. COLOR is about ExplainReport::text only.
ELFGATE_API ExplainReport explain(const ExplainOptions& options, bool color = false);

}  // namespace elfgate
