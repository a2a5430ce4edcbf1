// elfgate: what the waivers of a policy file hide (public C++ interface of `elfgate waivers`). Same rules as elfgate.hpp.
#pragma once

#include <string>

#include "elfgate/elfgate.hpp"

namespace elfgate {

struct WaiversAnswer {
  Status status = Status::failed;  ///< clean: every waiver hides something; findings: one is unused or expired; incomplete: not
                                   ///< everything could be looked at
  std::string error;               ///< when status is failed
  std::string text;
  std::string json;  ///< docs/formats/waivers.md
};

/// Holds the waivers of options.policy_path against all findings of the sources.
ELFGATE_API WaiversAnswer waivers(const CheckOptions& options);

}  // namespace elfgate
