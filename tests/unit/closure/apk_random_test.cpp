// Random repositories full of what makes closures hard: several versions and providers of a name, virtuals, priorities,
// conflicts, install_if, two sources. Where the certificate covers a world, the fast engine must say what the exact one says.
// More worlds by hand: ELFGATE_RANDOM_WORLDS=600000 ELFGATE_RANDOM_SEED=7 unit_closure --gtest_filter='ApkRandom*'
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "closure/apk_engine.h"
#include "closure/apk_fast.h"
#include "unit/closure/apk_repository.h"

namespace elfgate::closure {
namespace {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  // Not std::uniform_int_distribution: its numbers differ between libraries.
  int below(int bound) { return static_cast<int>(engine_() % static_cast<std::uint64_t>(bound)); }
  bool chance(int percent) { return below(100) < percent; }

 private:
  std::mt19937_64 engine_;
};

class RandomRepository {
 public:
  explicit RandomRepository(std::uint64_t seed) : dice_(seed), names_(4 + dice_.below(9)), hard_(dice_.below(40)) {
    std::string text;
    for (int name = 0; name < names_; ++name) {
      const int versions = dice_.chance(40) ? 1 : 1 + dice_.below(3);
      for (int version = 1; version <= versions; ++version) text += package(name, version);
    }
    text_ = text;
  }

  const std::string& text() const { return text_; }

  World world(std::uint32_t packages) {
    World world;
    if (dice_.chance(50)) world.base.push_back(own());
    if (dice_.chance(60)) {
      for (int i = 0; i <= dice_.below(2); ++i) world.wanted.push_back(item());
    } else {
      world.packages.push_back(static_cast<model::PackageId>(dice_.below(static_cast<int>(packages))));
    }
    return world;
  }

 private:
  std::string own() { return "p" + std::to_string(dice_.below(names_)); }
  std::string any() { return dice_.chance(50) ? own() : "so:" + std::to_string(dice_.below(names_)); }
  std::string constraint() {
    static constexpr const char* k_operators[] = {"=", "<", ">", ">=", "<=", "~"};
    return k_operators[dice_.below(6)] + std::to_string(1 + dice_.below(3));
  }
  std::string item() { return any() + (dice_.chance(hard_) ? constraint() : ""); }

  std::string package(int name, int version) {
    std::string line = "p" + std::to_string(name) + " " + std::to_string(version);
    line += "; D:";
    for (int i = dice_.below(4); i > 0; --i) line += " " + std::string(dice_.chance(hard_ / 4) ? "!" : "") + item();
    line += "; p:";
    if (dice_.chance(70)) line += " so:" + std::to_string(name) + "=" + std::to_string(version);
    if (dice_.chance(hard_)) line += " " + any() + (dice_.chance(60) ? "=" + std::to_string(1 + dice_.below(3)) : "");
    if (dice_.chance(hard_)) line += " v" + std::to_string(dice_.below(3));
    if (dice_.chance(20)) {
      line += "; i: " + own();
      if (dice_.chance(50)) line += " " + any();
      if (dice_.chance(hard_ / 2)) line += " !" + own();
    }
    if (dice_.chance(hard_)) line += "; k: " + std::to_string(1 + dice_.below(3));
    if (dice_.chance(20)) line += "; L: 1";
    return line + "\n";
  }

  Dice dice_;
  int names_;
  int hard_;  // percent
  std::string text_;
};

struct Count {
  int worlds = 0, certified = 0, excluded = 0;
};

void compare(std::uint64_t seed, Count& count) {
  RandomRepository random(seed);
  const ApkRepository repo(random.text());
  const ApkCatalog catalog(repo.refs(), "x86_64");
  const auto best = best_providers(catalog);
  for (int i = 0; i < 4; ++i) {
    const World world = random.world(static_cast<std::uint32_t>(repo.refs().size()));
    for (const auto mode : {ExactPackages::by_version, ExactPackages::by_force}) {
      const ApkWorld prepared(catalog, world, mode);
      ++count.worlds;
      for (const auto exclusion : {ApkExclusion::none, ApkExclusion::by_constraints}) {
        const auto fast = ApkFast(catalog, best, prepared, exclusion).solve();
        if (!fast) continue;
        ++(exclusion == ApkExclusion::none ? count.certified : count.excluded);
        ASSERT_EQ(repo.text(*fast), repo.text(solve_exactly(catalog, prepared)))
            << "seed " << seed << "\n"
            << random.text() << "base " << (world.base.empty() ? "" : world.base[0]) << " wanted "
            << (world.wanted.empty() ? "" : world.wanted[0]) << (world.wanted.size() > 1 ? " " + world.wanted[1] : "")
            << " package " << (world.packages.empty() ? "" : repo.full_name(world.packages[0]));
      }
    }
  }
}

TEST(ApkRandom, ACertifiedAnswerIsTheExactOne) {
  const char* asked = std::getenv("ELFGATE_RANDOM_WORLDS");
  const int worlds = asked == nullptr ? 1000 : std::atoi(asked);
  const char* first = std::getenv("ELFGATE_RANDOM_SEED");
  Count count;
  // Every seed is one repository; runs of different first seeds share none.
  for (std::uint64_t seed = (first == nullptr ? 0 : std::strtoull(first, nullptr, 10)) << 32U | 1U; count.worlds < worlds;
       ++seed) {
    compare(seed, count);
    if (testing::Test::HasFatalFailure()) return;
  }
  // The certificate must be worth its name: it covers a good part even of such worlds.
  EXPECT_GT(count.certified, count.worlds / 10);
  EXPECT_GT(count.excluded, count.certified);
  RecordProperty("certified", count.certified);
  RecordProperty("certified_with_exclusion", count.excluded);
  if (asked != nullptr)
    std::printf("%d worlds, %d certified, %d with exclusion\n", count.worlds, count.certified, count.excluded);
}

}  // namespace
}  // namespace elfgate::closure
