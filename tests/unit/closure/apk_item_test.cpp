#include "closure/apk_item.h"

#include <gtest/gtest.h>

namespace elfgate::closure {
namespace {

TEST(ApkItem, D1NameEndsAtTheFirstOperator) {
  const auto item = parse_apk_item("so:libz.so.1>=1.2");
  ASSERT_TRUE(item);
  EXPECT_EQ(item->name, "so:libz.so.1");
  EXPECT_EQ(item->version, "1.2");
  EXPECT_EQ(item->mask, k_greater | k_equal);
  EXPECT_FALSE(item->conflict);
}

TEST(ApkItem, D1ConflictStandsBeforeTheName) {
  const auto item = parse_apk_item("!musl<1");
  ASSERT_TRUE(item);
  EXPECT_TRUE(item->conflict);
  EXPECT_EQ(item->name, "musl");
  EXPECT_EQ(item->mask, k_less);
}

TEST(ApkItem, D1AnOperatorNeedsAVersion) {
  EXPECT_FALSE(parse_apk_item("x>="));
}

TEST(ApkItem, D1ANameIsNeeded) {
  EXPECT_FALSE(parse_apk_item("=1"));
  EXPECT_FALSE(parse_apk_item("!"));
  EXPECT_FALSE(parse_apk_item(""));
}

TEST(ApkItem, D3ColonsArePartOfTheName) {
  EXPECT_EQ(parse_apk_item("so:openjdk8:libawt.so")->name, "so:openjdk8:libawt.so");
}

TEST(ApkItem, V6OperatorCharactersComeInAnyOrder) {
  EXPECT_EQ(parse_apk_item("x=<1")->mask, parse_apk_item("x<=1")->mask);
  EXPECT_EQ(parse_apk_item("x==1")->mask, k_equal);
  EXPECT_EQ(parse_apk_item("x=~1")->mask, parse_apk_item("x~1")->mask);
  EXPECT_EQ(parse_apk_item("x~1")->mask, k_equal | k_fuzzy);
  EXPECT_EQ(parse_apk_item("x>~1")->mask, k_greater | k_equal | k_fuzzy);
}

TEST(ApkItem, V6LessAndGreaterTogetherIsIdentity) {
  EXPECT_TRUE(parse_apk_item("x><Q1abc")->by_identity());
  EXPECT_FALSE(parse_apk_item("x<1")->by_identity());
}

TEST(ApkItem, V6AllThreeIsAny) {
  EXPECT_TRUE(parse_apk_item("x<=>1")->any_version());
  EXPECT_TRUE(parse_apk_item("x")->any_version());
  EXPECT_FALSE(parse_apk_item("x<=1")->any_version());
}

TEST(ApkItem, D2TheTagStandsBeforeTheOperator) {
  EXPECT_EQ(without_tag("x@edge>1").name, "x");
  EXPECT_EQ(without_tag("x@edge>1").rest, ">1");
  EXPECT_EQ(without_tag("x").name, "x");
}

}  // namespace
}  // namespace elfgate::closure
