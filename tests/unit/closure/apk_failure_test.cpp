// Which of the five classes a failure has, and where it began (S13). Of several errors, apk reports first what the world lacks,
// and then those of the packages in install order.
#include <gtest/gtest.h>

#include "unit/closure/apk_repository.h"

namespace elfgate::closure {
namespace {

TEST(ApkFailure, S13NoSuchPackageNamesTheWay) {
  const ApkRepository repo("app 1; D: lib\n lib 1; D: so:gone");
  EXPECT_EQ(repo.install("app"), "no-such-package: app > lib > so:gone");
  EXPECT_EQ(repo.install("nothing"), "no-such-package: nothing");
}

TEST(ApkFailure, S13AnUnmetVersionBreaks) {
  const ApkRepository repo("app 1; D: lib>2\n lib 1");
  EXPECT_EQ(repo.install("app"), "breaks: app > lib>2 (lib-1)");
}

TEST(ApkFailure, S13AWordThatIsNoDependencyIsUninstallable) {
  EXPECT_EQ(ApkRepository("app 1").install("app>="), "uninstallable: app>=");
  EXPECT_EQ(ApkRepository("app 1").install("app=1bad1"), "uninstallable: app=1bad1");
}

TEST(ApkFailure, S13AVersionThatTheWorldAsksForBreaks) {
  EXPECT_EQ(ApkRepository("lib 1\n app 1; D: lib").install("app lib>1"), "breaks: lib>1 (lib-1)");
}

TEST(ApkFailure, S13TwoDemandsForOnePackageBreak) {
  const ApkRepository repo("one 1; D: lib=1\n two 1; D: lib=2\n lib 1\n lib 2");
  EXPECT_EQ(repo.install("one two").substr(0, 7), "breaks:");
}

TEST(ApkFailure, S13WhatTheWorldLacksIsSaidFirst) {
  const ApkRepository repo("app 1; D: !lib\n lib 1");
  EXPECT_EQ(repo.install("app lib nothing"), "no-such-package: nothing");
}

TEST(ApkFailure, S13TheFirstInInstallOrderIsSaid) {
  // app asks for gone before it asks for deep, and deep is installed before app
  const ApkRepository repo("app 1; D: gone deep\n deep 1; D: v\n y 1; p: v");
  EXPECT_EQ(repo.install("app"), "virtual: app > deep > v (y-1)");
}

TEST(ApkFailure, S13APackageThatCannotBeInstalledIsSaidAfterItsDependencies) {
  const ApkRepository repo("app 1; D: sh; A: aarch64\n box 1; p: sh");
  EXPECT_EQ(repo.install("app"), "uninstallable: app");
  const ApkRepository deeper("app 1; D: lib; A: aarch64\n lib 1; D: sh\n box 1; p: sh");
  EXPECT_EQ(deeper.install("app"), "virtual: app > lib > sh (box-1)");
}

TEST(ApkFailure, S13UninstallableStandsBeforeConflictsOfTheSamePackage) {
  EXPECT_EQ(ApkRepository("x 1; p: x; A: aarch64").install("x"), "uninstallable: x");
}

TEST(ApkFailure, S13ConflictsStandBeforeBreaksOfTheSamePackage) {
  const ApkRepository repo("a 1; p: q=1\n b 1; p: q=1; D: !a");
  EXPECT_EQ(repo.install("a b"), "conflicts: b > q (a-1 b-1)");
}

TEST(ApkFailure, S13TheWayLeadsThroughInstallIf) {
  const ApkRepository repo("app 1; D: foo\n foo 1\n foo-x 1; i: foo; D: lib\n lib 1; D: gone");
  EXPECT_EQ(repo.install("app"), "no-such-package: app > foo > foo-x > lib > gone");
}

TEST(ApkFailure, S13WhatWasSelectedIsToldWithTheFailure) {
  const ApkRepository repo("app 1; D: lib gone\n lib 1");
  const auto closure = repo.closure("app");
  ASSERT_EQ(closure.members.size(), 2U);
  EXPECT_EQ(repo.full_name(closure.members[0].package), "lib-1");
}

// opensmtpd-pam of Alpine 3.16 depends on "opensmtpd=6.8.0p2-r4": not a version, and still the version that opensmtpd has.
TEST(ApkFailure, I8ADependencyOfAnInvalidVersionIsStillFollowed) {
  const ApkRepository repo("pam 1; D: smtpd=6.8.0p2-r4\n smtpd 6.8.0p2-r4; D: sh\n box 1; p: sh");
  EXPECT_EQ(repo.install("pam"), "virtual: pam > smtpd > sh (box-1)");
  EXPECT_EQ(repo.install("pam box"), "uninstallable: pam");
}

TEST(ApkFailure, I8AnInvalidVersionIsTheFaultOfWhoAsksForIt) {
  EXPECT_EQ(ApkRepository("x 1; D: y=6.8.0p2-r4 z\n y 1\n z 1").install("x"), "uninstallable: x");
}

}  // namespace
}  // namespace elfgate::closure
