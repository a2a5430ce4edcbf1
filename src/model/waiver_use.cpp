#include "model/waiver_use.h"

namespace elfgate::model {

const char* name_of(WaiverUse::State state) {
  switch (state) {
    case WaiverUse::State::in_use: return "in use";
    case WaiverUse::State::unused: return "unused";
    case WaiverUse::State::expired: return "expired";
    case WaiverUse::State::unknown: return "unknown";
  }
  return "unknown";
}

}  // namespace elfgate::model
