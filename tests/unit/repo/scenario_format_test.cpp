// A scenario as a repository: generated relations (M1-M8), packed entries (C16), listing and reading through the format.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "repo/format.h"
#include "repo/scenario/scenario.h"
#include "scratch_dir.h"

namespace elfgate::repo {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

scenario::Scenario parsed(const std::string& text) {
  auto scenario = scenario::parse_scenario("arch x86_64\ngenerate melange\n" + text, "x.eg");
  if (!scenario) ADD_FAILURE() << to_text(scenario.error());
  return scenario ? std::move(*scenario) : scenario::Scenario{};
}

model::Relations relations(const std::string& text, std::size_t package = 0) {
  return parsed(text).before.packages.at(package).relations;
}

TEST(ScenarioGenerate, M2ProvidesNameTheSonameAndItsVersion) {
  EXPECT_THAT(relations("package z 1.3-r0\n  library usr/lib/libz.so.1.3\n    soname libz.so.1\n").provides,
              ElementsAre("so-ver:libz.so.1=1.3-r0", "so:libz.so.1=1"));
  EXPECT_THAT(relations("package aws 1-r0\n  library lib/libaws.so.0unstable\n").provides,
              Contains("so:libaws.so.0unstable=0"));
}

TEST(ScenarioGenerate, M2WithoutSonameNothingIsProvided) {
  EXPECT_THAT(relations("package z 1\n  plugin usr/lib/libz.so\n").provides, IsEmpty());
}

TEST(ScenarioGenerate, M2ElsewhereItIsVendored) {
  const auto scenario = parsed("package c 1\n  library usr/lib/chromium/libvulkan.so.1\n");
  EXPECT_THAT(scenario.before.packages[0].relations.provides, IsEmpty());
  EXPECT_THAT(scenario.before.packages[0].vendored, Contains("so:libvulkan.so.1=1"));
}

TEST(ScenarioGenerate, M1AnyPackageOfTheBuildMayNameADirectory) {
  EXPECT_THAT(relations("package m 1\n  library usr/lib/mysql/libm.so.1\npackage m-conf 1\n  origin m\n  file "
                        "etc/ld.so.conf.d/m.conf\n    | /usr/lib/mysql\n")
                  .provides,
              Contains("so:libm.so.1=1"));
}

TEST(ScenarioGenerate, M3InterpreterAndVersionedNeedsBecomeDependencies) {
  EXPECT_THAT(relations("package a 1\n  program usr/bin/a\n    needed libz.so.1 libgallium-24.2.0.so libtbb.so\n").depends,
              ElementsAre("so:ld-linux-x86-64.so.2", "so:libz.so.1"));
}

TEST(ScenarioGenerate, M3MuslInterpreterIsTheLibc) {
  const auto scenario =
      scenario::parse_scenario("arch x86_64\nlibc alpine\npackage a 1\n  generate melange\n  program usr/bin/a\n", "x.eg");
  ASSERT_TRUE(scenario);
  EXPECT_THAT(scenario->before.packages.back().relations.depends, ElementsAre("so:libc.musl-x86_64.so.1"));
}

TEST(ScenarioGenerate, M4OwnAndVendoredNamesAreNoDependencies) {
  EXPECT_THAT(
      relations("package a 1\n  library usr/lib/a/libp.so.1\n  library usr/lib/liba.so.1\n    needed libp.so.1 libz.so.1\n")
          .depends,
      ElementsAre("so:libz.so.1"));
}

TEST(ScenarioGenerate, M5ADevelopmentLinkTiesToItsLibrary) {
  EXPECT_THAT(
      relations(
          "package z 1\n  library usr/lib/libz.so.1\npackage z-dev 1\n  origin z\n  symlink usr/lib/libz.so -> libz.so.1\n", 1)
          .depends,
      ElementsAre("so:libz.so.1"));
}

TEST(ScenarioGenerate, M8CommandsAndShebangs) {
  const auto made = relations(
      "package a 1-r0\n  script usr/bin/a /usr/bin/perl\n  script usr/bin/b /bin/sh\n  script usr/share/c /usr/bin/ruby\n");
  EXPECT_THAT(made.provides, ElementsAre("cmd:a=1-r0", "cmd:b=1-r0"));
  EXPECT_THAT(made.depends, ElementsAre("cmd:perl"));
}

TEST(ScenarioGenerate, M9CanBeSwitchedOff) {
  const auto made = relations("package a 1\n  no-depends\n  no-provides\n  library usr/lib/liba.so.1\n    needed libz.so.1\n");
  EXPECT_THAT(made.provides, IsEmpty());
  EXPECT_THAT(made.depends, IsEmpty());
}

TEST(ScenarioBuild, C16DirectoriesComeBeforeTheirFiles) {
  const auto built = scenario::build(parsed("package a 1\n  file usr/share/a/x\n  dir usr/share\n").before.packages[0]);
  ASSERT_TRUE(built);
  std::vector<std::string> paths;
  for (const auto& entry : built->entries) paths.push_back(entry.entry.path);
  EXPECT_THAT(paths, ElementsAre("/usr", "/usr/share", "/usr/share/a", "/usr/share/a/x"));
}

TEST(ScenarioBuild, EveryChangeOfContentChangesTheDigest) {
  const auto digest = [](const std::string& text) {
    return scenario::build(parsed("package a 1\n" + text).before.packages[0])->digest;
  };
  const auto before = digest("  file x\n    | 1\n");
  EXPECT_EQ(before, digest("  file x\n    | 1\n"));
  for (const auto* other :
       {"  file x\n    | 2\n", "  file y\n    | 1\n", "  file x\n    mode 600\n    | 1\n", "  depends b\n  file x\n    | 1\n"})
    EXPECT_NE(before, digest(other)) << other;
}

/// Collects paths, metadata and scripts.
class Collector final : public EntrySink {
 public:
  base::Result<void> metadata(PackageMetadata given) override {
    meta = std::move(given);
    return {};
  }
  base::Result<void> script(std::string_view name, std::string_view) override {
    scripts.emplace_back(name);
    return {};
  }
  base::Result<void> entry(const PackageEntry& entry, base::ByteSource& content) override {
    paths.push_back(entry.path);
    const auto bytes = base::read_all(content, 1 << 20, "test");
    EXPECT_EQ(bytes.value_or("").size(), entry.size) << entry.path;
    return {};
  }
  void note(model::Problem) override {}

