#include "store/store.h"

#include <gtest/gtest.h>

#include "sample.h"
#include "store/seal.h"

namespace elfgate::store {
namespace {

TEST(FactsSchema, IsBumpedWithTheGrammar) {
  EXPECT_STREQ(facts_grammar_built(), k_facts_grammar)
      << "facts.fbs changed: bump k_facts_schema in store.h and write the new digest beside it";
}

TEST(FactsKey, IsMadeOfSystemIdentityAndSize) {
  model::PackageRef package;
  package.system = model::PackageSystem::apk;
  package.identity = "Q1pSfbQPvd5m8Up5X5Zqbf2mfmcwI=";
  package.size = 4711;
  EXPECT_EQ(facts_key(package), "apk Q1pSfbQPvd5m8Up5X5Zqbf2mfmcwI= 4711");
  package.system = model::PackageSystem::deb;
  package.identity = "sha256:00ff";
  EXPECT_EQ(facts_key(package), "deb sha256:00ff 4711");
}

TEST(FactsKey, IsEmptyWhereNothingPinsThePackage) {
  model::PackageRef package;
  package.name = "x";
  package.size = 1;
  EXPECT_EQ(facts_key(package), "");
}

TEST(FactsKey, DoesNotDependOnWhereThePackageLies) {
  model::PackageRef here, there;
  here.identity = there.identity = "Q1x=";
  here.location = "/a/x.apk";
  there.location = "/b/x.apk";
  there.layer = there.order = 7;
  EXPECT_EQ(facts_key(here), facts_key(there));
}

TEST(DefaultStorePath, FollowsTheBaseDirectorySpecification) {
  EXPECT_EQ(default_store_path("/c", "/h"), "/c/elfgate/facts.sqlite");
  EXPECT_EQ(default_store_path("", "/h"), "/h/.cache/elfgate/facts.sqlite");
  EXPECT_EQ(default_store_path("relative", "/h"), "/h/.cache/elfgate/facts.sqlite");
  EXPECT_EQ(default_store_path("", ""), "");
}

TEST(Encode, DecodesToTheSameFacts) {
  const auto stored = encode("k", test::full_facts());
  const auto decoded = decode(stored, Parts::all_paths);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(*decoded, test::full_facts());
}

TEST(Encode, LeavesOtherPathsAloneWhenOnlyLinkageIsAsked) {
  auto stored = encode("k", test::full_facts());
  stored.paths.clear();
  const auto decoded = decode(stored, Parts::linkage);
  ASSERT_TRUE(decoded);
  auto expected = test::full_facts();
  expected.other_paths.clear();
  EXPECT_EQ(*decoded, expected);
  EXPECT_FALSE(decode(stored, Parts::all_paths));
}

TEST(Seal, NoticesEverySingleBit) {
  const auto sealed = seal(SealedPart::linkage, "key", "content");
  ASSERT_TRUE(unseal(SealedPart::linkage, "key", sealed));
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    auto bad = sealed;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ 1 << bit % 8);
    EXPECT_FALSE(unseal(SealedPart::linkage, "key", bad)) << bit;
  }
}

TEST(Seal, BelongsToItsKeyAndPart) {
  const auto sealed = seal(SealedPart::linkage, "key", "content");
  const auto other_key = unseal(SealedPart::linkage, "kez", sealed);
  ASSERT_FALSE(other_key);
  EXPECT_EQ(other_key.error().code, base::ErrorCode::mismatch);
  EXPECT_FALSE(unseal(SealedPart::paths, "key", sealed));
}

TEST(Seal, SaysThatAnotherSchemaIsUnsupported) {
  auto sealed = seal(SealedPart::linkage, "key", "content");
  sealed[4] = static_cast<char>(k_facts_schema + 1);
  const auto content = unseal(SealedPart::linkage, "key", sealed);
  ASSERT_FALSE(content);
  EXPECT_EQ(content.error().code, base::ErrorCode::unsupported);
}

TEST(Seal, RefusesAnythingShorterThanItself) {
  const auto sealed = seal(SealedPart::paths, "key", "");
  ASSERT_EQ(sealed.size(), k_seal_bytes);
  for (std::size_t size = 0; size < sealed.size(); ++size)
    EXPECT_FALSE(unseal(SealedPart::paths, "key", sealed.substr(0, size))) << size;
}

}  // namespace
}  // namespace elfgate::store
