// The grammar of scenarios (docs/formats/scenario.md) and what a person is told who gets it wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "repo/scenario/scenario.h"

namespace elfgate::repo::scenario {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Scenario parsed(std::string_view text) {
  auto scenario = parse_scenario(text, "x.eg");
  if (!scenario) ADD_FAILURE() << to_text(scenario.error());
  return scenario ? std::move(*scenario) : Scenario{};
}

/// "x.eg:LINE: DETAIL" of the error that TEXT gives.
std::string complaint(std::string_view text) {
  const auto scenario = parse_scenario(text, "x.eg");
  if (scenario) return "no error";
  EXPECT_EQ(scenario.error().code, base::ErrorCode::malformed);
  return scenario.error().subject + ": " + scenario.error().detail;
}

const Package& package(const Scenario& scenario, std::string_view name, std::string_view arch = "x86_64", bool after = false) {
  static const Package none;
  for (const auto& package : (after ? *scenario.after : scenario.before).packages)
    if (package.name == name && package.arch == arch) return package;
  ADD_FAILURE() << "no package " << name << "/" << arch;
  return none;
}

const model::ElfFacts& facts(const Package& package) {
  return package.entries.back().elf->facts;
}

TEST(ScenarioParser, EmptyTextIsAnEmptyRepositoryOfBothArchitectures) {
  const auto scenario = parsed("# nothing\n");
  EXPECT_THAT(scenario.arches, ElementsAre("aarch64", "x86_64"));
  EXPECT_THAT(scenario.before.packages, IsEmpty());
}

TEST(ScenarioParser, OneTextGivesAPackagePerArchitecture) {
  const auto scenario = parsed("package zlib 1.3-r0\n  library usr/lib/libz.so.1\n");
  EXPECT_EQ(facts(package(scenario, "zlib", "x86_64")).machine, model::k_em_x86_64);
  EXPECT_EQ(facts(package(scenario, "zlib", "aarch64")).machine, model::k_em_aarch64);
}

TEST(ScenarioParser, AtArchHoldsForALine) {
  const auto scenario = parsed("package a 1\n  program usr/bin/a\n    needed libc.so.6\n    @aarch64 needed libtbb.so\n");
  EXPECT_EQ(facts(package(scenario, "a", "x86_64")).edges.size(), 1U);
  EXPECT_EQ(facts(package(scenario, "a", "aarch64")).edges.size(), 2U);
}

TEST(ScenarioParser, AtArchBeforeAnEntryHoldsForTheLinesBelowIt) {
  const auto scenario = parsed(
      "package a 1\n  library usr/lib/liba.so\n  @aarch64 library usr/lib/libb.so\n    needed libtbb.so\n  dir usr/share\n");
  const auto& x86 = package(scenario, "a", "x86_64");
  ASSERT_EQ(x86.entries.size(), 2U);
  EXPECT_THAT(x86.entries[0].elf->facts.edges, IsEmpty());
  EXPECT_EQ(package(scenario, "a", "aarch64").entries.size(), 3U);
}

TEST(ScenarioParser, ArchRestrictsAPackage) {
  const auto scenario = parsed("package a 1\n  arch aarch64\npackage b 1\n  arch noarch\n");
  ASSERT_EQ(scenario.before.packages.size(), 2U);
  EXPECT_EQ(package(scenario, "a", "aarch64").name, "a");
  EXPECT_EQ(package(scenario, "b", "noarch").name, "b");
}

TEST(ScenarioParser, TokensTakeTheirArchitecture) {
  const auto scenario = parsed("package a 1\n  program usr/lib/%triplet%/a\n    needed %ldso%\n");
  const auto& arm = package(scenario, "a", "aarch64");
  EXPECT_EQ(arm.entries[0].path, "/usr/lib/aarch64-linux-gnu/a");
  EXPECT_EQ(facts(arm).edges[0].name, "ld-linux-aarch64.so.1");
  EXPECT_EQ(facts(arm).interp, "/lib/ld-linux-aarch64.so.1");
}

TEST(ScenarioParser, QuotesHoldBlanksAndEscapes) {
  const auto scenario = parsed("package a 1\n  program \"usr/bin/a b\"\n    runpath \"/x y:\\x41\"\n");
  EXPECT_EQ(package(scenario, "a").entries[0].path, "/usr/bin/a b");
  EXPECT_EQ(facts(package(scenario, "a")).runpath, "/x y:A");
}

TEST(ScenarioParser, ContentKeepsItsCommentsAndIndentation) {
  const auto scenario = parsed(
      "package a 1\n  file etc/x.conf\n    | # first\n    |   second\n    |\n  script usr/bin/s /bin/sh\n    | exit 0\n");
  EXPECT_EQ(package(scenario, "a").entries[0].content, "# first\n  second\n\n");
  EXPECT_EQ(package(scenario, "a").entries[1].content, "#!/bin/sh\nexit 0\n");
}

TEST(ScenarioParser, LibrariesAreCalledAfterTheirFile) {
  const auto scenario = parsed("package a 1\n  library usr/lib/liba.so.1\npackage b 1\n  plugin usr/lib/b.so\n");
  EXPECT_EQ(facts(package(scenario, "a")).soname, "liba.so.1");
  EXPECT_EQ(facts(package(scenario, "b")).soname, std::nullopt);
}

TEST(ScenarioParser, LinksStandBesideTheirFile) {
  const auto scenario = parsed(
      "package z 1\n  library usr/lib/libz.so.1.3\n    soname libz.so.1\n    links libz.so.1 libz.so\n    needed libc.so.6\n");
  const auto& entries = package(scenario, "z").entries;
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[0].path, "/usr/lib/libz.so.1");
  EXPECT_EQ(entries[0].target, "libz.so.1.3");
  EXPECT_EQ(entries[2].elf->facts.edges.size(), 1U) << "lines below go on with the library";
}