  PackageMetadata meta;
  std::vector<std::string> scripts, paths;
};

class ScenarioFormat : public testing::Test {
 protected:
  std::string file(const std::string& text) {
    const auto path = dir_.path() + "/x.eg";
    std::ofstream(path) << text;
    return path;
  }

  Listing listing(const std::string& source) {
    const auto format = format_of(source);
    if (!format) {
      ADD_FAILURE() << to_text(format.error());
      return {};
    }
    EXPECT_STREQ((*format)->name, "scenario");
    auto opened = (*format)->open(source, {});
    if (!opened) ADD_FAILURE() << to_text(opened.error());
    return opened ? std::move(*opened) : Listing{};
  }

  base::Result<void> read(const model::PackageRef& ref, Collector& into) { return format_named("scenario")->read(ref, into); }

  ScratchDir dir_;
};

TEST_F(ScenarioFormat, ListsAndReadsEveryPackage) {
  const auto list =
      listing(file("libc wolfi\npackage a 1\n  maintainer-script post-install\n    | #!/bin/sh\n  program usr/bin/a\n"));
  EXPECT_EQ(list.profile, "wolfi");
  EXPECT_THAT(list.arches, ElementsAre("aarch64", "x86_64"));
  ASSERT_EQ(list.packages.size(), 8U);
  for (const auto& ref : list.packages) {
    Collector seen;
    const auto result = read(ref, seen);
    EXPECT_TRUE(result) << ref.name;
    EXPECT_EQ(seen.meta.name, ref.name);
    EXPECT_EQ(seen.meta.arch, ref.arch);
    EXPECT_FALSE(seen.paths.empty());
    if (ref.name == "a") {
      EXPECT_THAT(seen.scripts, ElementsAre("post-install"));
    }
  }
}

TEST_F(ScenarioFormat, TheSecondStateHasItsOwnName) {
  const auto path = file("package a 1\nafter\npackage a 2\n");
  EXPECT_EQ(listing(path).packages[0].version, "1");
  const auto after = listing(path + "#after");
  EXPECT_EQ(after.packages[0].version, "2");
  Collector seen;
  EXPECT_TRUE(read(after.packages[0], seen));
  EXPECT_EQ(seen.meta.version, "2");
}

TEST_F(ScenarioFormat, WithoutAfterThereIsNoSecondState) {
  const auto opened = format_named("scenario")->open(file("package a 1\n") + "#after", {});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, base::ErrorCode::usage);
}

TEST_F(ScenarioFormat, AMissingPackageIsListedAndReported) {
  const auto list = listing(file("arch x86_64\npackage a 1\n  missing\n"));
  ASSERT_EQ(list.packages.size(), 1U);
  EXPECT_TRUE(list.packages[0].location.empty());
  ASSERT_EQ(list.problems.size(), 1U);
  EXPECT_EQ(list.problems[0].rule, "missing-package");
}

TEST_F(ScenarioFormat, DamageEndsReading) {
  const auto list = listing(file("arch x86_64\npackage a 1\n  damaged truncated\n  file x\n"));
  Collector seen;
  const auto result = read(list.packages.at(0), seen);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, base::ErrorCode::truncated);
}

TEST_F(ScenarioFormat, AWrongIdentityIsAMismatchBeforeAnythingIsSeen) {
  const auto list = listing(file("arch x86_64\npackage a 1\n  in-index wrong-identity\n  file x\n"));
  Collector seen;
  const auto result = read(list.packages.at(0), seen);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, base::ErrorCode::mismatch);
  EXPECT_THAT(seen.paths, IsEmpty());
}

TEST_F(ScenarioFormat, ContentOfAnEditedScenarioIsNotThePinnedOne) {
  const auto path = file("arch x86_64\npackage a 1\n  file x\n");
  const auto list = listing(path);
  file("arch x86_64\npackage a 1\n  file y\n");
  Collector seen;
  EXPECT_FALSE(read(list.packages.at(0), seen));
}

TEST_F(ScenarioFormat, AnUnlistedPackageIsNotIndexed) {
  const auto list = listing(file("arch x86_64\npackage a 1\n  in-index absent\npackage b 1\n"));
  EXPECT_FALSE(list.packages.at(0).indexed);
  EXPECT_TRUE(list.packages.at(1).indexed);
}

}  // namespace
}  // namespace elfgate::repo
