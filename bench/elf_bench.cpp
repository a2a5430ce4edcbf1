// Goal: facts of one ELF file cost little. Both readers get the same bytes: libelf, the reader of every run, and LIEF, the
// second opinion; the ratio of the two rows is the figure. The files are those of a directory, without following links:
//   ELFGATE_BENCH_ELF=/usr/lib/x86_64-linux-gnu elf_bench
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "base/byte_source.h"
#include "elf/reader.h"

namespace elfgate {
namespace {

constexpr std::uint64_t k_largest_file = 64ULL << 20;
constexpr std::size_t k_most_files = 400;

base::Bytes bytes_of(const std::string& content) {
  return base::Bytes(reinterpret_cast<const std::uint8_t*>(content.data()), content.size());
}

const std::vector<std::string>& files() {
  static const std::vector<std::string> loaded = [] {
    std::vector<std::string> paths;
    const char* folder = std::getenv("ELFGATE_BENCH_ELF");
    if (!folder) return paths;
    std::error_code error;
    for (std::filesystem::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
      if (it->is_regular_file() && !it->is_symlink()) paths.push_back(it->path());
    std::sort(paths.begin(), paths.end());
    std::vector<std::string> contents;
    for (const auto& path : paths) {
      auto content = base::read_file(path, k_largest_file, "file to measure with");
      if (content && elf::looks_like_elf(bytes_of(*content)) && contents.size() < k_most_files)
        contents.push_back(std::move(*content));
    }
    return contents;
  }();
  return loaded;
}

void read_with(benchmark::State& state, const elf::Reader& reader) {
  if (files().empty()) {
    state.SkipWithError("set ELFGATE_BENCH_ELF to a directory of ELF files");
    return;
  }
  for (auto run : state)
    for (const auto& content : files()) benchmark::DoNotOptimize(reader.read(bytes_of(content), "file"));
  state.counters["files"] = static_cast<double>(files().size());
}

void libelf(benchmark::State& state) {
  read_with(state, elf::libelf_reader);
}
BENCHMARK(libelf)->Unit(benchmark::kMillisecond);

void lief(benchmark::State& state) {
  read_with(state, elf::lief_reader);
}
BENCHMARK(lief)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace elfgate
