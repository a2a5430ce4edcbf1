// glibc's ld.so. What it does is laid out over loader/glibc/: search_dirs (path lists), search (one name to one file), images
// (loaded objects and their names), process (the walk), versions (the check at the end). docs/semantics/glibc.md says which
// clause is where.
#include "loader/glibc/process.h"
#include "loader/loader.h"

namespace elfgate::loader {
namespace {

model::LinkMap link(PathWalk& walk, const LoaderSettings& settings, const LoadRequest& request) {
  if (auto own = walk_of_process(walk, settings, request)) return glibc::Process(*own, settings, request).run();
  return glibc::Process(walk, settings, request).run();
}

}  // namespace

extern const Loader glibc_loader{"glibc", "ld.so of the GNU C library, 2.33 and later", link};

}  // namespace elfgate::loader
