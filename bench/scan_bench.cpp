// Goal: reading a package costs little more than inflating its bytes. Both sides read the same packages with the same library
// on one thread; the ratio of the two rows is the figure. The packages are named by the environment:
//   ELFGATE_BENCH_PACKAGES=repo/x86_64 scan_bench
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>

#include "archive/gzip_members.h"
#include "base/byte_source.h"
#include "elf/reader.h"
#include "extract/extract.h"
#include "repo/format.h"
#include "store/store.h"

namespace elfgate {
namespace {

struct Corpus {
  const repo::Format* format = nullptr;
  repo::Listing listing;
};

const Corpus& corpus() {
  static const Corpus loaded = [] {
    Corpus out;
    const char* path = std::getenv("ELFGATE_BENCH_PACKAGES");
    if (!path) return out;
    const auto format = repo::format_of(path);
    if (!format) return out;
    auto listing = (*format)->open(path, {});
    if (!listing) return out;
    out.format = *format;
    out.listing = std::move(*listing);
    return out;
  }();
  return loaded;
}

bool unusable(benchmark::State& state) {
  if (corpus().format) return false;
  state.SkipWithError("set ELFGATE_BENCH_PACKAGES to a directory of .apk files");
  return true;
}

void extract_packages(benchmark::State& state) {
  if (unusable(state)) return;
  std::uint64_t files = 0;
  for (auto run : state) {
    for (const auto& package : corpus().listing.packages)
      files += extract::extract_package(*corpus().format, package, {}).files.size();
  }
  state.counters["files"] = static_cast<double>(files);
}
BENCHMARK(extract_packages)->Unit(benchmark::kMillisecond);

// Everything a package file inflates to, thrown away.
std::uint64_t inflate(const std::string& path, std::vector<std::uint8_t>& buffer) {
  auto file = base::FileSource::open(path);
  if (!file) return 0;
  archive::GzipMembers members(*file);
  std::uint64_t bytes = 0;
  for (auto more = members.next(); more && *more; more = members.next())
    for (auto got = members.read(buffer); got && *got > 0; got = members.read(buffer)) bytes += *got;
  return bytes;
}

void inflate_packages(benchmark::State& state) {
  if (unusable(state)) return;
  std::vector<std::uint8_t> buffer(256 * 1024);
  std::uint64_t bytes = 0;
  for (auto run : state) {
    for (const auto& package : corpus().listing.packages) bytes += inflate(package.location, buffer);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}
BENCHMARK(inflate_packages)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace elfgate