TEST(ScenarioParser, RangesOfVersionsAreSpelledOut) {
  const auto scenario = parsed("package a 1\n  library usr/lib/liba.so\n    defines GLIBC_2.17..19 X\n");
  std::vector<std::string> names;
  for (const auto& definition : facts(package(scenario, "a")).defined_versions) names.push_back(definition.name);
  EXPECT_THAT(names, ElementsAre("liba.so", "GLIBC_2.17", "GLIBC_2.18", "GLIBC_2.19", "X"));
}

TEST(ScenarioParser, DebRelationsAreClauses) {
  const auto scenario = parsed("system deb\npackage a 1\n  depends b (>= 1) | c, d:any\n");
  EXPECT_THAT(package(scenario, "a").relations.depends, ElementsAre("b (>= 1) | c", "d:any"));
}

TEST(ScenarioParser, C25PrioritiesHave16Bits) {
  EXPECT_EQ(package(parsed("package a 1\n  provider-priority 65537\n"), "a").relations.provider_priority, 1U);
}

TEST(ScenarioParser, TheIndexMayDiffer) {
  const auto scenario = parsed("package a 1\n  depends b\n  in-index depends c d\n  in-index version 2\n");
  const auto ref = index_record(scenario, package(scenario, "a"));
  EXPECT_THAT(ref.relations.depends, ElementsAre("c", "d"));
  EXPECT_EQ(ref.version, "2");
  EXPECT_THAT(package(scenario, "a").relations.depends, ElementsAre("b"));
}

TEST(ScenarioParser, ExpectationsNamePackageArchitecturePathAndSubject) {
  const auto scenario = parsed(
      "package postgresql-17 17.2-r0\nexpect error missing-library postgresql-17-17.2-r0/aarch64 usr/bin/psql: "
      "libreadline.so.8\n  fix \"so:x\"\n");
  ASSERT_EQ(scenario.before.expectations.size(), 1U);
  const auto& expectation = scenario.before.expectations[0];
  EXPECT_EQ(expectation.severity, model::Severity::error);
  EXPECT_EQ(expectation.rule, "missing-library");
  EXPECT_EQ(expectation.package, "postgresql-17");
  EXPECT_EQ(expectation.version, "17.2-r0");
  EXPECT_EQ(expectation.arch, "aarch64");
  EXPECT_EQ(expectation.path, "/usr/bin/psql");
  EXPECT_EQ(expectation.subject, "libreadline.so.8");
  EXPECT_THAT(expectation.fix, ElementsAre("so:x"));
}

