#include <algorithm>
#include <set>

#include "base/text.h"
#include "engine/remote.h"
#include "engine/repository.h"
#include "engine/snapshot.h"
#include "fetch/url.h"

namespace elfgate::engine {

namespace {

base::Result<repo::Listing> open_source(const std::string& source, const repo::Format& format, std::uint32_t layer,
                                        const RepositoryOptions& options, RunContext& context, bool only_indexes = false) {
  std::optional<base::Error> stopped;
  const auto side_by_side = [&](std::size_t count, const std::function<void(std::size_t)>& body) {
    if (auto done = for_each_index(context, count, body); !done) stopped = std::move(done.error());
  };
  auto listing = format.open(source, {options.arches, options.keys_dir, layer, only_indexes, side_by_side});
  if (stopped) return base::Failure(*stopped);
  if (!listing && listing.error().subject.empty()) listing.error().subject = source;
  if (listing && !options.keys_dir.empty() && listing->format != "apk_repository")
    listing->problems.push_back({"bad-signature", "", "", "",
                                 base::Error{base::ErrorCode::unsupported, source, std::nullopt,
                                             "nothing was verified: only the index of an apk repository is"},
                                 true});
  return listing;
}

// A source from the network: its indexes are brought here, and read like those of a local one.
base::Result<repo::Listing> open_url(const std::string& source, std::uint32_t layer, const RepositoryOptions& options,
                                     RunContext& context, const repo::Format*& format) {
  ELFGATE_TRY_ASSIGN(const auto mirror, open_remote(source, options, context));
  ELFGATE_TRY_ASSIGN(format, repo::format_of(mirror.source));
  auto listing = open_source(mirror.source, *format, layer, options, context, true);
  if (listing)
    name_remote(mirror, *listing);
  else
    name_remote(mirror, listing.error());
  return listing;
}

// Layers of different package systems cannot depend on each other.
base::Result<void> merge(Listed& all, Listed layer, const std::string& source) {
  if (layer.system != model::PackageSystem::none) {
    if (all.system != model::PackageSystem::none && all.system != layer.system)
      return base::fail(base::ErrorCode::usage, source, "sources of different package systems (apk and deb) cannot be layered");
    all.system = layer.system;
  }
  if (all.profile.empty()) all.profile = layer.profile;
  all.arches.insert(all.arches.end(), layer.arches.begin(), layer.arches.end());
  if (all.packages.empty())
    all.packages = std::move(layer.packages);
  else
    std::move(layer.packages.begin(), layer.packages.end(), std::back_inserter(all.packages));
  std::move(layer.problems.begin(), layer.problems.end(), std::back_inserter(all.problems));
  return {};
}

Listed as_listed(repo::Listing listing, const repo::Format& format) {
  Listed layer;
  layer.system = listing.system;
  layer.profile = std::move(listing.profile);
  layer.arches = std::move(listing.arches);
  layer.problems = std::move(listing.problems);
  layer.packages.reserve(listing.packages.size());
  for (const auto& package : listing.packages.shared()) layer.packages.push_back({package, &format, nullptr});
  return layer;
}

base::Result<Listed> open_layer(const std::string& source, std::uint32_t layer, const RepositoryOptions& options,
                                RunContext& context) {
  if (fetch::is_url(source)) {
    const repo::Format* format = nullptr;
    ELFGATE_TRY_ASSIGN(auto listing, open_url(source, layer, options, context, format));
    return as_listed(std::move(listing), *format);
  }
  if (is_snapshot_file(source)) return open_snapshot(source, layer, options);
  ELFGATE_TRY_ASSIGN(const auto* format, repo::format_of(source));
  ELFGATE_TRY_ASSIGN(auto listing, open_source(source, *format, layer, options, context));
  return as_listed(std::move(listing), *format);
}

}  // namespace

base::Result<Listed> open_repository(const RepositoryOptions& options, RunContext& context) {
  Listed all;
  context.begin_pass("opening sources", options.sources.size());
  for (std::uint32_t layer = 0; layer < options.sources.size(); ++layer) {
    const auto& source = options.sources[layer];
    if (source.starts_with('@'))  // I13
      return base::fail(base::ErrorCode::usage, source,
                        "tagged repositories and pinning are not supported: give the path or URL alone, in the order in which "
                        "the sources are layered");
    ELFGATE_TRY_ASSIGN(auto opened, open_layer(source, layer, options, context));
    ELFGATE_TRY(merge(all, std::move(opened), source));
    context.advance();
    ELFGATE_TRY(context.check_stop());
  }
  const auto by_key = [](const auto& a, const auto& b) { return a.ref->key() < b.ref->key(); };
  if (!std::is_sorted(all.packages.begin(), all.packages.end(), by_key))  // one source alone is
    std::sort(all.packages.begin(), all.packages.end(), by_key);
  std::sort(all.arches.begin(), all.arches.end());
  all.arches.erase(std::unique(all.arches.begin(), all.arches.end()), all.arches.end());
  std::erase(all.arches, "noarch");
  for (const auto& wanted : options.arches)
    if (std::find(all.arches.begin(), all.arches.end(), wanted) == all.arches.end()) {
      std::string present;
      for (const auto& arch : all.arches) present += (present.empty() ? "" : ", ") + arch;
      return base::fail(
          base::ErrorCode::usage, wanted,
          "the sources have no such architecture; they have " + (present.empty() ? std::string("none") : present));
    }
  context.end_pass();
  return all;
}

}  // namespace elfgate::engine
