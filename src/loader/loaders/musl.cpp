// musl's dynamic linker. The walk is in loader/musl/process.h, the texts it reads in loader/musl/names.h;
// docs/semantics/musl.md says which clause is where.
#include "loader/loader.h"
#include "loader/musl/process.h"

namespace elfgate::loader {
namespace {

model::LinkMap link(PathWalk& walk, const LoaderSettings& settings, const LoadRequest& request) {
  if (auto own = walk_of_process(walk, settings, request)) return musl::Process(*own, settings, request).run();
  return musl::Process(walk, settings, request).run();
}

}  // namespace

extern const Loader musl_loader{"musl", "the dynamic linker of musl libc", link};

}  // namespace elfgate::loader
