#include "model/closure.h"

namespace elfgate::model {

const char* name_of(ClosureFailure failure) {
  switch (failure) {
    case ClosureFailure::none: return "none";
    case ClosureFailure::no_such_package: return "no-such-package";
    case ClosureFailure::virtual_only: return "virtual";
    case ClosureFailure::breaks: return "breaks";
    case ClosureFailure::conflicts: return "conflicts";
    case ClosureFailure::uninstallable: return "uninstallable";
  }
  return "none";
}

}  // namespace elfgate::model
