// Why an edge is not satisfied, and where the library is instead: the one place that decides which finding an unresolved edge
// becomes. The rules only word it.
//
// The order of the questions matters: a package outside of the closure that would satisfy the edge (tried by simulating the
// start with it) is an undeclared dependency; a candidate that the loader refuses there is unloadable; a file that is there but
// not where the loader looks has moved, unless it is somebody's private copy and the library's new version is where the loader
// looks; a file of another machine is of the wrong architecture; another version only means a changed soname; another
// architecture only, a gap; nothing at all, a missing library.
#pragma once

#include <string>
#include <vector>

#include "audit/verdict.h"

namespace elfgate::audit {

enum class CauseKind : std::uint8_t {
  missing_library,
  undeclared_dependency,
  moved_library,
  soname_changed,
  arch_gap,
  wrong_architecture,
  unloadable_library,
  filter_missing
};

/// A file or link that answers to a name.
struct Place {
  PackageId package = PackageId::none;
  std::string path;
  std::string name;  ///< soname or file name by which it was found
  bool in_closure = false;
  bool operator<(const Place& other) const { return std::tie(package, path) < std::tie(other.package, other.path); }
};

struct Cause {
  CauseKind kind = CauseKind::missing_library;
  std::vector<Place> places;                      ///< who has it: satisfying packages, moved files, other versions
  std::vector<std::string> other_arches;          ///< "aarch64: package: /path" for arch_gap
  std::string unversioned;                        ///< a file of the same stem without version: "a link is missing"
  model::Refusal refusal = model::Refusal::none;  ///< why the loader would not have the candidate that it met
  std::string refused_path;                       ///< of that candidate
};

/// The cause of EDGE, judged in its first failing context.
Cause find_cause(const World& world, const MissingEdge& edge);

/// `so:NAME` when the package provides that name, the package's name otherwise: what to write into depends.
std::string dependency_word(const World& world, PackageId package, const std::string& soname);

}  // namespace elfgate::audit