TEST(ScenarioParser, AStarExpectsEveryArchitectureThatHasThePackage) {
  const auto both = parsed("package a 1\nexpect info stale-depend a-1/* so:%ldso%\n");
  ASSERT_EQ(both.before.expectations.size(), 2U);
  EXPECT_EQ(both.before.expectations[0].subject, "so:ld-linux-aarch64.so.1");
  EXPECT_EQ(both.before.expectations[1].subject, "so:ld-linux-x86-64.so.2");
  EXPECT_EQ(both.before.expectations[0].path, "");
  EXPECT_EQ(parsed("package a 1\n  arch x86_64\nexpect info stale-depend a-1/* so:x\n").before.expectations.size(), 1U);
}

TEST(ScenarioParser, AfterReplacesPackagesOfTheSameName) {
  const auto scenario = parsed("package a 1\npackage b 1\nafter\npackage a 2\nwithdraw b\nexpect nothing\n");
  ASSERT_TRUE(scenario.after);
  ASSERT_EQ(scenario.after->packages.size(), 2U) << "one of each architecture";
  EXPECT_EQ(scenario.after->packages[0].version, "2");
  EXPECT_EQ(scenario.before.packages.size(), 4U);
  EXPECT_TRUE(scenario.after->expects_nothing);
}

TEST(ScenarioParser, BesideKeepsTheOldVersion) {
  const auto scenario = parsed("package a 1\nafter\npackage a 2 beside\n");
  EXPECT_EQ(scenario.after->packages.size(), 4U);
}

TEST(ScenarioParser, GateExpectations) {
  const auto scenario = parsed(
      "package z 1\npackage u 1\nafter\npackage z 2\nexpect verdict broken\nexpect new error soname-changed u-1/x86_64 "
      "usr/bin/u: libz.so.1\n"
      "expect event soname-changed z/x86_64 libz.so.1 -> libz.so.2\nexpect rebuild a b | c\n");
  EXPECT_EQ(scenario.gate.verdict, "broken");
  ASSERT_EQ(scenario.gate.appeared.size(), 1U);
  ASSERT_EQ(scenario.gate.events.size(), 1U);
  EXPECT_EQ(scenario.gate.events[0].to, "libz.so.2");
  EXPECT_THAT(scenario.gate.rebuild, ElementsAre(ElementsAre("a", "b"), ElementsAre("c")));
}

TEST(ScenarioParser, EveryBuiltInLibcParses) {
  for (const auto* libc : {"wolfi", "alpine", "debian", "glibc"}) {
    const auto scenario = parsed(std::string("libc ") + libc + "\n");
    EXPECT_FALSE(scenario.before.packages.empty()) << libc;
  }
  EXPECT_EQ(parsed("libc debian\n").system, model::PackageSystem::deb);
  EXPECT_EQ(parsed("libc alpine\n").profile, "alpine");
}

TEST(ScenarioParser, TheVersionOfALibcDecidesWhatItDefines) {
  const auto has = [](std::string_view text, const char* version) {
    const auto scenario = parsed(text);
    for (const auto& entry : package(scenario, "glibc").entries)
      if (entry.path == "/usr/lib/libc.so.6")
        for (const auto& definition : entry.elf->facts.defined_versions)
          if (definition.name == version) return true;
    return false;
  };
  EXPECT_TRUE(has("libc wolfi 2.43\n", "GLIBC_2.43"));
  EXPECT_FALSE(has("libc wolfi 2.43\n", "GLIBC_2.44"));
}

// --- complaints ---

