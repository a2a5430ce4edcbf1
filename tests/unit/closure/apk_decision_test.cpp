// In which order apk decides, and how it compares (S3, S6-S9, S12): where that shows in what is installed.
#include <gtest/gtest.h>

#include "unit/closure/apk_repository.h"

namespace elfgate::closure {
namespace {

TEST(ApkDecision, S3EveryFailedConstraintIsAMisfit) {
  // q is asked for twice by versions; of the two that can never do, the one that fails once is chosen, and reported.
  const ApkRepository repo("a 1; D: q>5\n b 1; D: q>1\n one 1; p: q=2\n two 1; p: q=1");
  EXPECT_EQ(repo.install("a b"), "breaks: a > q>5 (one-1)");
}

TEST(ApkDecision, S4AConstraintAppliesToEveryProviderOfTheName) {
  const ApkRepository repo("lib-new 1; p: so:l=2\n lib-old 1; p: so:l=1\n app 1; D: so:l\n pin 1; D: so:l<2");
  EXPECT_EQ(repo.install("app"), "lib-new-1 app-1");
  EXPECT_EQ(repo.install("app pin"), "lib-old-1 app-1 pin-1");
}

TEST(ApkDecision, S5WhatAllProvidersNeedIsAskedForBeforeOneIsChosen) {
  // Both providers of v need w by name, which selects w as the provider of x (D6) before v is decided.
  const ApkRepository repo("a 1; p: v=1; D: w\n b 1; p: v=1; D: w\n w 1; p: x\n app 1; D: v x");
  EXPECT_EQ(repo.install("app"), "w-1 a-1 app-1");
}

TEST(ApkDecision, S5TheVersionOfACommonDependencyIsNotAppliedBeforeTheChoice) {
  // Only the name of lib is common: lib<2 of the loser binds nobody.
  const ApkRepository repo("a 1; p: v=2; D: lib\n b 1; p: v=1; D: lib<2\n lib 1\n lib 2\n app 1; D: v");
  EXPECT_EQ(repo.install("app"), "lib-2 a-1 app-1");
}

TEST(ApkDecision, S5OneOwnerOfACommonNameIsSparedWhenItIsUnversioned) {
  const ApkRepository repo("x 1; p: v\n x 2; p: v\n y 1; p: v w=9\n z 1; p: w=1\n app 1; D: x w");
  EXPECT_EQ(repo.install("app"), "x-2 y-1 app-1");
}

TEST(ApkDecision, S6WhatIsNearerToTheWorldIsDecidedFirst) {
  // app comes before lib: mid-2, which app chooses, takes lib-1 along; had lib been decided first, it would be lib-2.
  const ApkRepository repo("app 1; D: mid lib\n mid 1\n mid 2; D: lib<2\n lib 1\n lib 2");
  EXPECT_EQ(repo.install("app"), "lib-1 mid-2 app-1");
}

TEST(ApkDecision, S7TheBestIsChosenEvenIfItCannotBeInstalled) {
  const ApkRepository repo("x 1; A: aarch64\n app 1; D: x");
  EXPECT_EQ(repo.install("app"), "uninstallable: app > x");
}

TEST(ApkDecision, S7AChosenPackageOwnsAllItsNames) {
  // v is y's, because x could only be y's; z would have been the better v.
  const ApkRepository repo("y 1; p: v=1 x=1\n z 1; p: v=2\n app 1; D: x v");
  EXPECT_EQ(repo.install("app"), "y-1 app-1");
}

TEST(ApkDecision, S8CommandLineNamesAreDecidedBeforeWhatTheyNeed) {
  const ApkRepository repo("a 1; D: lib\n lib 1\n lib 2\n z 1\n z 2; D: lib<2");
  EXPECT_EQ(repo.install("a z"), "lib-1 a-1 z-2");
}

TEST(ApkDecision, S8ARealNameIsDecidedBeforeOneThatIsOnlyProvided) {
  // Both names have a choice; real is decided first, and its newest gives so:v too.
  const ApkRepository repo("app 1; D: so:v real\n other 1; p: so:v=9\n real 1\n real 2; p: so:v=1");
  EXPECT_EQ(repo.install("app"), "real-2 app-1");
}

TEST(ApkDecision, S9WhatMayBeInstalledStandsBeforeWhatMayNot) {
  const ApkRepository repo("x 2; A: aarch64\n x 1\n app 1; D: x");
  EXPECT_EQ(repo.install("app"), "x-1 app-1");
}

TEST(ApkDecision, S9TheEarlierSourceStandsBeforeTheOrderOfTheIndex) {
  const ApkRepository repo("later 1; p: v=1; L: 1\n earlier 1; p: v=1; L: 0\n app 1; D: v");
  EXPECT_EQ(repo.install("app"), "earlier-1 app-1");
}

TEST(ApkDecision, S9TheEarlierInTheIndexIsKept) {
  const ApkRepository repo("b 1; p: v=1\n a 1; p: v=1\n app 1; D: v");
  EXPECT_EQ(repo.install("app"), "b-1 app-1");
}

TEST(ApkDecision, S12AnItemIsTestedOnlyOnceItsNameIsDecided) {
  // v is y's in the end, without a version, and y-x asks for one.
  const ApkRepository repo("y 1; p: v\n y-x 1; i: v=1\n y-z 1; i: v\n app 1; D: y");
  EXPECT_EQ(repo.install("app"), "y-1 y-z-1 app-1");
}

TEST(ApkDecision, S12OfATriggeredNameOnlyTheTriggeredVersionsCount) {
  const ApkRepository repo("foo 1\n foo-doc 1; i: foo=1\n foo-doc 2; i: foo=2");
  EXPECT_EQ(repo.install("foo"), "foo-1 foo-doc-1");
}

TEST(ApkDecision, S12ANegativeItemDecidesANameThatNobodyAskedFor) {
  const ApkRepository repo("foo 1\n foo-x 1; i: foo !bar\n bar 1\n late 1; D: bar");
  EXPECT_EQ(repo.install("foo"), "foo-1 foo-x-1");
  EXPECT_EQ(repo.install("foo late"), "foo-1 bar-1 late-1");
}

TEST(ApkDecision, S14AnOrderThatDoesNotMatterIsNotSaidToMatter) {
  const ApkRepository repo("a 1; D: lib<2 other\n b 1; D: lib\n other 1; D: lib\n lib 1\n lib 2");
  EXPECT_FALSE(repo.closure("a b").order_dependent);
}

}  // namespace
}  // namespace elfgate::closure
