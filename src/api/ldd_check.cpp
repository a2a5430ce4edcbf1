// The facade of `elfgate ldd-check`.
#include "elfgate/ldd_check.hpp"

#include "api/facade.h"
#include "engine/ldd_check.h"

namespace elfgate {

namespace {

Status status_of(const engine::LddCheckCounts& counts) {
  if (counts.fails > 0) return Status::findings;
  return counts.errors > 0 || counts.empty ? Status::incomplete : Status::clean;
}

engine::LddCheckRequest request_of(const LddCheckOptions& options) {
  engine::LddCheckRequest request;
  request.root = options.root;
  request.packages = options.packages;
  request.files = options.files;
  request.excludes = options.exclude_files;
  request.library_path = options.library_path;
  request.verbose = options.verbose;
  request.strict = options.strict;
  request.allow_empty = options.allow_empty;
  return request;
}

}  // namespace

LddCheckReport ldd_check(const LddCheckOptions& options) {
  return api::guarded<LddCheckReport>([&] {
    LddCheckReport report;
    engine::RunContext context;
    context.threads = options.threads != 0 ? options.threads : engine::default_threads();
    context.should_stop = options.should_stop;
    auto request = request_of(options);
    request.sink = [&](std::string&& lines) {
      if (options.on_line) {
        for (std::size_t at = 0; at < lines.size();) {
          const auto end = lines.find('\n', at) + 1;
          options.on_line(std::string_view(lines).substr(at, end - at));
          at = end;
        }
      } else {
        report.text += lines;
      }
    };
    const auto counts = engine::run_ldd_check(request, context);
    if (!counts) {
      report.error = base::to_text(counts.error());
      return report;
    }
    report.passes = counts->passes;
    report.fails = counts->fails;
    report.excluded = counts->excluded;
    report.status = status_of(*counts);
    return report;
  });
}

}  // namespace elfgate
