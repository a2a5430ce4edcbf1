// A file of which only those parts are read that somebody looks at. Between the few pages that say how a library is linked lie
// megabytes of code; who wants the former should not pay for the latter.
//
// The view has the file's full size from the start, so that every bound is checked as ever. Whoever is about to look into it
// says so first.
#pragma once

#include "base/bytes.h"

namespace elfgate::base {

/// Where the bytes of such a view come from. One thread at a time.
class OnDemand {
 public:
  virtual ~OnDemand() = default;

  /// Makes PART of the view readable. What cannot be read stays zero, and the source remembers that it failed.
  virtual void want(Bytes part) = 0;
};

}  // namespace elfgate::base
