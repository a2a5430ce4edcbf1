// The facade of `elfgate ldd`.
#include "elfgate/ldd.hpp"

#include "api/facade.h"
#include "engine/ldd.h"

namespace elfgate {
namespace {

LddEntry to_public(engine::LddEntry&& entry) {
  LddEntry out;
  out.file = std::move(entry.file);
  out.arch = std::move(entry.arch);
  out.package = std::move(entry.package);
  out.loader = std::move(entry.loader);
  out.interp = std::move(entry.interp);
  out.status = model::name_of(entry.status);
  out.reason = std::move(entry.reason);
  const auto copy = [](const std::string* text) { return text != nullptr ? std::optional(*text) : std::nullopt; };
  for (const auto& line : entry.map)
    out.map.push_back(
        {std::string(line.needed), copy(line.path), copy(line.real), std::string(line.by), std::string(line.how)});
  out.version_errors = std::move(entry.version_errors);
  out.depends_on = std::move(entry.depends_on);
  out.rendered = std::move(entry.rendered);
  return out;
}

engine::LddRequest request_of(const LddOptions& options) {
  engine::LddRequest request;
  request.root = options.root;
  request.repository = api::repository_options(options);
  request.packages = options.packages;
  request.files = options.files;
  request.all = options.all;
  const auto& loader = options.loader;
  request.inputs = {loader.library_path, loader.preload, static_cast<engine::CacheMode>(loader.cache),
                    loader.cpu_level,    loader.secure,  loader.cwd};
  request.format = static_cast<engine::LddFormat>(options.format);
  request.color = options.color;
  request.values = options.values;
  return request;
}

/// A script among all files of a package is no news; one that was asked for by name is.
Status status_of(const engine::LddCounts& counts, const LddOptions& options) {
  if (counts.unknown > 0 || !counts.problems.empty() || counts.files == 0) return Status::incomplete;
  const bool refused = counts.not_loadable > 0 && !options.files.empty();
  return counts.missing > 0 || counts.fatal > 0 || refused ? Status::findings : Status::clean;
}

}  // namespace

LddReport ldd(const LddOptions& options) {
  return api::guarded<LddReport>([&] {
    LddReport report;
    if (options.root.empty() == options.sources.empty()) {
      report.error = "give either a root directory or sources";
      return report;
    }
    engine::RunContext context;
    api::set_up(context, options);
    auto request = request_of(options);
    request.sink = [&](engine::LddEntry&& entry) {
      if (options.on_entry)
        options.on_entry(to_public(std::move(entry)));
      else
        report.entries.push_back(to_public(std::move(entry)));
    };
    const auto counts = engine::run_ldd(std::move(request), context);
    if (!counts) {
      report.error = base::to_text(counts.error());
      return report;
    }
    for (const auto& problem : counts->problems) report.problems.push_back(base::to_text(problem));
    report.cache = engine::describe(static_cast<engine::CacheMode>(options.loader.cache));
    report.status = status_of(*counts, options);
    return report;
  });
}

}  // namespace elfgate
