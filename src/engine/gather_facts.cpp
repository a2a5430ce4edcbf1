// Facts of every package: what the store knows is taken from there, the rest is read in parallel, largest package first. Facts
// that were read go to the store in batches and are dropped, so that memory does not grow with the number of packages while
// scanning; at the end they come back from the store like all others.
#include <algorithm>
#include <mutex>
#include <numeric>
#include <span>
#include <unordered_map>

#include "base/vpath.h"
#include "engine/remote.h"
#include "engine/repository.h"

namespace elfgate::engine {

namespace {

constexpr std::size_t k_batch_packages = 64;
constexpr std::size_t k_batch_bytes = 8U << 20;
constexpr std::size_t k_load_chunk = 256;

// Collects encoded facts and writes them in batches; the only writer of the run.
class BatchWriter {
 public:
  explicit BatchWriter(store::FactsStore& store) : store_(store) {}

  void add(store::StoredFacts stored) {
    const std::lock_guard lock(mutex_);
    bytes_ += stored.linkage.size() + stored.paths.size();
    batch_.push_back(std::move(stored));
    if (batch_.size() >= k_batch_packages || bytes_ >= k_batch_bytes) write();
  }

  base::Result<void> finish() {
    const std::lock_guard lock(mutex_);
    write();
    if (error_) return base::Failure(*error_);
    return {};
  }

 private:
  void write() {
    if (batch_.empty() || error_) return;
    if (auto written = store_.write(batch_); !written) error_ = written.error();
    batch_.clear();
    bytes_ = 0;
  }

  store::FactsStore& store_;
  std::mutex mutex_;
  std::vector<store::StoredFacts> batch_;
  std::size_t bytes_ = 0;
  std::optional<base::Error> error_;
};

// Of files outside of linkage only the existence matters: a hash instead of a path.
std::shared_ptr<const std::vector<std::uint64_t>> take_other_paths(model::PackageFacts& facts) {
  if (facts.other_paths.empty()) return nullptr;
  std::vector<std::uint64_t> hashes;
  hashes.reserve(facts.other_paths.size());
  for (const auto& path : facts.other_paths) hashes.push_back(index::path_hash(base::dirname(path), base::basename(path)));
  facts.other_paths = {};
  return std::make_shared<const std::vector<std::uint64_t>>(std::move(hashes));
}

// The same of facts as they are stored.
base::Result<model::PackageFacts> decode_with_hashes(const store::StoredFacts& stored, store::Parts parts,
                                                     std::shared_ptr<const std::vector<std::uint64_t>>& other_paths) {
  ELFGATE_TRY_ASSIGN(auto facts, store::decode(stored, store::Parts::linkage));
  if (parts == store::Parts::linkage) return facts;
  std::vector<std::uint64_t> hashes;
  ELFGATE_TRY(store::visit_other_paths(
      stored, [&](std::string_view dir, std::string_view name) { hashes.push_back(index::path_hash(dir, name)); }));
  if (!hashes.empty()) other_paths = std::make_shared<const std::vector<std::uint64_t>>(std::move(hashes));
  return facts;
}

// One run of neighbouring keys.
base::Result<void> load_run(std::span<const std::size_t> positions, const std::vector<std::string>& keys,
                            store::FactsStore& store, store::Parts parts, RunContext& context, Facts& out) {
  std::vector<std::string> distinct;
  for (const auto i : positions)
    if (distinct.empty() || distinct.back() != keys[i]) distinct.push_back(keys[i]);
  auto position = positions.begin();
  return store.load(distinct, parts, [&](std::size_t at, store::StoredFacts&& stored) {
    while (position != positions.end() && keys[*position] < distinct[at]) ++position;
    std::shared_ptr<const std::vector<std::uint64_t>> hashes;
    auto facts = decode_with_hashes(stored, parts, hashes);
    if (!facts) return;  // damaged: the package is read again
    const auto shared = std::make_shared<const model::PackageFacts>(std::move(*facts));
    for (; position != positions.end() && keys[*position] == distinct[at]; ++position) {
      out.packages[*position] = shared;
      out.other_paths[*position] = hashes;
      context.advance();
    }
  });
}

class Gatherer {
 public:
  Gatherer(const Listed& listed, const RepositoryOptions& options, store::FactsStore& store, RunContext& context,
           GatherCounts& counts)
      : listed_(listed), options_(options), store_(store), context_(context), counts_(counts) {
    facts_.packages.resize(listed.packages.size());
    facts_.other_paths.resize(listed.packages.size());
    for (const auto& package : listed.packages) keys_.push_back(pinned_by(*package.ref, options.second_reader));
  }

