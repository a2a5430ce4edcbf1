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

TEST(FindEvents, EachOfSeveralLikeNamesIsFollowedByItsOwn) {
  const auto before = inventory({package("pcre2", "1", {{"libpcre2-16.so.0", "/l/a"}, {"libpcre2-8.so.0", "/l/b"}})});
  const auto after = inventory({package("pcre2", "2", {{"libpcre2-16.so.1", "/l/a"}, {"libpcre2-8.so.1", "/l/b"}})});
  EXPECT_THAT(lines(find_events(before, after)), ElementsAre("soname-changed libpcre2-16.so.0 -> libpcre2-16.so.1 (major)",
                                                             "soname-changed libpcre2-8.so.0 -> libpcre2-8.so.1 (major)"));
}

TEST(FindEvents, ALetterBehindTheVersionIsAChangeOfSuffix) {
  const auto before = inventory({package("pcre2", "1", {{"libpcre2-8.so.0", "/l/b"}})});
  const auto after = inventory({package("pcre2", "2", {{"libpcre2-8.so.0d", "/l/b"}})});
  EXPECT_THAT(lines(find_events(before, after)), ElementsAre("soname-changed libpcre2-8.so.0 -> libpcre2-8.so.0d (suffix)"));
}

TEST(FindEvents, APrivateCopyOfAnotherSourceIsNotWhereTheLibraryWent) {
  auto owner = package("ssl", "1", {{"libssl.so.3", "/usr/lib/libssl.so.3"}});
  owner.provides = {"so:libssl.so.3"};
  const auto vendor = package("app", "1", {{"libssl.so.3", "/opt/app/libssl.so.3"}}, {"libssl.so.3"});
  const auto user = package("user", "1", {}, {"libssl.so.3"});
  auto fresh = package("ssl", "2", {{"libssl.so.4", "/usr/lib/libssl.so.4"}});
  fresh.provides = {"so:libssl.so.4"};
  EXPECT_THAT(lines(find_events(inventory({vendor, owner, user}), inventory({vendor, fresh, user}))),
              ElementsAre("soname-changed libssl.so.3 -> libssl.so.4 (major) user"));
}

TEST(FindEvents, APackageThatOffersTheSameTakesTheLibraryOver) {
  auto owner = package("libjpeg", "1", {{"libjpeg.so.8", "/usr/lib/libjpeg.so.8"}});
  auto heir = package("libjpeg-turbo", "1", {{"libjpeg.so.8", "/usr/lib/libjpeg.so.8"}});
  owner.provides = heir.provides = {"so:libjpeg.so.8"};
  EXPECT_THAT(lines(find_events(inventory({owner, heir}), inventory({package("libjpeg", "2", {}), heir}))),
              ElementsAre("library-moved libjpeg -> libjpeg-turbo (package)"));
}

TEST(FindEvents, OfAPackageThatCannotBeReadNothingIsSaid) {
  const auto before = inventory({package("z", "1", {{"libz.so.1", "/usr/lib/libz.so.1"}})});
  auto unread = package("z", "2", {});
  unread.readable = false;
  EXPECT_THAT(find_events(before, inventory({unread})), IsEmpty());
  EXPECT_THAT(find_events(inventory({unread}), before), IsEmpty());
}

Delta delta_of(const Inventory& before, const Inventory& after) {
  Delta delta;
  delta.events = find_events(before, after);
  return delta;
}

TEST(PlanRebuild, ANameThatItsSourceReplacedCallsForARebuildAndOneThatIsJustGoneDoesNot) {
  const auto user = package("user", "1", {}, {"libz.so.1"});
  const auto before = inventory({user, package("z", "1", {{"libz.so.1", "/l/z"}})});
  const auto renamed = inventory({user, package("z", "2", {{"libnew.so.1", "/l/n"}})}), emptied = inventory({user});
  EXPECT_THAT(plan_rebuild(before, renamed, delta_of(before, renamed)).waves, ElementsAre(ElementsAre("user")));
  EXPECT_THAT(plan_rebuild(before, renamed, delta_of(before, renamed)).together, ElementsAre(ElementsAre("user", "z")));
  EXPECT_TRUE(plan_rebuild(before, emptied, delta_of(before, emptied)).empty());
}

// libssl changes; a and b are linked with it, b with a as well, c with b alone: c stays, b waits for a.
TEST(PlanRebuild, AHandWorkedExampleOfTwoWaves) {
  const auto a = package("a", "1", {{"liba.so.1", "/l/a"}}, {"libssl.so.3"});
  const auto b = package("b", "1", {{"libb.so.1", "/l/b"}}, {"liba.so.1", "libssl.so.3"});
  const auto c = package("c", "1", {}, {"libb.so.1"});
  const auto before = inventory({a, b, c, package("ssl", "3", {{"libssl.so.3", "/l/s"}})});
  const auto after = inventory({a, b, c, package("ssl", "4", {{"libssl.so.4", "/l/s"}})});
  const auto plan = plan_rebuild(before, after, delta_of(before, after));
  EXPECT_THAT(plan.waves, ElementsAre(ElementsAre("a"), ElementsAre("b")));
  EXPECT_THAT(plan.cycles, IsEmpty());
  EXPECT_THAT(plan.together, ElementsAre(ElementsAre("a", "b", "ssl")));
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
