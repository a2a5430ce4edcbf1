// A waiver of the policy file and what it does today: the answer to `elfgate waivers`. Made by engine/, rendered by report/.
#pragma once

#include <string>
#include <vector>

#include "model/finding.h"

namespace elfgate::model {

struct WaiverUse {
  enum class State : std::uint8_t {
    in_use,   ///< it hides at least one finding
    unused,   ///< it matches no finding
    expired,  ///< its end has come, for all or for some of what it matches
    unknown   ///< it hides nothing, and not everything could be looked at
  };
  std::string rule, arch, package, path, subject;  ///< patterns as written; "*" matches everything
  std::string reason, expires;
  int line = 0;  ///< of the policy file
  State state = State::unknown;
  std::string why;             ///< of a state other than in_use, in words
  std::vector<Finding> hides;  ///< sorted by key
};

/// "in use", "unused", "expired", "unknown".
const char* name_of(WaiverUse::State state);

}  // namespace elfgate::model
