// What a change comes to, worked out from what it reaches, held against judging everybody: two ways to one outcome, over every
// scenario of testdata/ and every package of it that leaves, comes, or makes way for another.
#include "engine/reach.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <numeric>
#include <random>
#include <set>
#include <sstream>

#include "repository/testdata.h"
#include "unit/engine/random_scenario.h"
#include "unit/store/folder.h"

namespace elfgate::engine {
namespace {

// A source of which some packages are there, judged as often as anybody asks.
class Judged {
 public:
  explicit Judged(std::vector<std::string> sources) : store_(store::make_memory_store()) {
    request_.repository.sources = std::move(sources);
    auto opened = open_repository(request_.repository, context_);
    EXPECT_TRUE(opened) << request_.repository.sources.front();
    if (opened) all_ = std::move(*opened);
  }

  std::set<std::string> names() const {
    std::set<std::string> names;
    for (const auto& package : all_.packages) names.insert(package.ref->name);
    return names;
  }

  Listed without(const std::string& name) const {
    auto some = all_;
    std::erase_if(some.packages, [&](const auto& package) { return package.ref->name == name; });
    return some;
  }
  const Listed& all() const { return all_; }

  // All but up to three packages that are no part of the base, each by itself or with the other versions of its name.
  Listed some(std::mt19937& random) const {
    auto some = all_;
    for (auto left = random() % 4; left > 0 && !some.packages.empty(); --left) {
      const auto ref = some.packages[random() % some.packages.size()].ref;
      const bool one = random() % 2 == 0;
      if (ref->name.starts_with('p'))
        std::erase_if(some.packages, [&](const auto& p) { return one ? p.ref == ref : p.ref->name == ref->name; });
    }
    return some;
  }
  CheckRequest& request() { return request_; }

  Repository repository(const Listed& listed) {
    Repository repository;
    repository.listed = listed;
    EXPECT_TRUE(read_habits(request_.repository, repository));
    return repository;
  }

  Audited judge_everybody(Repository& repository, bool keep) {
    const auto facts = gather_facts(repository.listed, request_.repository, *store_, context_, repository.counts);
    EXPECT_TRUE(build_indexes(request_.repository, *facts, repository, context_));
    ExaminationMemories memories(*store_);
    auto audited = audit_repository(repository, request_, memories, context_);
    EXPECT_TRUE(audited);
    if (keep) {
      EXPECT_TRUE(memories.keep());
    }
    return std::move(*audited);
  }

  Reached judge_reached(const Repository& before, const Audited& published, Repository& after) {
    auto reached = outcome_by_reach({before, published.outcome, published.trail}, after, request_, *store_, context_);
    EXPECT_TRUE(reached);
    return std::move(*reached);
  }

