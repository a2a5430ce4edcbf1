// Says which real dynamic linkers take part on this machine: a skipped test here means that the rules were held against the
// simulation alone.
#include "real_judge.h"

namespace elfgate::rules {
namespace {

void expect_real(const System& system) {
  if (const auto absence = RealJudge::absence(system); !absence.empty()) GTEST_SKIP() << system.real << ": " << absence;
  Root root(system);
  root.program().needs("libx").runpath("/a");
  root.library("/a/libx");
  const auto said = RealJudge::listing(root, system.musl() ? oracle::Mode::list : oracle::Mode::trace);
  ASSERT_TRUE(said.has_value());
  EXPECT_EQ(said->back(), "libx => /a/libx");
}

TEST(RealJudges, glibc_for_x86_64_takes_part) {
  expect_real(debian());
}
TEST(RealJudges, glibc_for_aarch64_takes_part) {
  expect_real(debian_arm64());
}
TEST(RealJudges, musl_for_x86_64_takes_part) {
  expect_real(alpine());
}
TEST(RealJudges, musl_for_aarch64_takes_part) {
  expect_real(alpine_arm64());
}

}  // namespace
}  // namespace elfgate::rules
