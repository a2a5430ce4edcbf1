// What apk selects and in which order (S rules), on small repositories.
#include <gtest/gtest.h>

#include "closure/apk_name_order.h"
#include "unit/closure/apk_repository.h"

namespace elfgate::closure {
namespace {

TEST(ApkSolver, S1APackageMayNeedTheBaseSystem) {
  const ApkRepository repo("busybox 1; p: /bin/sh\n app 1; D: /bin/sh");
  EXPECT_EQ(repo.install("app"), "virtual: app > /bin/sh (busybox-1)");
  EXPECT_EQ(repo.install("app", "busybox"), "busybox-1 app-1");
}

TEST(ApkSolver, S1ABaseItemThatNobodyKnowsIsLeftOut) {
  const ApkRepository repo("busybox 1\n app 1");
  EXPECT_EQ(repo.install("app", "alpine-base busybox"), "app-1 busybox-1");
}

TEST(ApkSolver, S1ABaseItemWhoseVersionIsMissingIsAFailure) {
  const ApkRepository repo("busybox 1\n app 1");
  EXPECT_EQ(repo.install("app", "busybox>2").substr(0, 6), "breaks");
}

TEST(ApkSolver, S1WhatIsAskedForReplacesTheBaseItemOfThatName) {
  const ApkRepository repo("busybox 1\n busybox 2");
  EXPECT_EQ(repo.install("busybox=1", "busybox=2"), "busybox-1");
}

TEST(ApkSolver, S2TheWorldIsReadSortedByNameWithoutCase) {
  const ApkRepository repo("c 1\n B 1\n a 1");
  EXPECT_EQ(repo.install("c B a"), "a-1 B-1 c-1");
}

TEST(ApkSolver, S4AConstraintFromElsewhereExcludesTheNewest) {
  const ApkRepository repo("a 1; D: lib\n b 1; D: lib<2\n lib 2\n lib 1");
  EXPECT_EQ(repo.install("a b"), "lib-1 a-1 b-1");
}

TEST(ApkSolver, S5ThereIsNoLookaheadAtTheStart) {
  const ApkRepository repo("x 2; D: missing\n x 1");
  EXPECT_EQ(repo.install("x"), "no-such-package: x > missing");
}

TEST(ApkSolver, S5AVersionWhoseDependencyWasExcludedIsPassedOver) {
  const ApkRepository repo("x 2; D: lib>=2\n x 1\n lib 2\n lib 1");
  EXPECT_EQ(repo.install("x lib<2"), "lib-1 x-1");
}

TEST(ApkSolver, S5TheOnlyProviderBindsBeforeItIsChosen) {
  // "first" sorts before "only"; without S5 (b) it would take lib-2 before the constraint is seen.
  const ApkRepository repo("first 1; D: lib\n only 1; D: deeper\n deeper 1; D: lib=1\n lib 2\n lib 1");
  EXPECT_EQ(repo.install("first only"), "lib-1 first-1 deeper-1 only-1");
}

TEST(ApkSolver, S5OwnersOfACommonNameExcludeTheOthers) {
  // Both versions of x own v, so that y, which owns v too, cannot be what gives w.
  const ApkRepository repo("x 1; p: v=1\n x 2; p: v=2\n y 1; p: v=3 w=9\n z 1; p: w=1\n app 1; D: x w");
  EXPECT_EQ(repo.install("app"), "x-2 z-1 app-1");
}

TEST(ApkSolver, S9TheVersionGivenToTheNameStandsBeforeTheOwn) {
  const ApkRepository repo("y 9; p: v=1\n z 1; p: v=2\n app 1; D: v");
  EXPECT_EQ(repo.install("app"), "z-1 app-1");
}

TEST(ApkSolver, S9TheOwnVersionDoesNotMatterBetweenDifferentNames) {
  const ApkRepository repo("bprov 1; p: so:x=1\n aprov 9; p: so:x=1\n app 1; D: so:x");
  EXPECT_EQ(repo.install("app"), "bprov-1 app-1");
}

TEST(ApkSolver, S9TheOwnVersionMattersInsideOneName) {
  const ApkRepository repo("lib 1; p: so:x=1\n lib 2; p: so:x=1\n app 1; D: so:x");
  EXPECT_EQ(repo.install("app"), "lib-2 app-1");
}

TEST(ApkSolver, S9PriorityDecidesBetweenEqualVersions) {
  const ApkRepository repo("a 1; p: v=1\n b 1; p: v=1; k: 1\n app 1; D: v");
  EXPECT_EQ(repo.install("app"), "b-1 app-1");
}

TEST(ApkSolver, S10TheOrderOfTheIndexDecidesWhereS9IsNoOrder) {
  EXPECT_EQ(ApkRepository("l2 1; p: so:s=3\n l1 1; p: so:s=3\n l1 2; p: so:s=3").install("so:s"), "l2-1");
  EXPECT_EQ(ApkRepository("l1 1; p: so:s=3\n l2 1; p: so:s=3\n l1 2; p: so:s=3").install("so:s"), "l1-2");
}

TEST(ApkSolver, S11DependenciesComeFirst) {
  const ApkRepository repo("app 1; D: b a\n a 1; D: c\n b 1\n c 1");
  EXPECT_EQ(repo.install("app"), "b-1 c-1 a-1 app-1");
}

TEST(ApkSolver, S11CyclesEndWhereTheyBegan) {
  const ApkRepository repo("a 1; D: b\n b 1; D: c\n c 1; D: a");
  EXPECT_EQ(repo.install("a"), "c-1 b-1 a-1");
}

TEST(ApkSolver, S11WhatIsChosenButNotReachedIsNotInstalled) {
  // foo-x is dropped for want of lib>2; lib, asked for by it alone, is not installed.
  const ApkRepository repo("foo 1\n foo-x 1; i: foo; D: lib>2\n lib 1");
  EXPECT_EQ(repo.install("foo"), "foo-1");
}

TEST(ApkSolver, S11EveryMemberSaysWhy) {
  const ApkRepository repo("app 1; D: so:z>=1\n z 1; p: so:z=1\n app-doc 1; i: app");
  const auto closure = repo.closure("app");
  ASSERT_EQ(closure.members.size(), 3U);
  EXPECT_EQ(closure.members[0].why, "so:z>=1 of app");
  EXPECT_EQ(closure.members[1].why, "asked for");
  EXPECT_EQ(closure.members[2].why, "install_if");
}

TEST(ApkInstallIf, D12AddedWhenEveryItemIsThere) {
  const ApkRepository repo("foo 1\n docs 1\n foo-doc 1; i: docs foo=1");
  EXPECT_EQ(repo.install("foo"), "foo-1");
  EXPECT_EQ(repo.install("foo docs"), "docs-1 foo-1 foo-doc-1");
}

TEST(ApkInstallIf, D12OneItemIsEnough) {
  EXPECT_EQ(ApkRepository("foo 1\n foo-x 1; i: foo").install("foo"), "foo-1 foo-x-1");
}

TEST(ApkInstallIf, D12ItemsMatchProvidesAndVersions) {
  const ApkRepository repo("foo 1; p: v=2\n yes 1; i: v>1\n no 1; i: v>2");
  EXPECT_EQ(repo.install("foo"), "foo-1 yes-1");
}

TEST(ApkInstallIf, D12ANegativeItemKeepsItOut) {
  const ApkRepository repo("foo 1\n bar 1\n foo-x 1; i: foo !bar");
  EXPECT_EQ(repo.install("foo"), "foo-1 foo-x-1");
  EXPECT_EQ(repo.install("foo bar"), "bar-1 foo-1");
}

TEST(ApkInstallIf, D12ItsDependenciesComeAlongAndBringMore) {
  const ApkRepository repo("foo 1\n foo-x 1; i: foo; D: lib\n lib 1\n lib-x 1; i: lib");
  EXPECT_EQ(repo.install("foo"), "foo-1 lib-1 lib-x-1 foo-x-1");
}

TEST(ApkInstallIf, D13ADependencyWithoutAnyProviderBreaksEverything) {
  const ApkRepository repo("foo 1\n foo-x 1; i: foo; D: missing");
  EXPECT_EQ(repo.install("foo"), "no-such-package: foo > foo-x > missing");
}

TEST(ApkInstallIf, D13AnUnmetVersionIsSkippedInSilence) {
  const ApkRepository repo("foo 1\n foo-x 1; i: foo; D: lib>2\n lib 1");
  EXPECT_EQ(repo.install("foo"), "foo-1");
}

TEST(ApkInstallIf, D13AConflictWithTheClosureIsAnError) {
  const ApkRepository repo("foo 1; D: bar\n bar 1\n foo-x 1; i: foo; D: !bar");
  EXPECT_EQ(repo.install("foo"), "breaks: foo > foo-x > !bar (bar-1)");
}

// The order in which apk itself installs these subpackages: none of name, index or version.
TEST(ApkInstallIf, S14SeveralComeInTheOrderOfApksWalkOverItsNames) {
  const ApkRepository repo(
      "blkid 2; p: cmd:blkid=2; i: util-linux=2\n hexdump 2; p: cmd:hexdump=2; i: util-linux=2\n"
      "util-linux 2\n runuser 2; p: cmd:runuser=2; i: util-linux=2\n wipefs 2; p: cmd:wipefs=2; i: util-linux=2\n"
      "losetup 2; p: cmd:losetup=2; i: util-linux=2\n mcookie 2; p: cmd:mcookie=2; i: util-linux=2\n"
      "agetty 2; p: cmd:agetty=2; i: util-linux=2");
  EXPECT_EQ(repo.install("util-linux"), "util-linux-2 runuser-2 losetup-2 hexdump-2 blkid-2 mcookie-2 agetty-2 wipefs-2");
}

TEST(ApkNameOrder, S14TheHashIsMurmur3) {
  EXPECT_EQ(murmur3("", 0), 0U);
  EXPECT_EQ(murmur3("", 1), 0x514E28B7U);
  EXPECT_EQ(murmur3("hello", 0), 0x248BFA47U);
  EXPECT_EQ(murmur3("hello, world", 0), 0x149BBB7FU);
  EXPECT_EQ(murmur3("The quick brown fox jumps over the lazy dog", 0x9747B28CU), 0x2FA826CDU);
}

TEST(ApkExactPackage, AnOldVersionGetsItsOwnClosure) {
  const ApkRepository repo("x 1; D: old\n x 2; D: new\n old 1\n new 1");
  EXPECT_EQ(repo.install_package("x-1"), "old-1 x-1");
  EXPECT_EQ(repo.install_package("x-2"), "new-1 x-2");
}

TEST(ApkExactPackage, ItsSubpackagesFollowItsVersion) {
  const ApkRepository repo(
      "x 1\n x 2\n x-libs 1; p: so:x=0\n x-libs 2; p: so:x=0\n x-dev 1; D: x=1 x-libs=1 so:x\n x-dev 2; D: x=2 x-libs=2 so:x");
  EXPECT_EQ(repo.install_package("x-dev-1"), "x-1 x-libs-1 x-dev-1");
}

TEST(ApkExactPackage, IsForcedWhereItsVersionWouldSelectAnother) {
  const ApkRepository repo("y 1; p: x=1\n x 1\n app 1; D: x=1");
  EXPECT_EQ(repo.install("x=1"), "y-1");
  EXPECT_EQ(repo.install_package("x-1"), "x-1");
}

TEST(ApkExactPackage, KeepsItsClosureWithABase) {
  const ApkRepository repo("base 1; D: so:l\n l 1; p: so:l=1\n l 2; p: so:l=2\n x 1; D: l=1");
  EXPECT_EQ(repo.install_package("x-1", "base"), "l-1 base-1 x-1");
}

TEST(ApkProviders, AreListedAsApkWouldTakeThem) {
  const ApkRepository repo("v1 1; p: x\n x 1\n y 1; p: x=3\n x 2\n v2 1; p: x; k: 2");
  EXPECT_EQ(repo.providers("x"), "y-1 x-2 x-1 v2-1 v1-1");
  EXPECT_EQ(repo.providers("unknown"), "");
}

TEST(ApkSolver, X14ALongChainNeedsNoDeepStack) {
  std::string text;
  constexpr int k_length = 20'000;
  for (int i = 0; i < k_length; ++i) text += "p" + std::to_string(i) + " 1; D: p" + std::to_string(i + 1) + "\n";
  const ApkRepository repo(text + "p" + std::to_string(k_length) + " 1");
  EXPECT_EQ(repo.closure("p0").members.size(), std::size_t{k_length} + 1);
}

TEST(FlatEngine, EverythingIsAMember) {
  const ApkRepository repo("a 1\n b 1");
  const auto engine = make_flat_engine(repo.refs(), "x86_64");
  EXPECT_EQ(engine->install({}).members.size(), 2U);
  EXPECT_EQ(engine->providers("b").size(), 1U);
  EXPECT_TRUE(engine->providers("c").empty());
}

}  // namespace
}  // namespace elfgate::closure
