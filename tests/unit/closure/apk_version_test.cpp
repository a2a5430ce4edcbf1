#include "closure/version.h"

#include <gtest/gtest.h>

#include <array>
#include <string_view>

namespace elfgate::closure {
namespace {

struct Pair {
  std::string_view a;
  char relation;
  std::string_view b;
};

int sign(int value) {
  return value < 0 ? -1 : value > 0 ? 1 : 0;
}

void expect_order(const Pair& pair) {
  const int expected = pair.relation == '<' ? -1 : pair.relation == '>' ? 1 : 0;
  EXPECT_EQ(sign(compare_apk_versions(pair.a, pair.b)), expected) << pair.a << " " << pair.relation << " " << pair.b;
  EXPECT_EQ(sign(compare_apk_versions(pair.b, pair.a)), -expected) << pair.b << " against " << pair.a;
}

// The order that apk itself gives for these pairs.
constexpr std::array<Pair, 56> k_order = {{
    {"2.34", '>', "0.1.0_alpha"},
    {"1.0.4-r3", '<', "1.0.4-r4"},
    {"0.1.0_alpha2", '>', "0.1.0_alpha"},
    {"1.1", '>', "1.1_alpha1"},
    {"2.3.0b-r1", '<', "2.3.0b-r2"},
    {"1.0.0", '<', "1.0.1"},
    {"0.12", '<', "0.13_beta1"},
    {"1.2.12.1", '<', "1.2.13"},
    {"3.1_p16", '<', "3.1_p17"},
    {"1.06-r6", '<', "006"},
    {"006", '>', "1.0.0"},
    {"9.3.4", '>', "9.3.2"},
    {"2.59", '<', "20050718-r1"},
    {"2.01.01_alpha10", '>', "0.94"},
    {"1.00_beta2", '>', "0.9.2"},
    {"1.02.07", '<', "1.02.10-r1"},
    {"4.2.52_p2-r1", '<', "4.2.52_p4-r2"},
    {"1.02", '<', "1.03-r1"},
    {"3.0.20060720", '<', "20060720"},
    {"2.5.1-r8", '<', "2.5.1a-r1"},
    {"1.3.5-r10", '>', "1.3.5-r8"},
    {"2.0.0_rc3-r1", '>', "1.5"},
    {"3.9_pre20060124", '>', "0.01"},
    {"0.10.0", '<', "0.10.1_rc1"},
    {"1.1a", '<', "1.3a"},
    {"0.15.1b-r2", '>', "0.15.1b"},
    {"2.1_pre20", '<', "2.1_pre26"},
    {"5.1.1-r1", '<', "5.1.1-r2"},
    {"1.2.07.8", '<', "1.2.12.04"},
    {"1.07-r1", '<', "1.07.5"},
    {"0.59s-r11", '<', "0.65"},
    {"1.60-r11", '<', "1.60-r12"},
    {"4.5_p1-r1", '>', "4.5_p1"},
    {"0.9.8c-r1", '<', "0.9.8d"},
    {"013", '<', "014-r1"},
    {"1.7", '<', "1.7b"},
    {"1.8.5", '<', "1.8.5_p2"},
    {"0.98", '<', "1.00"},
    {"087-r1", '<', "103"},
    {"7.0.17", '<', "7.0.174"},
    {"1.3-r0", '<', "1.3.1-r0"},
    {"1.3_pre1-r1", '<', "1.3.2"},
    {"1.0_p10-r0", '>', "1.0_p9-r0"},
    {"0.1.0_alpha_pre2", '<', "0.1.0_alpha"},
    {"6.0_pre1", '<', "6.0"},
    {"6.0_p1", '>', "6.0"},
    {"8.2.0", '<', "8.2.001"},
    {"8.2.0015", '<', "8.2.002"},
    {"1.0~1234", '<', "1.0~2345"},
    {"1.0~1234-r1", '>', "1.0~1234-r0"},
    {"1.0.0_pre20191002222144-r0", '<', "1.0.0_pre20210530193627-r0"},
    {"23_foo", '>', "4_beta"},
    {"1.0", '<', "1.0.1"},
    {"1.0", '<', "1.0-r0"},
    {"1.0a", '<', "1.0.1"},
    {"1.0-r5", '<', "1.0_p1"},
}};

TEST(ApkVersion, V2V3V4OrderIsApks) {
  for (const auto& pair : k_order) expect_order(pair);
}

TEST(ApkVersion, V3SuffixWordsHaveTheirOrder) {
  constexpr std::array<std::string_view, 10> k_rising = {"1_alpha", "1_beta", "1_pre", "1_rc", "1",
                                                         "1_cvs",   "1_svn",  "1_git", "1_hg", "1_p"};
  for (std::size_t i = 0; i + 1 < k_rising.size(); ++i) expect_order({k_rising[i], '<', k_rising[i + 1]});
}

TEST(ApkVersion, V3LeadingZerosOfTheFirstNumberDoNotCount) {
  expect_order({"01.2", '=', "1.2"});
}

TEST(ApkVersion, V3NumbersWrapAbove64Bits) {
  expect_order({"18446744073709551616", '=', "0"});
}

TEST(ApkVersion, V5TheAbsentVersionIsLessThanEveryValidOne) {
  expect_order({"", '<', "0"});
  expect_order({"", '<', "0_alpha"});
  expect_order({"", '=', ""});
}

TEST(ApkVersion, V7FuzzyComparesByTokens) {
  EXPECT_TRUE(apk_version_matches_prefix("3.6.0", "3.6"));
  EXPECT_TRUE(apk_version_matches_prefix("3.6_pre1", "3.6"));
  EXPECT_TRUE(apk_version_matches_prefix("3.6.9_post1", "3.6"));
  EXPECT_TRUE(apk_version_matches_prefix("3.6.9_p1", "3.6"));
  EXPECT_FALSE(apk_version_matches_prefix("3.6.0", "3.8"));
  EXPECT_FALSE(apk_version_matches_prefix("3.8", "3.8.1"));
  EXPECT_FALSE(apk_version_matches_prefix("3.8.0.1", "3.8.1"));
  EXPECT_FALSE(apk_version_matches_prefix("3.60", "3.6"));
  EXPECT_FALSE(apk_version_matches_prefix("3.6", "3.6.0"));
}

TEST(ApkVersion, V1AcceptsTheGrammar) {
  for (const auto* version :
       {"1.2", "0.1_pre2~1234abcd", "0.1_p1_pre2", "0.1_git20240101_pre1", "1a", "1.0a_p1-r3", "1.2~0f-r0"}) {
    EXPECT_TRUE(is_valid_apk_version(version)) << version;
  }
}

TEST(ApkVersion, V1RefusesEverythingElse) {
  for (const auto* version :
       {"",           "0.1bc", "0.1a1",      "0.1a.1",      "0.1_pre2~",  "0.1_pre2~1234xbcd", "0.1_pre2~12_pre1",
        "0.1_foobar", "0.1-r", "0.1-pre1.1", "0.1-r2_pre1", "0.1-r2-r3",  "0.1-r2.1",          ".1",
        "a",          "_pre1", "-r1",        "0.1_",        "0.1__alpha", "0.1_1_alpha",       "1..2",
        "1.0 "}) {
    EXPECT_FALSE(is_valid_apk_version(version)) << version;
  }
}

TEST(ApkVersion, V9AnInvalidTailStandsWhereItBegins) {
  expect_order({"6.8.0p2-r4", '>', "6.8.0-r9"});
  expect_order({"6.8.0p2-r4", '<', "6.8.1"});
}

}  // namespace
}  // namespace elfgate::closure
