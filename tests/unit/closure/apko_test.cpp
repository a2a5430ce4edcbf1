// What apko selects where apk selects something else (section 5.6, R1-R8), on small repositories. Each expectation is worked
// out from the rules; several of them are what apko does with the index of Alpine 3.16, made small.
#include <gtest/gtest.h>

#include "closure/apk_item.h"
#include "closure/apko_version.h"
#include "unit/closure/apk_repository.h"

namespace elfgate::closure {
namespace {

std::string apko(const ApkRepository& repo, std::string_view wanted, std::string_view base = "") {
  return repo.text(make_apko_engine(repo.refs(), "x86_64")->install({words_of(base), words_of(wanted), {}}));
}

TEST(Apko, R1TheItemOfTheWorldWithTheFewestCandidatesIsDecidedFirst) {
  // app is the only one of its name; the q it provides rules out lib-2.
  const ApkRepository repo("app 1; p: so:q=1\n lib 2; p: so:q=2\n lib 1");
  EXPECT_EQ(apko(repo, "lib app"), "app-1 lib-1");
}

TEST(Apko, R1AVersionThatTheWorldAsksForRulesOutTheOthers) {
  EXPECT_EQ(apko(ApkRepository("app 1; D: lib\n lib 1\n lib 2"), "app lib<2"), "lib-1 app-1");
}

TEST(Apko, R2TheDependencyWithTheFewestCandidatesIsResolvedFirst) {
  const ApkRepository repo("app 1; D: many one\n many 1\n many 2\n one 1; D: many<2");
  EXPECT_EQ(apko(repo, "app"), "many-1 one-1 app-1");
}

TEST(Apko, R2OfEqualNumbersTheTextDecides) {
  EXPECT_EQ(apko(ApkRepository("app 1; D: c a b\n a 1\n b 1\n c 1"), "app"), "a-1 b-1 c-1 app-1");
}

TEST(Apko, R2NothingIsTakenBack) {
  const ApkRepository repo("app 1; D: a b\n a 1; D: lib\n b 1; D: lib<2\n lib 1; D: c\n lib 2; D: c\n c 1");
  EXPECT_EQ(apko(repo, "app"), "breaks: app > b > lib<2");
  EXPECT_EQ(repo.install("app"), "c-1 lib-1 a-1 b-1 app-1");
}

TEST(Apko, R3APackageThatIsThereIsPreferred) {
  const ApkRepository repo("x 1; D: deep\n deep 1; D: old\n old 1; p: v=1\n new 1; p: v=2\n app 1; D: x v");
  EXPECT_EQ(apko(repo, "app"), "old-1 deep-1 x-1 app-1");
}

// ifupdown-any of Alpine: busybox is there, so its own ifupdown is taken, whatever the priorities.
TEST(Apko, R3AnOriginThatIsThereIsPreferredAtTheSameVersion) {
  const std::string others = "; D: /bin/sh\n base 1; D: layout if-any\n ng 1; p: if-any; k: 900\n";
  const std::string box = "busybox 3; p: /bin/sh\n layout 1";
  EXPECT_EQ(apko(ApkRepository(box + others + "busybox-if 3; p: if-any; k: 100; o: busybox"), "base"),
            "busybox-3 layout-1 busybox-if-3 base-1");
  EXPECT_EQ(apko(ApkRepository(box + others + "busybox-if 2; p: if-any; k: 100; o: busybox"), "base"),
            "busybox-3 layout-1 ng-1 base-1");
}

TEST(Apko, R3TheVersionOfTheRequestedNameStandsBeforeTheOwn) {
  EXPECT_EQ(apko(ApkRepository("a 1; p: v=2\n b 9; p: v=1\n app 1; D: v"), "app"), "a-1 app-1");
}

TEST(Apko, R3AProviderWithoutVersionIsNotWorseForThat) {
  EXPECT_EQ(apko(ApkRepository("a 1; p: v=2\n b 9; p: v\n app 1; D: v"), "app"), "b-9 app-1");
}

TEST(Apko, R3PriorityStandsBeforeTheOwnVersionOfAnotherName) {
  EXPECT_EQ(apko(ApkRepository("a 1; p: v; k: 5\n b 9; p: v\n app 1; D: v"), "app"), "a-1 app-1");
}

TEST(Apko, R3TheHigherOwnVersionWinsAcrossNamesAndSources) {
  const ApkRepository repo("a 1; p: v=1; L: 0\n b 9; p: v=1; L: 1\n app 1; D: v");
  EXPECT_EQ(apko(repo, "app"), "b-9 app-1");
  EXPECT_EQ(repo.install("app"), "a-1 app-1");
}

TEST(Apko, R3TheNameDecidesInTheEnd) {
  EXPECT_EQ(apko(ApkRepository("b 1; p: v\n a 1; p: v\n app 1; D: v"), "app"), "a-1 app-1");
}

TEST(Apko, R3AnyProviderOfAVirtualMayBeChosen) {
  const ApkRepository repo("busybox 1; p: /bin/sh\n app 1; D: /bin/sh");
  EXPECT_EQ(apko(repo, "app"), "busybox-1 app-1");
  EXPECT_EQ(repo.install("app").substr(0, 7), "virtual");
}

TEST(Apko, R4ThePackagesOwnVersionAnswersForANameItGivesWithoutOne) {
  const ApkRepository repo("x 5; p: v\n app 1; D: v>=3");
  EXPECT_EQ(apko(repo, "app"), "x-5 app-1");
  EXPECT_EQ(repo.install("app").substr(0, 7), "virtual");
}

// cairo-dev of Alpine 3.16 asks for pc:freetype2>=9.7.3, and freetype-dev-2.12 provides pc:freetype2=24.3.18.
TEST(Apko, R4WhatASelectedPackageProvidesIsTestedForEquality) {
  const ApkRepository repo("app 1; D: a b\n a 1; D: ft\n b 1; D: pc:ft>=9.7\n ft 2; p: pc:ft=24.3; D: z\n z 1");
  EXPECT_EQ(apko(repo, "app"), "breaks: app > b > pc:ft>=9.7");
  EXPECT_EQ(repo.install("app"), "z-1 ft-2 a-1 b-1 app-1");
}

TEST(Apko, R5InstallIfLooksAtWhatAnItemBringsAndNotAtTheItem) {
  const ApkRepository repo("foo 1; D: bar\n bar 1\n foo-x 1; i: foo\n bar-x 1; i: bar");
  EXPECT_EQ(apko(repo, "foo"), "bar-1 bar-x-1 foo-1");
}

TEST(Apko, R5WhatInstallIfBringsBringsNothing) {
  const ApkRepository repo("foo 1; D: bar\n bar 1\n bar-x 1; i: bar; D: lib\n lib 1");
  EXPECT_EQ(apko(repo, "foo"), "bar-1 bar-x-1 foo-1");
}

TEST(Apko, R5InstallIfKnowsOwnNamesAndExactVersions) {
  const ApkRepository repo(
      "foo 1; D: bar\n bar 2; p: v=1\n exact 1; i: bar=2\n range 1; i: bar>1\n provided 1; i: v\n not 1; i: bar=2 !baz");
  EXPECT_EQ(apko(repo, "foo"), "bar-2 exact-1 foo-1");
}

TEST(Apko, R5WhereSomethingNamesThePackageAloneItsVersionIsNotLookedFor) {
  const ApkRepository repo("foo 1; D: bar\n bar 2\n exact 1; i: bar=2\n alone 1; i: bar");
  EXPECT_EQ(apko(repo, "foo"), "bar-2 alone-1 foo-1");
}

TEST(Apko, R6AConflictRulesOut) {
  EXPECT_EQ(apko(ApkRepository("app 1; D: !old lib\n old 2; p: lib=2\n new 1; p: lib=1"), "app"), "new-1 app-1");
}

TEST(Apko, R6TheArchitectureOfARecordIsNotLookedAt) {
  EXPECT_EQ(apko(ApkRepository("x 1; A: aarch64"), "x"), "x-1");
}

TEST(Apko, R6WhatIsRefusedIsPassedOver) {
  const ApkRepository repo("x 1\n x 2");
  std::vector<char> refused(2, 0);
  refused[model::to_index(repo.id("x-2"))] = 1;
  EXPECT_EQ(repo.text(make_apko_engine(repo.refs(), "x86_64", refused)->install({{}, {"x"}, {}})), "x-1");
}

TEST(Apko, R7WhoIsSelectedHoldsItsNames) {
  const ApkRepository repo("app 1; D: a b\n a 1; p: v=1; D: z\n b 1; D: v>2\n c 1; p: v=3\n z 1");
  EXPECT_EQ(apko(repo, "app"), "breaks: app > b > v>2");
}

TEST(Apko, R7APackageWithoutDependenciesIsNeverSelected) {
  // lib-2 is there, and still nobody sees that b asks for another one: the image is built, and b is broken in it.
  const ApkRepository repo("app 1; D: a b\n a 1; D: lib\n b 1; D: lib<2\n lib 1\n lib 2");
  EXPECT_EQ(apko(repo, "app"), "lib-2 a-1 b-1 app-1");
}

TEST(Apko, D14OnlyAPackageWithDependenciesClashesWithItself) {
  EXPECT_EQ(apko(ApkRepository("x 1; p: x"), "x"), "x-1");
  EXPECT_EQ(apko(ApkRepository("x 1; p: x; D: y\n y 1"), "x"), "conflicts: x (x-1)");
}

TEST(Apko, CyclesEndWhereTheyBegan) {
  EXPECT_EQ(apko(ApkRepository("a 1; D: b\n b 1; D: c\n c 1; D: a"), "a"), "c-1 b-1 a-1");
}

TEST(Apko, TheWayToAFailureIsTold) {
  EXPECT_EQ(apko(ApkRepository("app 1; D: lib\n lib 1; D: gone"), "app"), "no-such-package: app > lib > gone");
}

TEST(ApkoVersion, V8OneSuffixBeforeAndOneAfterTheRelease) {
  EXPECT_TRUE(parse_apko_version("1.0_rc1_p2-r3", "x"));
  EXPECT_FALSE(parse_apko_version("1.0_p1_p2", "x"));
  EXPECT_FALSE(parse_apko_version("1.0_p1_rc2", "x"));
}

TEST(ApkoVersion, V8AHashIsInvalid) {
  EXPECT_FALSE(parse_apko_version("1.0~abcdef", "x"));
}

TEST(ApkoVersion, V8LeadingZerosDoNotCount) {
  EXPECT_EQ(*parse_apko_version("1.01", "x"), *parse_apko_version("1.1", "x"));
}

TEST(ApkoVersion, V8ASonameVersionWithoutRevisionIsReadBehindAZero) {
  EXPECT_LT(*parse_apko_version("1", "so:libx.so.1"), *parse_apko_version("1.2-r0", "so:libx.so.1"));
  EXPECT_EQ(*parse_apko_version("1", "so:libx.so.1"), *parse_apko_version("0.1", "x"));
}

TEST(ApkoVersion, V8FuzzyTogetherWithAnOrderIsAny) {
  EXPECT_TRUE(
      apko_version_matches(*parse_apko_version("1", "x"), k_fuzzy | k_equal | k_greater, *parse_apko_version("9", "x")));
}

TEST(ApkoVersion, FuzzyAsksForTheLeadingNumbersAndForAllThatIsSaidBehindThem) {
  const auto matches = [](const char* version, const char* asked) {
    return apko_version_matches(*parse_apko_version(version, "x"), k_fuzzy | k_equal, *parse_apko_version(asked, "x"));
  };
  EXPECT_TRUE(matches("3.6.9_p1-r2", "3.6"));
  EXPECT_FALSE(matches("3.60", "3.6"));
  EXPECT_FALSE(matches("3.6", "3.6.0"));
  EXPECT_TRUE(matches("3.6_rc1-r2", "3.6"));
  EXPECT_FALSE(matches("3.6", "3.6_rc1"));
  EXPECT_FALSE(matches("3.6-r1", "3.6-r2"));
}

}  // namespace
}  // namespace elfgate::closure
