// The passes of a warm check, each alone, over one repository whose facts are already in a store:
//   elfgate scan --facts facts.sqlite repo
//   ELFGATE_BENCH_SOURCE=repo ELFGATE_BENCH_FACTS=facts.sqlite check_bench
// `warm_check` is the whole; `load_repository` opens, loads facts, builds the indexes; `build_indexes` and `closures` are
// parts.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <string>

#include "closure/engine.h"
#include "engine/check.h"
#include "engine/repository.h"

namespace elfgate::engine {
namespace {

RepositoryOptions options() {
  RepositoryOptions out;
  if (const char* source = std::getenv("ELFGATE_BENCH_SOURCE")) out.sources = {source};
  if (const char* facts = std::getenv("ELFGATE_BENCH_FACTS")) out.facts_path = facts;
  out.facts_read_only = true;
  return out;
}

bool unusable(benchmark::State& state) {
  if (!options().sources.empty() && !options().facts_path.empty()) return false;
  state.SkipWithError("set ELFGATE_BENCH_SOURCE to a repository and ELFGATE_BENCH_FACTS to its facts store");
  return true;
}

void warm_check(benchmark::State& state) {
  if (unusable(state)) return;
  CheckRequest request;
  request.repository = options();
  for (auto run : state) {
    RunContext context;
    const auto report = run_check(request, context);
    if (!report) return state.SkipWithError(base::to_text(report.error()).c_str());
    state.counters["from_store"] = static_cast<double>(report->summary.packages_from_store);
    state.counters["edges"] = static_cast<double>(report->summary.edges);
  }
}
BENCHMARK(warm_check)->Unit(benchmark::kMillisecond);

void load(benchmark::State& state) {
  if (unusable(state)) return;
  for (auto run : state) {
    RunContext context;
    benchmark::DoNotOptimize(load_repository(options(), context));
  }
}
BENCHMARK(load)->Name("load_repository")->Unit(benchmark::kMillisecond);

void indexes(benchmark::State& state) {
  if (unusable(state)) return;
  for (auto run : state) {
    state.PauseTiming();
    RunContext context;
    Repository repository;
    auto listed = open_repository(options(), context);
    auto store = open_store(options());
    if (!listed || !store) return state.SkipWithError("the source or the store cannot be opened");
    repository.listed = std::move(*listed);
    auto facts = gather_facts(repository.listed, options(), **store, context, repository.counts);
    if (!facts) return state.SkipWithError(base::to_text(facts.error()).c_str());
    state.ResumeTiming();
    benchmark::DoNotOptimize(build_indexes(options(), std::move(*facts), repository, context));
  }
}
BENCHMARK(indexes)->Name("build_indexes")->Unit(benchmark::kMillisecond);

void closures(benchmark::State& state) {
  if (unusable(state)) return;
  RunContext context;
  const auto repository = load_repository(options(), context);
  if (!repository) return state.SkipWithError(base::to_text(repository.error()).c_str());
  std::size_t count = 0;
  for (auto run : state)
    for (const auto& arch : (*repository)->arches)
      for (std::uint32_t p = 0; p < arch->index->packages().size(); ++p, ++count)
        benchmark::DoNotOptimize(arch->closures->install({arch->world.habits->base, {}, {static_cast<model::PackageId>(p)}}));
  state.SetItemsProcessed(static_cast<std::int64_t>(count));
}
BENCHMARK(closures)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace elfgate::engine
