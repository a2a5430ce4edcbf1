#include <gtest/gtest.h>

#include <array>
#include <string_view>

#include "closure/version.h"

namespace elfgate::closure {
namespace {

struct Pair {
  std::string_view a;
  char relation;
  std::string_view b;
};

void expect_order(const Pair& pair) {
  const auto sign = [](int value) { return value < 0 ? '<' : value > 0 ? '>' : '='; };
  const char reverse = pair.relation == '<' ? '>' : pair.relation == '>' ? '<' : '=';
  EXPECT_EQ(sign(compare_deb_versions(pair.a, pair.b)), pair.relation) << pair.a << " " << pair.b;
  EXPECT_EQ(sign(compare_deb_versions(pair.b, pair.a)), reverse) << pair.b << " " << pair.a;
}

// Asked of `dpkg --compare-versions`.
constexpr std::array<Pair, 28> k_random = {{
    {"9", '<', "1:1deb~ab9"},    {"1", '<', "9+deb"},
    {"910+Zdeb1", '>', "10+"},   {"2", '<', "9b1a~"},
    {"10-~-+", '=', "10-~-+"},   {"1", '<', "2-101"},
    {"2rc", '<', "1:1.10"},      {"9", '<', "09rca"},
    {"00102", '>', "00"},        {"2:10~0.", '>', "9b1a~"},
    {"220Z", '>', "9-91"},       {"3:1debdeb", '>', "0:2"},
    {"9Z", '<', "1:9-0~"},       {"1:9-0~", '>', "0abrc."},
    {"220Z", '<', "3:20100rc."}, {"3:1debdeb", '>', "0:1.aa"},
    {"00", '<', "9b1a~"},        {"9", '>', "2Zrcb"},
    {"1:1deb~ab9", '>', "00"},   {"10", '<', "10-~-+"},
    {"2", '<', "0:9202"},        {"10-~-+", '<', "1:1deb~ab9"},
    {"2adeba", '>', "0abrc."},   {"3:0.~", '>', "2Zrcb"},
    {"3:20100rc.", '>', "2rc"},  {"10", '<', "0:109debdebdeb."},
    {"0:1.aa", '>', "1"},        {"00102", '>', "2+0deb"},
}};

TEST(DebVersion, OrderIsDpkgs) {
  for (const auto& pair : k_random) expect_order(pair);
}

TEST(DebVersion, TildeSortsBeforeTheEnd) {
  expect_order({"1.0~rc1", '<', "1.0"});
  expect_order({"1.0~~", '<', "1.0~"});
  expect_order({"1.0~rc1-1", '<', "1.0-1"});
}

TEST(DebVersion, EpochBeatsEverything) {
  expect_order({"1:0.1", '>', "9.9"});
}

TEST(DebVersion, AbsentEpochAndRevisionAreZero) {
  expect_order({"0:1.0", '=', "1.0"});
  expect_order({"1.0-0", '=', "1.0"});
}

TEST(DebVersion, LettersSortBeforeOtherCharacters) {
  expect_order({"1.0a", '<', "1.0+"});
}

TEST(DebVersion, NumbersAreComparedWithoutLeadingZerosAtAnyLength) {
  expect_order({"1.010", '=', "1.10"});
  expect_order({"1.9", '<', "1.10"});
  expect_order({"1.99999999999999999999998", '<', "1.99999999999999999999999"});
}

TEST(DebVersion, TheLastDashBeginsTheRevision) {
  expect_order({"1-2-3", '<', "1-3-1"});
}

}  // namespace
}  // namespace elfgate::closure
