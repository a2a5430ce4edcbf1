// Dependencies, provides and index oddities of apk (D, I, V rules), on small repositories.
#include <gtest/gtest.h>

#include "unit/closure/apk_repository.h"

namespace elfgate::closure {
namespace {

TEST(ApkDependency, D3APrefixedNameIsOneName) {
  const ApkRepository repo("jdk 1; p: so:openjdk8:libawt.so=0\n other 1; p: so:libawt.so=1\n app 1; D: so:openjdk8:libawt.so");
  EXPECT_EQ(repo.install("app"), "jdk-1 app-1");
}

TEST(ApkDependency, D4OnlyTheVersionOfAProvideCountsWhateverItsOperator) {
  const ApkRepository repo("y 1; p: x>2\n app 1; D: x=2\n no 1; D: x>2");
  EXPECT_EQ(repo.install("app"), "y-1 app-1");
  EXPECT_EQ(repo.install("no"), "breaks: no > x>2 (y-1)");
}

TEST(ApkDependency, D4AProvideWithAVersionIsAsGoodAsAPackage) {
  const ApkRepository repo("y 1; p: x=2\n app 1; D: x>1 x<3");
  EXPECT_EQ(repo.install("app"), "y-1 app-1");
}

TEST(ApkDependency, D5TwoVersionedOwnersOfANameClash) {
  const ApkRepository repo("a 1; p: so:q=1\n b 1; p: so:q=1");
  EXPECT_EQ(repo.install("a b"), "conflicts: b > so:q (a-1 b-1)");
}

TEST(ApkDependency, D5OneVersionedAndOneUnversionedClashToo) {
  const ApkRepository repo("a 1; p: v=1\n b 1; p: v");
  EXPECT_EQ(repo.install("a b").substr(0, 9), "conflicts");
}

TEST(ApkDependency, D5ManyMayOwnANameUnversioned) {
  const ApkRepository repo("a 1; p: v\n b 1; p: v");
  EXPECT_EQ(repo.install("a b"), "a-1 b-1");
}

TEST(ApkDependency, D5TheOwnNameIsAVersionedOwnership) {
  const ApkRepository repo("a 1; p: so:a=1\n b 1; p: a\n app 1; D: so:a b");
  EXPECT_EQ(repo.install("app"), "conflicts: app > b > a (a-1 b-1)");
}

TEST(ApkDependency, D6AVirtualNeedsSomebodyToChoose) {
  const ApkRepository repo("y 1; p: x\n app 1; D: x");
  EXPECT_EQ(repo.install("app"), "virtual: app > x (y-1)");
}

TEST(ApkDependency, D6AProviderWantedByItsOwnNameIsAChoice) {
  const ApkRepository repo("y 1; p: x\n app 1; D: x y");
  EXPECT_EQ(repo.install("app"), "y-1 app-1");
}

TEST(ApkDependency, D6APriorityIsAChoice) {
  const ApkRepository repo("y 1; p: x; k: 5\n z 1; p: x; k: 6\n app 1; D: x");
  EXPECT_EQ(repo.install("app"), "z-1 app-1");
}

TEST(ApkDependency, D7AVirtualIsSatisfiedByWhatIsThereForAnotherReason) {
  const ApkRepository repo("app 1; D: x z\n z 1; D: so:y.so\n y 1; p: x so:y.so=1");
  EXPECT_EQ(repo.install("app"), "y-1 z-1 app-1");
}

TEST(ApkDependency, D8APriorityOfZeroIsNone) {
  const ApkRepository repo("y 1; p: x; k: 0\n app 1; D: x");
  EXPECT_EQ(repo.install("app"), "virtual: app > x (y-1)");
}

TEST(ApkDependency, D9ARealPackageBeatsAnUnversionedProviderOfAnyPriority) {
  const ApkRepository repo("y 1; p: x; k: 100\n x 1\n app 1; D: x");
  EXPECT_EQ(repo.install("app"), "x-1 app-1");
}

TEST(ApkDependency, D10AHigherVersionedProvideBeatsTheRealPackage) {
  const ApkRepository repo("x 1\n y 1; p: x=2\n app 1; D: x");
  EXPECT_EQ(repo.install("app"), "y-1 app-1");
}

TEST(ApkDependency, D11AConflictNeverPullsIn) {
  const ApkRepository repo("a 1; D: !b\n b 1");
  EXPECT_EQ(repo.install("a"), "a-1");
}

TEST(ApkDependency, D11AConflictWithTheClosureBreaksIt) {
  const ApkRepository repo("a 1; D: !b\n b 1");
  EXPECT_EQ(repo.install("a b"), "breaks: a > !b (b-1)");
}

TEST(ApkDependency, D11AConflictMayHoldAVersion) {
  const ApkRepository repo("a 1; D: !b<2\n b 2\n b 1");
  EXPECT_EQ(repo.install("a b"), "a-1 b-2");
}

TEST(ApkDependency, D11APackageDoesNotConflictWithItself) {
  const ApkRepository repo("postfix 1; D: !mta; p: mta\n exim 1; D: !mta; p: mta");
  EXPECT_EQ(repo.install("exim"), "exim-1");
  EXPECT_EQ(repo.install("exim postfix").substr(0, 6), "breaks");
}

TEST(ApkDependency, D14AProvideOfTheOwnNameIsNeverInstallable) {
  EXPECT_EQ(ApkRepository("x 1; p: x").install("x"), "conflicts: x (x-1)");
  EXPECT_EQ(ApkRepository("x 1; p: x=1").install("x"), "conflicts: x (x-1)");
}

TEST(ApkDependency, D14TheSameNameTwiceWithAVersionIsNeverInstallable) {
  EXPECT_EQ(ApkRepository("neon 4604; p: pc:libpq=14.10 pc:libpq=15.5").install("neon"),
            "conflicts: neon > pc:libpq (neon-4604)");
}

TEST(ApkDependency, D14TheSameNameTwiceUnversionedIsFine) {
  EXPECT_EQ(ApkRepository("x 1; p: v v").install("x"), "x-1");
}

TEST(ApkDependency, D16TheOriginHasNoSay) {
  const ApkRepository repo("one 1; p: v=1; o: other\n two 1; p: v=1; o: app\n app 1; D: v; o: app");
  EXPECT_EQ(repo.install("app"), "one-1 app-1");
}

TEST(ApkDependency, V5AnUnversionedProvideSatisfiesOnlyLess) {
  const ApkRepository repo(
      "y 1; p: x; k: 1\n lt 1; D: x<1\n le 1; D: x<=1\n eq 1; D: x=1\n gt 1; D: x>1\n ge 1; D: x>=1\n fz 1; D: x~1");
  EXPECT_EQ(repo.install("lt"), "y-1 lt-1");
  EXPECT_EQ(repo.install("le"), "y-1 le-1");
  for (const auto* name : {"eq", "gt", "ge", "fz"}) EXPECT_EQ(repo.install(name).substr(0, 6), "breaks") << name;
}

TEST(ApkDependency, V6IdentityAsksForTheChecksum) {
  const ApkRepository repo("x 2; C: Q1bbbb\n x 1; C: Q1aaaa");
  EXPECT_EQ(repo.install("x><Q1aaaa"), "x-1");
}

TEST(ApkDependency, V7FuzzyChoosesTheHighestOfTheSeries) {
  const ApkRepository repo("x 3.6.1\n x 3.60\n x 3.6.9\n app 1; D: x~3.6");
  EXPECT_EQ(repo.install("app"), "x-3.6.9 app-1");
}

TEST(ApkIndex, I6AForeignArchitectureIsUninstallable) {
  EXPECT_EQ(ApkRepository("x 1; A: aarch64").install("x"), "uninstallable: x");
  EXPECT_EQ(ApkRepository("x 1; A: noarch").install("x"), "x-1");
}

TEST(ApkIndex, I6ARecordThatSaysSoIsUninstallable) {
  EXPECT_EQ(ApkRepository("x 1; u: unknown field\n app 1; D: x").install("app"), "uninstallable: app > x");
}

TEST(ApkIndex, I8AnInvalidVersionInADependencyMakesUninstallable) {
  EXPECT_EQ(ApkRepository("x 1; D: y=6.8.0p2-r4\n y 1").install("x"), "uninstallable: x");
}

TEST(ApkIndex, I8AnInvalidVersionInAProvideStays) {
  EXPECT_EQ(ApkRepository("x 1; p: so:l.so.0unstable=0unstable\n app 1; D: so:l.so.0unstable").install("app"), "x-1 app-1");
}

TEST(ApkIndex, I8AnInvalidVersionInAnInstallIfDropsIt) {
  EXPECT_EQ(ApkRepository("x 1\n y 1; i: x z=1bad1\n z 1").install("x z"), "x-1 z-1");
}

TEST(ApkIndex, I8ATagInADependencyMakesUninstallable) {
  EXPECT_EQ(ApkRepository("x 1; D: y@edge\n y 1").install("x"), "uninstallable: x");
}

TEST(ApkIndex, D2ATagInTheWorldIsNoPartOfTheName) {
  EXPECT_EQ(ApkRepository("x 1").install("x@edge"), "x-1");
}

TEST(ApkIndex, I9TheHighestVersionIsInstalled) {
  const ApkRepository repo("x 3.0.1\n x 3.4.0\n x 3.1.0");
  EXPECT_EQ(repo.install("x"), "x-3.4.0");
}

TEST(ApkIndex, I10OneIdentityIsOnePackageAndTheFirstRecordCounts) {
  const ApkRepository repo(
      "x 1; C: Q1AAAAAAAAAAAAAAAAAAAAAAAAAAE=; D: a\n x 1; C: Q1AAAAAAAAAAAAAAAAAAAAAAAAAAF=; D: b\n a 1\n b 1");
  EXPECT_EQ(repo.install("x"), "a-1 x-1");
}

TEST(ApkIndex, I10OfTwoWithOneVersionTheFirstInLoadOrderWins) {
  const ApkRepository repo("x 1; C: Q1zzzz; D: a\n x 1; C: Q1aaaa; D: b\n a 1\n b 1");
  EXPECT_EQ(repo.install("x"), "a-1 x-1");
}

TEST(ApkIndex, I11TheEarlierSourceIsLoadedFirst) {
  const ApkRepository repo("two 1; p: v=1; L: 1\n one 1; p: v=1; L: 0\n app 1; D: v");
  EXPECT_EQ(repo.install("app"), "one-1 app-1");
}

TEST(ApkIndex, I14AHigherVersionWinsFromAnySource) {
  const ApkRepository repo("x 1; L: 0\n x 2; L: 1");
  EXPECT_EQ(repo.install("x"), "x-2");
}

TEST(ApkIndex, I14PriorityStandsBeforeTheSource) {
  const ApkRepository repo("one 1; p: v=1; L: 0\n two 1; p: v=1; L: 1; k: 1\n app 1; D: v");
  EXPECT_EQ(repo.install("app"), "two-1 app-1");
}

TEST(ApkIndex, I15BracketsOfAPrintedSliceAreStripped) {
  const ApkRepository repo("foo 1\n docs 1\n foo-doc 1; i: [foo=1 docs]");
  EXPECT_EQ(repo.install("foo docs"), "docs-1 foo-1 foo-doc-1");
}

}  // namespace
}  // namespace elfgate::closure
