// What the audits of a repository came to, before anybody's levels, baseline and waivers are laid over it: the part of a report
// that hangs on the packages alone.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/finding.h"

namespace elfgate::model {

struct AuditOutcome {
  std::vector<Finding> findings;                  ///< in report order, each once, with the levels of their rules
  std::map<std::string, std::uint64_t> packages;  ///< judged ones, by architecture
  std::uint64_t elf_files = 0, programs = 0, libraries = 0;
  std::uint64_t edges = 0;  ///< DT_NEEDED entries judged
  std::uint64_t foreign_objects = 0;
  std::uint64_t closures_failed = 0;
  std::vector<std::string> closures_order_dependent;  ///< "name-version/arch"
  bool operator==(const AuditOutcome&) const = default;
};

}  // namespace elfgate::model
