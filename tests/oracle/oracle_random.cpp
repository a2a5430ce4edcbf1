// Kept and random trees, the real loader against the simulation: oracle_random --loader glibc-x86_64 --seed 1 --count 300
#include <CLI/CLI.hpp>
#include <iostream>

#include "generator.h"
#include "judge.h"
#include "kept_trees.h"
#include "minimise.h"

namespace {

using namespace elfgate::oracle;

constexpr int k_skipped = 77;  // what ctest takes for "not run"

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Random trees under a real dynamic linker, compared with the simulation");
  std::string name = "glibc-x86_64";
  std::uint64_t seed = 1;
  std::uint64_t count = 300;
  std::uint64_t reports = 5;
  bool whole = false;
  app.add_option("--loader", name, "glibc-x86_64, glibc-aarch64, musl-x86_64 or musl-aarch64");
  app.add_option("--seed", seed, "seed of the first tree; each further tree has the next one");
  app.add_option("--count", count, "number of trees");
  app.add_option("--reports", reports, "stop after this many differences");
  app.add_flag("--whole", whole, "print trees as they are, not minimised");
  CLI11_PARSE(app, argc, argv);

  std::string problem;
  auto real = RealLoader::find(name, &problem);
  if (!real) {
    std::cout << "skipped: " << problem << "\n";
    return k_skipped;
  }
  const auto place = private_place();
  if (place.empty()) {
    std::cout << "skipped: a changed root needs root's rights\n";
    return k_skipped;
  }
  real->stock(place + "/store");
  const auto root = place + "/root";
  std::uint64_t different_kept = 0;
  for (const auto& [sentence, tree] : kept_trees(*real)) {
    const auto verdict = judge(tree, *real, root);
    if (verdict.agree && !verdict.skipped) continue;
    ++different_kept;
    std::cout << "kept: " << sentence << ":\n" << to_text(tree) << verdict.report << std::endl;
  }
  std::cout << name << ": seeds " << seed << " to " << seed + count - 1 << std::endl;
  std::uint64_t differences = 0;
  std::uint64_t skipped = 0;
  for (std::uint64_t at = seed; at < seed + count && differences < reports; ++at) {
    const auto tree = generate(at, *real);
    const auto verdict = judge(tree, *real, root);
    skipped += verdict.skipped ? 1 : 0;
    if (verdict.agree) continue;
    ++differences;
    if (whole) {
      std::cout << "seed " << at << ":\n" << to_text(tree) << verdict.report << std::endl;
      continue;
    }
    const auto small = minimise(tree, [&](const Tree& candidate) { return !judge(candidate, *real, root).agree; });
    std::cout << "seed " << at << ":\n" << to_text(small) << judge(small, *real, root).report << std::endl;
  }
  std::cout << name << ": " << count << " trees, " << differences << " differences, " << skipped << " not started" << std::endl;
  return differences + different_kept == 0 ? 0 : 1;
}