  base::Result<Facts> run(const Facts* known) {
    if (known != nullptr) take_known(*known);
    ELFGATE_TRY(take_kept());
    context_.begin_pass("looking up known facts", listed_.packages.size());
    ELFGATE_TRY(load(all_without_facts()));
    context_.end_pass();
    counts_.from_store = listed_.packages.size() - all_without_facts().size();
    ELFGATE_TRY(read_missing(all_without_facts()));
    ELFGATE_TRY(load(all_without_facts()));
    for (const auto& facts : facts_.packages)
      if (!facts->readable()) ++counts_.unreadable;
    facts_.keys = std::move(keys_);
    return std::move(facts_);
  }

 private:
  void take_known(const Facts& known) {
    std::unordered_map<std::string_view, std::size_t> by_key;
    for (std::size_t i = 0; i < known.keys.size(); ++i)
      if (!known.keys[i].empty()) by_key.emplace(known.keys[i], i);
    for (std::size_t i = 0; i < keys_.size(); ++i)
      if (const auto found = by_key.find(keys_[i]); found != by_key.end()) {
        facts_.packages[i] = known.packages[found->second];
        facts_.other_paths[i] = known.other_paths[found->second];
      }
  }

  // Packages out of a snapshot are not here: what was kept of them has to do.
  base::Result<void> take_kept() {
    return for_each_index(context_, listed_.packages.size(), [&](std::size_t i) {
      const auto& package = listed_.packages[i];
      if (facts_.packages[i] || !package.kept) return;
      auto facts = decode_with_hashes(*package.kept, store::Parts::all_paths, facts_.other_paths[i]);
      if (!facts) facts = lost(facts.error());
      facts_.packages[i] = std::make_shared<const model::PackageFacts>(std::move(*facts));
    });
  }

  static model::PackageFacts lost(const base::Error& error) {
    model::PackageFacts facts;
    facts.problems.push_back({model::Problem::Kind::unreadable, "", "", error});
    return facts;
  }

  std::vector<std::size_t> all_without_facts() const {
    std::vector<std::size_t> missing;
    for (std::size_t i = 0; i < facts_.packages.size(); ++i)
      if (!facts_.packages[i]) missing.push_back(i);
    return missing;
  }

  base::Result<void> load(std::vector<std::size_t> positions) {
    std::erase_if(positions, [&](std::size_t i) { return keys_[i].empty(); });
    std::sort(positions.begin(), positions.end(), [&](std::size_t a, std::size_t b) { return keys_[a] < keys_[b]; });
    return load_known(positions, keys_, store_, store::Parts::all_paths, context_, facts_);
  }