TEST(ScenarioParser, AMisspelledWordGetsASuggestionAndALine) {
  EXPECT_EQ(complaint("package a 1\n  program usr/bin/a\n    neded libz.so.1\n"),
            "x.eg:3: unknown word `neded`; did you mean `needed`?");
  EXPECT_THAT(complaint("libc wolfy\n"), HasSubstr("did you mean `wolfi`?"));
  EXPECT_THAT(complaint("package a 1\nexpct nothing\n"), HasSubstr("x.eg:2: unknown word `expct`; did you mean `expect`?"));
}

TEST(ScenarioParser, WordsInTheWrongPlaceAreNamed) {
  EXPECT_EQ(complaint("package a 1\n  libc wolfi\n"), "x.eg:2: `libc` must stand before the first package");
  EXPECT_THAT(complaint("package a 1\n  needed libz.so.1\n"), HasSubstr("belongs below a program, library or file"));
  EXPECT_THAT(complaint("package a 1\n  file etc/x\n    needed libz.so.1\n"), HasSubstr("`/etc/x` is none"));
  EXPECT_THAT(complaint("package a 1\n  | text\n"), HasSubstr("belong below a file"));
  EXPECT_THAT(complaint("package a 1\nexpect new error x a-1/x86_64 y\n"), HasSubstr("`after` part"));
  EXPECT_THAT(complaint("package a 1\nwithdraw a\n"), HasSubstr("`after` part"));
}

TEST(ScenarioParser, UnknownNamesAreComplainedAbout) {
  EXPECT_THAT(complaint("package zlib 1\nexpect error x zlb-1/x86_64 y\n"), HasSubstr("did you mean `zlib-1`?"));
  EXPECT_THAT(complaint("package a 1\n  arch x86_64\nexpect error x a-1/aarch64 y\n"),
              HasSubstr("`a-1` is not there on `aarch64`"));
  EXPECT_THAT(complaint("package a 1\n  @x86_46 depends b\n"), HasSubstr("did you mean `x86_64`?"));
  EXPECT_THAT(complaint("package a 1\nafter\nwithdraw b\n"), HasSubstr("no package `b` to withdraw"));
}

TEST(ScenarioParser, BrokenLinesAreComplainedAbout) {
  EXPECT_THAT(complaint("scenario \"open\n"), HasSubstr("x.eg:1: a quote is not closed"));
  EXPECT_THAT(complaint("scenario \"\\q\"\n"), HasSubstr("unknown escape"));
  EXPECT_THAT(complaint("package a\n"), HasSubstr("something is missing; write: package NAME VERSION"));
  EXPECT_THAT(complaint("package a 1\n  symlink usr/x usr/y\n"), HasSubstr("symlink PATH -> TARGET"));
  EXPECT_THAT(complaint("package a 1\n  dir ../x\n"), HasSubstr("no place in the path"));
  EXPECT_THAT(complaint(std::string_view("package a 1\n\0", 13)), HasSubstr("x.eg:2"));
  EXPECT_THAT(complaint("package a 1\npackage a 1\n"), HasSubstr("there twice (first at line 1)"));
  EXPECT_THAT(complaint("package a 1\nexpect nothing\nexpect error x a-1/* y\n"), HasSubstr("beside an expectation"));
}

TEST(ScenarioParser, NoPrefixOfAScenarioCrashes) {
  const std::string text =
      "scenario \"t\"\nlibc wolfi\ngenerate melange\npolicy\n  | a: b\npackage a 1\n  @x86_64 depends b\n  program usr/bin/a\n "
      "   mode 4755\n"
      "    dlopen required libx.so feature f\n    patch 4 00ff\n  symlink a -> b\n  hardlink c -> usr/bin/a\nexpect error x "
      "a-1/* p: s\n"
      "  saying \"m\"\nafter\nwithdraw a\n";
  for (std::size_t size = 0; size <= text.size(); ++size) (void)parse_scenario(std::string_view(text).substr(0, size), "x.eg");
}

}  // namespace
}  // namespace elfgate::repo::scenario
