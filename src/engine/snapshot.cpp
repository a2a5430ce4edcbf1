#include "engine/snapshot.h"

#include <algorithm>

#include "archive/zstd_source.h"
#include "archive/zstd_writer.h"
#include "base/byte_source.h"
#include "base/limits.h"
#include "store/snapshot.h"

namespace elfgate::engine {

namespace {

namespace limits = base::limits;

// A loose or unreadable package has no key that pins it; inside of a snapshot any name will do.
std::string key_of(const model::PackageRef& ref) {
  auto key = store::facts_key(ref);
  return key.empty() ? ref.arch + "/" + ref.name + "-" + ref.version : key;
}

store::StoredFacts facts_to_keep(const model::PackageRef& ref, const store::StoredFacts* kept,
                                 const model::PackageFacts& facts) {
  if (kept != nullptr) return *kept;
  auto stored = store::encode(key_of(ref), facts);
  if (!stored.linkage.empty()) return stored;
  model::PackageFacts too_large;
  too_large.problems.push_back({model::Problem::Kind::unreadable, "", "",
                                base::Error{base::ErrorCode::limit, ref.name, std::nullopt,
                                            "its facts exceed k_facts_bytes, and a snapshot does not hold them"}});
  return store::encode(key_of(ref), too_large);
}

// Everything with its plain paths, which gather_facts() keeps as hashes only.
base::Result<std::vector<store::StoredFacts>> collect(const Listed& listed, const Facts& facts, store::FactsStore& store) {
  std::vector<store::StoredFacts> out(listed.packages.size());
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto& package = listed.packages[i];
    if (package.kept || facts.keys[i].empty() || !facts.packages[i]->readable())
      out[i] = facts_to_keep(*package.ref, package.kept.get(), *facts.packages[i]);
    else
      order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return facts.keys[a] < facts.keys[b]; });
  std::vector<std::string> keys;
  for (const auto i : order)
    if (keys.empty() || keys.back() != facts.keys[i]) keys.push_back(facts.keys[i]);
  auto position = order.begin();
  ELFGATE_TRY(store.load(keys, store::Parts::all_paths, [&](std::size_t at, store::StoredFacts&& stored) {
    for (; position != order.end() && facts.keys[*position] <= keys[at]; ++position)
      if (facts.keys[*position] == keys[at]) out[*position] = stored;
  }));
  for (const auto i : order)
    if (out[i].linkage.empty()) out[i] = facts_to_keep(*listed.packages[i].ref, nullptr, *facts.packages[i]);
  return out;
}

store::Snapshot snapshot_of(const Listed& listed, std::vector<store::StoredFacts> facts, const std::string& tool_version) {
  store::Snapshot out{tool_version, listed.system, listed.profile, listed.arches, {}, {}};
  for (std::size_t i = 0; i < facts.size(); ++i) {
    auto ref = *listed.packages[i].ref;
    ref.location.clear();
    out.packages.push_back({std::move(ref), std::move(facts[i])});
  }
  for (const auto& problem : listed.problems)
    out.problems.push_back({problem.rule, problem.arch, problem.package, problem.version, problem.error, problem.note});
  return out;
}

bool is_wanted(const model::PackageRef& ref, const std::vector<std::string>& arches) {
  return arches.empty() || ref.arch == "noarch" || std::find(arches.begin(), arches.end(), ref.arch) != arches.end();
}

}  // namespace

base::Result<MadeSnapshot> make_snapshot(const RepositoryOptions& options, const std::string& tool_version,
                                         RunContext& context) {
  MadeSnapshot out;
  ELFGATE_TRY_ASSIGN(const auto listed, open_repository(options, context));
  ELFGATE_TRY_ASSIGN(const auto store, open_store(options));
  ELFGATE_TRY_ASSIGN(const auto facts, gather_facts(listed, options, *store, context, out.counts));
  context.begin_pass("writing the snapshot", listed.packages.size());
  ELFGATE_TRY_ASSIGN(auto kept, collect(listed, facts, *store));
  ELFGATE_TRY_ASSIGN(const auto encoded, store::encode_snapshot(snapshot_of(listed, std::move(kept), tool_version)));
  ELFGATE_TRY_ASSIGN(const auto compressed, archive::zstd_frame(base::as_bytes(encoded)));
  out.bytes = store::snapshot_head(compressed, encoded.size()) + compressed;
  context.end_pass();
  out.arches = listed.arches;
  out.packages = listed.packages.size();
  return out;
}

bool is_snapshot_file(const std::string& path) {
  auto file = base::FileSource::open(path);
  if (!file) return false;
  std::vector<std::uint8_t> first(store::k_snapshot_head_bytes);
  const auto read = base::read_full(*file, first);
  return read && store::is_snapshot(base::as_text(base::Bytes(first).first(*read)));
}

base::Result<Listed> open_snapshot(const std::string& path, std::uint32_t layer, const RepositoryOptions& options) {
  ELFGATE_TRY_ASSIGN(const auto file, base::read_file(path, limits::k_snapshot_bytes, "k_snapshot_bytes"));
  ELFGATE_TRY_ASSIGN(const auto inflated, store::check_snapshot_head(base::as_bytes(file), path));
  base::MemorySource compressed(base::as_bytes(file).subspan(store::k_snapshot_head_bytes));
  archive::ZstdSource source(compressed, {inflated, "the size that its head promises"});
  auto encoded = base::read_all(source, inflated, "the size that its head promises");
  if (!encoded) {
    encoded.error().subject = path;
    return base::Failure(encoded.error());
  }
  ELFGATE_TRY_ASSIGN(auto snapshot, store::decode_snapshot(base::as_bytes(*encoded), path));
  Listed out;
  out.system = snapshot.system;
  out.profile = std::move(snapshot.profile);
  for (auto& arch : snapshot.arches)
    if (options.arches.empty() || std::find(options.arches.begin(), options.arches.end(), arch) != options.arches.end())
      out.arches.push_back(std::move(arch));
  for (auto& package : snapshot.packages) {
    if (!is_wanted(package.ref, options.arches)) continue;
    package.ref.layer = layer;
    out.packages.push_back({std::make_shared<const model::PackageRef>(std::move(package.ref)), nullptr,
                            std::make_shared<const store::StoredFacts>(std::move(package.facts))});
  }
  for (auto& p : snapshot.problems)
    out.problems.push_back(
        {std::move(p.rule), std::move(p.arch), std::move(p.package), std::move(p.version), std::move(p.error), p.note});
  return out;
}

}  // namespace elfgate::engine