 private:
  CheckRequest request_;
  RunContext context_;
  Listed all_;
  std::unique_ptr<store::FactsStore> store_;
};

std::string text_of(const model::AuditOutcome& outcome) {
  std::string text;
  for (const auto& [arch, count] : outcome.packages) text += arch + ": " + std::to_string(count) + "\n";
  for (const auto number : {outcome.elf_files, outcome.programs, outcome.libraries, outcome.edges, outcome.foreign_objects,
                            outcome.closures_failed})
    text += std::to_string(number) + " ";
  text += "\n" + testing::PrintToString(outcome.closures_order_dependent) + "\n";
  for (const auto& f : outcome.findings) {
    text += "  " + std::string(model::name_of(f.severity)) + " " + f.rule + " " + f.arch + " " + f.package + "-" + f.version +
            " of " + f.origin + " " + f.path + " " + f.subject + ": " + f.message + "\n";
    for (const auto* list : {&f.notes, &f.providers, &f.fix, &f.searched, &f.affects.examples})
      for (const auto& line : *list) text += "      " + line + "\n";
    text += "      affects " + std::to_string(f.affects.packages) + " " + std::to_string(f.affects.programs) + "\n";
  }
  return text;
}

// True when the change could be judged by what it reaches; it has to come to what judging everybody comes to then.
bool is_alike(Judged& judged, const Listed& from, const Listed& to, const std::string& what) {
  auto before = judged.repository(from), after = judged.repository(to), whole = judged.repository(to);
  const auto published = judged.judge_everybody(before, true);
  const auto reached = judged.judge_reached(before, published, after);
  EXPECT_FALSE(reached.lacks_records) << what;
  if (!reached.outcome) return false;
  const auto expected = judged.judge_everybody(whole, false);
  EXPECT_EQ(text_of(*reached.outcome), text_of(expected.outcome)) << what;
  EXPECT_TRUE(*reached.outcome == expected.outcome) << what;
  return true;
}

class ReachOfAScenario : public testing::TestWithParam<std::string> {};

TEST_P(ReachOfAScenario, ComesToWhatJudgingEverybodyComesTo) {
  Judged judged({GetParam()});
  std::string last;
  for (const auto& name : judged.names()) {
    const auto some = judged.without(name);
    is_alike(judged, judged.all(), some, name + " leaves");
    is_alike(judged, some, judged.all(), name + " comes");
    if (!last.empty()) is_alike(judged, judged.without(last), some, last + " in the place of " + name);
    last = name;
  }
}

std::string name_of(const testing::TestParamInfo<std::string>& source) {
  auto name = source.param.substr(source.param.rfind('/') + 1);
  std::replace_if(
      name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Reach, ReachOfAScenario, testing::ValuesIn(repository_test::scenario_sources()), name_of);

// One package leaves or comes, and another one is said something else of, although its own installation stays as it is.
struct Hanging {
  const char* name;
  const char* packages;
  const char* leaves;
};

// The library is found only where a package that comes with it tells its directory.
constexpr const char* k_undeclared = R"(
package a 1.0-r0
  no-depends
  depends so:libc.so.6 so:%ldso%
  program usr/bin/a
    needed libz.so.1 libc.so.6
package z 1.0-r0
  depends y
  library opt/z/libz.so.1
    needed libc.so.6
package y 1.0-r0
  file etc/ld.so.conf.d/z.conf
    | /opt/z
)";

constexpr Hanging k_hanging[] = {
    {"a_library_on_the_only_program_that_loads_it", R"(
package host 1.0-r0
  program usr/bin/host
    rpath /opt/x
    needed liba.so.1 libc.so.6
package a 1.0-r0
  no-depends
  depends b so:libc.so.6
  library usr/lib/liba.so.1
    needed libb.so.1 libc.so.6
package b 1.0-r0
  library opt/x/libb.so.1
    needed libc.so.6
)",
     "host"},
    {"an_undeclared_dependency_on_what_comes_with_it", k_undeclared, "y"},
    {"a_program_on_what_comes_with_an_undeclared_dependency", k_undeclared, "a"},
    {"a_foreign_program_on_whoever_has_its_interpreter", R"(
package f 1.0-r0
  no-depends
  program usr/share/f/helper
    interp /system/bin/linker
    needed libc.so.6
package l 1.0-r0
  library opt/l/linker
    needed libc.so.6
)",
     "l"},
    {"a_search_path_on_the_only_one_that_has_the_directory", R"(
package a 1.0-r0
  program usr/bin/a
    runpath /opt/x
    needed libc.so.6
package b 1.0-r0
  library opt/x/libb.so.1
    needed libc.so.6
)",
     "b"},
};

class Hangs : public testing::TestWithParam<Hanging> {};

TEST_P(Hangs, OnAPackageThatLeavesOrComes) {
  const store::test::Folder folder;
  std::ofstream(folder / "a.eg") << "scenario \"a\"\nlibc wolfi\ngenerate melange\n" << GetParam().packages;
  Judged judged({folder / "a.eg"});
  const auto some = judged.without(GetParam().leaves);
  auto whole = judged.repository(judged.all()), part = judged.repository(some);
  const auto with = judged.judge_everybody(whole, false).outcome, without = judged.judge_everybody(part, false).outcome;
  EXPECT_NE(with.findings, without.findings) << "the case is none";
  EXPECT_TRUE(is_alike(judged, judged.all(), some, "leaves"));
  EXPECT_TRUE(is_alike(judged, some, judged.all(), "comes"));
}

INSTANTIATE_TEST_SUITE_P(Reach, Hangs, testing::ValuesIn(k_hanging),
                         [](const auto& hanging) { return std::string(hanging.param.name); });

// Random repositories, random changes: some leave, some come.
TEST(Reach, OfRandomChangesComesToWhatJudgingEverybodyComesTo) {
  const char* seeds = std::getenv("ELFGATE_REACH_SEEDS");  // "first count", for longer runs by hand
  unsigned first = 1, count = 60;
  if (seeds != nullptr) std::istringstream(seeds) >> first >> count;
  std::vector<unsigned> all(count);
  std::iota(all.begin(), all.end(), first);
  all.insert(all.end(), {20451, 21012});  // two sources of one name and version; a superseded version that is tried
  const store::test::Folder folder;
  unsigned told = 0, asked = 0;
  for (const auto seed : all) {
    std::vector<std::string> sources{folder / "a.eg"};
    if (seed % 3 == 0) sources.push_back(folder / "b.eg");
    for (const auto& source : sources)
      std::ofstream(source) << RandomScenario(seed + (source == sources.front() ? 0 : 1'000'000)).text();
    Judged judged(sources);
    std::mt19937 random(seed);
    for (unsigned change = 0; change < 6; ++change, ++asked) {
      const auto from = judged.some(random), to = judged.some(random);
      told += is_alike(judged, from, to, "seed " + std::to_string(seed) + ", change " + std::to_string(change)) ? 1 : 0;
      if (testing::Test::HasFailure()) return;
    }
  }
  EXPECT_GT(told, asked / 2) << "of " << asked;
}

}  // namespace
}  // namespace elfgate::engine
