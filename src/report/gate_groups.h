// What a gate says, gathered for a reader. A change of both architectures breaks everything twice, and one missing library
// makes a hundred packages uninstallable: that is one thing to mend, so it is shown once.
#pragma once

#include <string>
#include <vector>

#include "diff/delta.h"

namespace elfgate::report {

/// Findings that say the same of files of one package, or of several packages that cannot be installed.
struct FindingGroup {
  const model::Finding* first = nullptr;
  std::vector<std::string> arches;    ///< sorted
  std::vector<std::string> packages;  ///< names, sorted
  std::vector<std::string> paths;     ///< files on the architecture of the first, sorted
};

/// The name that a finding is about without "so:": what an event calls it.
std::string name_in(const model::Finding& finding);

/// The groups in the order of their first findings; packages that cannot be installed come last, as they follow from others.
std::vector<FindingGroup> grouped(const std::vector<model::Finding>& findings);

/// "a, b and 7 more", shown. ALL: however many there are.
std::string names_of(const std::vector<std::string>& names, bool all);

/// Events that differ in nothing but their architecture.
struct EventGroup {
  const diff::Event* first = nullptr;
  std::vector<std::string> arches;     ///< sorted
  std::vector<std::string> consumers;  ///< names of packages, sorted
};

/// The groups in the order of their first events. QUIET: also events that nobody depends on.
std::vector<EventGroup> grouped(const std::vector<diff::Event>& events, bool quiet);

}  // namespace elfgate::report
