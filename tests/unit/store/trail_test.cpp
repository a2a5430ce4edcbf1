#include "store/trail.h"

#include <gtest/gtest.h>

#include <random>

namespace elfgate::store {
namespace {

using base::as_bytes;
using model::Rows;

Rows rows(std::initializer_list<std::vector<std::uint32_t>> all) {
  Rows out;
  for (const auto& row : all) out.add(row);
  return out;
}

// Two packages and the world; every list has values of its own.
model::ArchTrail two_packages() {
  model::ArchTrail arch;
  arch.arch = "aarch64";
  arch.installations = std::string(model::k_installation_sum, 'a') + std::string(model::k_installation_sum, '\0');
  arch.examinations = std::string(model::k_examination_key, 'b') + std::string(model::k_examination_key, '\0');
  arch.members = rows({{1, 0}, {}});
  arch.words = rows({{7, 4'000'000'000}, {}, {9}});
  arch.existing = rows({{}, {8}, {10}});
  arch.tried = rows({{1}, {}, {0, 1}});
  arch.weighs_on = rows({{}, {0}});
  arch.reached = rows({{0, 5}, {2}});
  arch.programs = rows({{3, 70'000}, {1}});
  return arch;
}

bool is_refused(const model::ArchTrail& arch) {
  const auto decoded = decode_trail(as_bytes(encode_trail({{arch}})));
  return !decoded && decoded.error().code == base::ErrorCode::malformed;
}

TEST(Trail, ReturnsEveryListAsItWas) {
  const model::AuditTrail trail{{two_packages(), two_packages()}};
  const auto decoded = decode_trail(as_bytes(encode_trail(trail)));
  ASSERT_TRUE(decoded) << to_text(decoded.error());
  EXPECT_EQ(*decoded, trail);
}

TEST(Trail, OfNothingIsATrailToo) {
  const auto decoded = decode_trail(as_bytes(encode_trail({})));
  ASSERT_TRUE(decoded);
  EXPECT_TRUE(decoded->arches.empty());
}

TEST(Trail, ThatNamesAPackageBeyondTheLastIsRefused) {
  for (const auto list : {&model::ArchTrail::members, &model::ArchTrail::weighs_on}) {
    auto arch = two_packages();
    arch.*list = rows({{0}, {2}});
    EXPECT_TRUE(is_refused(arch));
  }
  auto arch = two_packages();
  arch.tried = rows({{}, {}, {2}});
  EXPECT_TRUE(is_refused(arch));
}

TEST(Trail, WithoutARowForEachPackageIsRefused) {
  for (const auto list :
       {&model::ArchTrail::members, &model::ArchTrail::words, &model::ArchTrail::existing, &model::ArchTrail::tried,
        &model::ArchTrail::weighs_on, &model::ArchTrail::reached, &model::ArchTrail::programs}) {
    auto arch = two_packages();
    arch.*list = rows({{0}});
    EXPECT_TRUE(is_refused(arch));
  }
}

TEST(Trail, WhoseRowsRunBackwardsOrBeyondTheirEndIsRefused) {
  for (const auto& starts : {std::vector<std::uint32_t>{0, 2, 1}, {0, 1, 9}, {1, 1, 2}}) {
    auto arch = two_packages();
    arch.members = Rows(starts, {1, 0});
    EXPECT_TRUE(is_refused(arch));
  }
}

TEST(Trail, WithHalfASumIsRefused) {
  for (const auto text : {&model::ArchTrail::installations, &model::ArchTrail::examinations}) {
    auto arch = two_packages();
    (arch.*text).pop_back();
    EXPECT_TRUE(is_refused(arch));
  }
}

TEST(Trail, WhoseFilesAndProgramsDoNotFitEachOtherIsRefused) {
  auto arch = two_packages();
  arch.programs = rows({{3}, {1, 2}});
  EXPECT_TRUE(is_refused(arch));
}

TEST(Trail, SurvivesDamageAnywhere) {
  const auto good = encode_trail({{two_packages()}});
  std::mt19937 random(20240607);
  std::size_t refused = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string bad = good;
    for (unsigned i = 0; i <= random() % 4; ++i) bad[random() % bad.size()] = static_cast<char>(random());
    refused += decode_trail(as_bytes(bad)) ? 0 : 1;
  }
  EXPECT_GT(refused, 1000U);
}

}  // namespace
}  // namespace elfgate::store
