// The facade of `elfgate snapshot`.
#include "elfgate/snapshot.hpp"

#include "api/facade.h"
#include "engine/snapshot.h"

namespace elfgate {

SnapshotReport snapshot(const RunOptions& options) {
  return api::guarded<SnapshotReport>([&] {
    SnapshotReport out;
    engine::RunContext context;
    api::set_up(context, options);
    auto made = engine::make_snapshot(api::repository_options(options), std::string(version()), context);
    if (!made) {
      out.error = base::to_text(made.error());
      return out;
    }
    out.bytes = std::move(made->bytes);
    out.arches = std::move(made->arches);
    out.packages = made->packages;
    out.read = made->counts.read;
    out.from_store = made->counts.from_store;
    out.unreadable = made->counts.unreadable;
    out.status = out.unreadable > 0 || out.packages == 0 ? Status::incomplete : Status::clean;
    return out;
  });
}

}  // namespace elfgate