  base::Result<void> read_missing(std::vector<std::size_t> missing) {
    std::stable_sort(missing.begin(), missing.end(), [&](std::size_t a, std::size_t b) {
      return listed_.packages[a].ref->size > listed_.packages[b].ref->size;
    });
    const auto total = std::accumulate(missing.begin(), missing.end(), std::uint64_t{0},
                                       [&](std::uint64_t sum, std::size_t i) { return sum + listed_.packages[i].ref->size; });
    if (!missing.empty()) context_.begin_pass("reading packages", missing.size(), total);
    SharedBudget budget(options_.memory_budget);
    BatchWriter writer(store_);
    extract::ExtractOptions extract_options{&budget, options_.second_reader ? &elf::lief_reader : nullptr};
    const auto count = missing.size();
    const auto remote = std::stable_partition(missing.begin(), missing.end(),
                                              [&](std::size_t i) { return !is_remote(*listed_.packages[i].ref); });
    const std::vector<std::size_t> elsewhere(remote, missing.end());
    missing.erase(remote, missing.end());
    ELFGATE_TRY(for_each_index(context_, missing.size(), [&](std::size_t m) {
      const auto& package = listed_.packages[missing[m]];
      take(missing[m], extract::extract_package(*package.format, *package.ref, extract_options), writer);
      context_.advance(package.ref->size);
    }));
    RemoteReader reader(listed_, options_, extract_options, context_);
    const auto fetched =
        reader.read(elsewhere, [&](std::size_t i, model::PackageFacts&& facts) { take(i, std::move(facts), writer); });
    if (!fetched) {
      ELFGATE_TRY(writer.finish());  // what was read is not read again
      return base::Failure(fetched.error());
    }
    if (count != 0) context_.end_pass();
    counts_.read = count;
    counts_.bytes_read = total;
    return writer.finish();
  }

  // Facts of an unreadable package are true of these bytes today, not of what its key pins: never stored.
  void take(std::size_t i, model::PackageFacts facts, BatchWriter& writer) {
    if (!keys_[i].empty() && facts.readable()) {
      auto stored = store::encode(keys_[i], facts);
      if (!stored.linkage.empty() && !options_.facts_read_only) {
        writer.add(std::move(stored));
        return;
      }
    }
    facts_.other_paths[i] = take_other_paths(facts);
    facts_.packages[i] = std::make_shared<const model::PackageFacts>(std::move(facts));
  }

  const Listed& listed_;
  const RepositoryOptions& options_;
  store::FactsStore& store_;
  RunContext& context_;
  GatherCounts& counts_;
  std::vector<std::string> keys_;
  Facts facts_;
};

}  // namespace

std::string pinned_by(const model::PackageRef& package, bool second_reader) {
  auto key = store::facts_key(package);
  if (second_reader && !key.empty()) key += " second-reader";
  return key;
}

base::Result<std::unique_ptr<store::FactsStore>> open_store(const RepositoryOptions& options) {
  if (options.facts_path.empty()) return store::make_memory_store();
  return store::open_sqlite_store(options.facts_path, options.facts_read_only);
}

base::Result<void> load_known(const std::vector<std::size_t>& positions, const std::vector<std::string>& keys,
                              store::FactsStore& store, store::Parts parts, RunContext& context, Facts& facts) {
  const std::size_t chunks = (positions.size() + k_load_chunk - 1) / k_load_chunk;
  std::mutex mutex;
  std::optional<base::Error> error;
  ELFGATE_TRY(for_each_index(context, chunks, [&](std::size_t chunk) {
    const auto first = chunk * k_load_chunk;
    // equal keys stay in one run: a chunk begins behind the keys of the one before
    const auto boundary = [&](std::size_t at) {
      while (at > 0 && at < positions.size() && keys[positions[at]] == keys[positions[at - 1]]) ++at;
      return std::min(at, positions.size());
    };
    const auto from = boundary(first), to = boundary(std::min(first + k_load_chunk, positions.size()));
    if (from >= to) return;
    auto loaded = load_run(std::span(positions).subspan(from, to - from), keys, store, parts, context, facts);
    if (loaded) return;
    const std::lock_guard lock(mutex);
    error = loaded.error();
  }));
  if (error) return base::Failure(*error);
  return {};
}

base::Result<Facts> gather_facts(const Listed& listed, const RepositoryOptions& options, store::FactsStore& store,
                                 RunContext& context, GatherCounts& counts, const Facts* known) {
  return Gatherer(listed, options, store, context, counts).run(known);
}

}  // namespace elfgate::engine
