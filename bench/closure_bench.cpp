// Goal: what an install of every package of a distribution brings in, asked one package at a time on one thread, takes less
// than a tenth of a second. Both engines answer the same worlds; the ratio of the rows is what the certificate saves. The
// index is named by the environment, the base world too (blank-separated, default alpine-base):
//   ELFGATE_BENCH_INDEX=x86_64/APKINDEX.tar.gz closure_bench
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <optional>

#include "base/text.h"
#include "closure/apk_best.h"
#include "closure/apk_fast.h"
#include "closure/engine.h"
#include "repo/format.h"

namespace elfgate {
namespace {

std::optional<repo::Listing> load() {
  const char* path = std::getenv("ELFGATE_BENCH_INDEX");
  if (path == nullptr) return std::nullopt;
  const auto format = repo::format_of(path);
  if (!format) return std::nullopt;
  auto listing = (*format)->open(path, {});
  if (!listing || listing->arches.size() != 1) return std::nullopt;
  return std::move(*listing);
}

const std::optional<repo::Listing>& index() {
  static const auto loaded = load();
  return loaded;
}

bool unusable(benchmark::State& state) {
  if (index()) return false;
  state.SkipWithError("set ELFGATE_BENCH_INDEX to an apk index file of one architecture");
  return true;
}

std::vector<closure::World> worlds(bool reasons) {
  const char* asked = std::getenv("ELFGATE_BENCH_BASE");
  std::vector<std::string> base;
  for (const auto word : base::words(asked == nullptr ? "alpine-base" : asked)) base.emplace_back(word);
  std::vector<closure::World> all;
  for (std::uint32_t i = 0; i < index()->packages.size(); ++i) {
    all.push_back({base, {}, {static_cast<model::PackageId>(i)}, reasons});
  }
  return all;
}

// One closure for each package of the index, as a check asks for it, or with the reason for each member.
void install_all(benchmark::State& state, closure::MakeEngine make, bool reasons = false) {
  if (unusable(state)) return;
  const auto engine = make(index()->packages, index()->arches.front());
  const auto asked = worlds(reasons);
  std::size_t failed = 0, members = 0;
  for (auto run : state) {
    failed = members = 0;
    for (const auto& world : asked) {
      const auto closure = engine->install(world);
      failed += closure.ok() ? 0 : 1;
      members += closure.members.size();
    }
  }
  state.counters["closures"] = static_cast<double>(asked.size());
  state.counters["failed"] = static_cast<double>(failed);
  state.counters["members"] = static_cast<double>(members);
}

void fast_closures(benchmark::State& state) {
  install_all(state, closure::make_apk_engine);
}
BENCHMARK(fast_closures)->Unit(benchmark::kMillisecond);

void fast_closures_with_reasons(benchmark::State& state) {
  install_all(state, closure::make_apk_engine, true);
}
BENCHMARK(fast_closures_with_reasons)->Unit(benchmark::kMillisecond);

void exact_closures(benchmark::State& state) {
  install_all(state, closure::make_apk_exact_engine);
}
BENCHMARK(exact_closures)->Unit(benchmark::kMillisecond);

void apko_closures(benchmark::State& state) {
  install_all(state, closure::make_apko_engine);
}
BENCHMARK(apko_closures)->Unit(benchmark::kMillisecond);

// How many of the worlds the certificate covers, and what those alone cost.
void certified_closures(benchmark::State& state) {
  if (unusable(state)) return;
  const closure::ApkCatalog catalog(index()->packages, index()->arches.front());
  const auto best = closure::best_providers(catalog);
  const auto asked = worlds(false);
  std::size_t certified = 0;
  for (auto run : state) {
    certified = 0;
    for (const auto& world : asked) {
      const closure::ApkWorld prepared(catalog, world, closure::ExactPackages::by_version);
      certified += closure::solve_fast(catalog, best, prepared).has_value() ? 1 : 0;
    }
  }
  state.counters["certified"] = static_cast<double>(certified);
}
BENCHMARK(certified_closures)->Unit(benchmark::kMillisecond);

// What has to be done once before the first closure.
void prepare_engine(benchmark::State& state) {
  if (unusable(state)) return;
  for (auto run : state) benchmark::DoNotOptimize(closure::make_apk_engine(index()->packages, index()->arches.front()));
}
BENCHMARK(prepare_engine)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace elfgate
