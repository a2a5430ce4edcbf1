// Events and rebuild plans between two small inventories.
#include "diff/events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "diff/rebuild.h"

namespace elfgate::diff {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

InventoryPackage package(const std::string& name, const std::string& version, std::vector<LibraryPlace> libraries,
                         std::vector<std::string> needs = {}, const std::string& arch = "x86_64") {
  InventoryPackage out;
  out.arch = arch;
  out.name = out.origin = name;
  out.version = version;
  out.identity = name + version;
  out.libraries = std::move(libraries);
  out.needs = std::move(needs);
  return out;
}

Inventory inventory(std::vector<InventoryPackage> packages, std::vector<std::string> arches = {"x86_64"}) {
  return {std::move(arches), std::move(packages)};
}

std::vector<std::string> lines(const std::vector<Event>& events) {
  std::vector<std::string> out;
  for (const auto& event : events) {
    std::string line = event.kind + " " + event.from + " -> " + event.to + " (" + event.detail + ")";
    for (const auto& consumer : event.consumers) line += " " + consumer.package;
    out.push_back(line);
  }
  return out;
}

TEST(FindEvents, NothingHappenedIsNoEvent) {
  const auto same = inventory({package("z", "1", {{"libz.so.1", "/usr/lib/libz.so.1"}})});
  EXPECT_THAT(find_events(same, same), IsEmpty());
}

TEST(FindEvents, ASonameOfTheSameFamilyTakesThePlaceOfTheOldOne) {
  const auto before =
      inventory({package("z", "1", {{"libz.so.1", "/usr/lib/libz.so.1"}}), package("user", "1", {}, {"libz.so.1"})});
  const auto after =
      inventory({package("z", "2", {{"libz.so.2", "/usr/lib/libz.so.2"}}), package("user", "1", {}, {"libz.so.1"})});
  EXPECT_THAT(lines(find_events(before, after)), ElementsAre("soname-changed libz.so.1 -> libz.so.2 (major) user"));
}

TEST(FindEvents, ASonameWithoutASuccessorIsRemoved) {
  const auto before = inventory({package("z", "1", {{"libz.so.1", "/usr/lib/libz.so.1"}})});
  const auto after = inventory({package("z", "2", {{"libnew.so.1", "/usr/lib/libnew.so.1"}})});
  EXPECT_THAT(lines(find_events(before, after)),
              ElementsAre("soname-added  -> libnew.so.1 ()", "soname-removed libz.so.1 ->  ()"));
}

TEST(FindEvents, ALibraryThatGoesToAnotherPackageOfItsOriginIsSplitOff) {
  auto before = inventory({package("z", "1", {{"libz.so.1", "/usr/lib/libz.so.1"}})});
  auto part = package("z-libs", "1", {{"libz.so.1", "/usr/lib/libz.so.1"}});
  part.origin = "z";
  const auto after = inventory({package("z", "1", {}), part});
  EXPECT_THAT(lines(find_events(before, after)), ElementsAre("library-moved z -> z-libs (split)"));
}

TEST(FindEvents, FromLibToUsrLibIsAChangeOfPrefix) {
  const auto before = inventory({package("z", "1", {{"libz.so.1", "/lib/libz.so.1"}})});
  const auto after = inventory({package("z", "1", {{"libz.so.1", "/usr/lib/libz.so.1"}})});
  EXPECT_THAT(lines(find_events(before, after)), ElementsAre("library-moved /lib/libz.so.1 -> /usr/lib/libz.so.1 (prefix)"));
}

TEST(FindEvents, AFileNamedAfterItsReleaseHasNotMovedInItsDirectory) {
  const auto before = inventory({package("z", "1", {{"libz.so.1", "/usr/lib/libz.so.1.2", false}})});
  const auto after = inventory({package("z", "2", {{"libz.so.1", "/usr/lib/libz.so.1.3", false}})});
  EXPECT_THAT(find_events(before, after), IsEmpty());
}

TEST(FindEvents, APackageThatOneArchitectureLosesIsLostThere) {
  const auto here = package("z", "1", {}), there = package("z", "1", {}, {}, "aarch64");
  const auto before = inventory({here, there}, {"aarch64", "x86_64"}), after = inventory({there}, {"aarch64", "x86_64"});
  EXPECT_THAT(lines(find_events(before, after)), ElementsAre("package-lost 1 ->  (this architecture only)"));
}

TEST(FindEvents, ALostProvideNamesWhoDependsOnIt) {
  auto before_package = package("z", "1", {}), user = package("user", "1", {});
  before_package.provides = {"cmd:z"};
  user.depends = {"cmd:z"};
  EXPECT_THAT(lines(find_events(inventory({before_package, user}), inventory({package("z", "2", {}), user}))),
              ElementsAre("provide-lost cmd:z ->  () user"));
}

TEST(PlanRebuild, WhoIsLinkedWithARebuiltLibraryComesAfterIt) {
  const auto all = inventory({package("a", "1", {{"liba.so.1", "/usr/lib/liba.so.1"}}, {"libold.so.1"}),
                              package("b", "1", {}, {"liba.so.1", "libold.so.1"})});
  EXPECT_THAT(order_in_waves({"a", "b"}, all).waves, ElementsAre(ElementsAre("a"), ElementsAre("b")));
}

TEST(PlanRebuild, TheOrderHoldsThroughAnOriginThatStays) {
  const auto all =
      inventory({package("a", "1", {{"liba.so.1", "/l/liba.so.1"}}),
                 package("middle", "1", {{"libm.so.1", "/l/libm.so.1"}}, {"liba.so.1"}), package("b", "1", {}, {"libm.so.1"})});
  EXPECT_THAT(order_in_waves({"a", "b"}, all).waves, ElementsAre(ElementsAre("a"), ElementsAre("b")));
}

TEST(PlanRebuild, OriginsThatNeedEachOtherAreNamedAsACycle) {
  const auto all = inventory({package("a", "1", {{"liba.so.1", "/l/liba.so.1"}}, {"libb.so.1"}),
                              package("b", "1", {{"libb.so.1", "/l/libb.so.1"}}, {"liba.so.1"})});
  const auto plan = order_in_waves({"a", "b"}, all);
  EXPECT_THAT(plan.waves, ElementsAre(ElementsAre("a", "b")));
  EXPECT_THAT(plan.cycles, ElementsAre(ElementsAre("a", "b")));
}

TEST(FindChanges, AnArchitectureThatWasUpdatedEarlierIsNotLeftOut) {
  const auto before = inventory({package("z", "1", {}, {}, "aarch64"), package("z", "2", {})}, {"aarch64", "x86_64"});
  const auto after = inventory({package("z", "2", {}, {}, "aarch64"), package("z", "2", {})}, {"aarch64", "x86_64"});
  Delta delta;
  find_changes(before, after, delta);
  EXPECT_THAT(delta.changed, ElementsAre("z/aarch64: 1 -> 2"));
  EXPECT_THAT(delta.one_sided, IsEmpty());
}

}  // namespace
}  // namespace elfgate::diff
