// A scenario file (docs/formats/scenario.md) as a repository: *.eg, or *.eg#after for the state behind its `after`.
//
// Nothing is kept between calls: reading a package reads the scenario again and makes that package's bytes. Scenarios are
// small.
#include <algorithm>

#include "base/digest.h"
#include "repo/host_files.h"
#include "repo/listing.h"
#include "repo/scenario/scenario.h"

namespace elfgate::repo {

namespace {

using base::ErrorCode;
using base::Result;

constexpr std::string_view k_suffix = ".eg";
constexpr std::string_view k_after = "#after";

struct Location {
  std::string file;
  bool after = false;
};

Location locate(const std::string& source) {
  if (source.ends_with(std::string(k_suffix) + std::string(k_after)))
    return {source.substr(0, source.size() - k_after.size()), true};
  return {source, false};
}

bool recognise(const std::string& source) {
  const auto location = locate(source);
  return location.file.ends_with(k_suffix) && kind_of(location.file) == HostKind::file;
}

Result<const scenario::State*> state_of(const scenario::Scenario& scenario, const Location& location) {
  if (!location.after) return &scenario.before;
  if (scenario.after) return &*scenario.after;
  return base::fail(ErrorCode::usage, location.file, "this scenario has no `after` part");
}

/// What an index pins: the digest of the content in the clothes of the package system.
std::string identity_of(model::PackageSystem system, const std::string& digest) {
  if (system == model::PackageSystem::apk) return "Q1" + base::to_base64(digest.substr(0, 20));
  return "sha256:" + base::to_hex(digest);
}

SourceProblem missing(const model::PackageRef& ref, const std::string& file) {
  return {
      "missing-package", ref.arch, ref.name, ref.version,
      base::Error{ErrorCode::not_found, file, std::nullopt, "lists " + ref.name + "-" + ref.version + ", which is not there"}};
}

Result<Listing> open(const std::string& source, const OpenOptions& options) {
  const auto location = locate(source);
  ELFGATE_TRY_ASSIGN(const auto scenario, scenario::load_scenario(location.file));
  ELFGATE_TRY_ASSIGN(const auto* state, state_of(scenario, location));
  Listing listing;
  listing.format = "scenario";
  listing.system = scenario.system;
  std::vector<Listed> packages;
  std::uint32_t order = 0;
  for (const auto& package : state->packages) {
    auto ref = index_record(scenario, package);
    ELFGATE_TRY_ASSIGN(const auto built, scenario::build(package));
    ref.identity = identity_of(scenario.system, package.index.wrong_identity ? std::string(32, '\0') : built.digest);
    ref.installed_size = built.metadata.installed_size;
    ref.size = package.index.size.value_or(0);
    ref.order = order++;
    if (!is_wanted(ref.arch, options)) continue;
    if (!package.missing) ref.location = source;
    if (package.missing) listing.problems.push_back(missing(ref, source));
    packages.push_back({std::move(ref), package.arch});
  }
  settle(listing, std::move(packages), options);
  if (!scenario.profile.empty()) listing.profile = scenario.profile;
  return listing;
}

Result<void> stream(const scenario::BuiltPackage& built, EntrySink& sink) {
  ELFGATE_TRY(sink.metadata(built.metadata));
  for (const auto& script : built.scripts) ELFGATE_TRY(sink.script(script.name, script.content));
  for (const auto& entry : built.entries) {
    base::MemorySource content(base::as_bytes(entry.content));
    ELFGATE_TRY(sink.entry(entry.entry, content));
  }
  return {};
}

Result<void> read(const model::PackageRef& package, EntrySink& sink) {
  const auto location = locate(package.location);
  if (location.file.empty()) return base::fail(ErrorCode::not_found, package.name, "the package is not there");
  ELFGATE_TRY_ASSIGN(const auto scenario, scenario::load_scenario(location.file));
  ELFGATE_TRY_ASSIGN(const auto* state, state_of(scenario, location));
  const auto meant = std::find_if(state->packages.begin(), state->packages.end(), [&](const scenario::Package& candidate) {
    return candidate.arch == package.arch && candidate.name == package.name &&
           candidate.index.version.value_or(candidate.version) == package.version && !candidate.missing;
  });
  if (meant == state->packages.end())
    return base::fail(ErrorCode::not_found, package.location, package.name + "-" + package.version + " is not there");
  ELFGATE_TRY_ASSIGN(const auto built, scenario::build(*meant));
  if (package.identity != identity_of(scenario.system, built.digest))
    return base::fail(ErrorCode::mismatch, package.location,
                      "C26: " + package.name + "-" + package.version + " is not the package that the index pins");
  ELFGATE_TRY(stream(built, sink));
  if (meant->damaged)
    return base::fail(*meant->damaged, package.location, "damaged on purpose: " + std::string(base::name_of(*meant->damaged)));
  return {};
}

}  // namespace

extern const Format scenario_format;
const Format scenario_format = {"scenario", "a scenario (*.eg)", 10, recognise, open, read};

}  // namespace elfgate::repo
