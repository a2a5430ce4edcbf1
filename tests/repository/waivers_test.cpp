// What `elfgate waivers` says of each waiver, and what a baseline hides from a check.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <elfgate/waivers.hpp>

#include <fstream>

#include "made_repository.h"

namespace elfgate::repository_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class Waivers : public ::testing::Test {
 protected:
  WaiversAnswer ask(const std::string& policy) {
    CheckOptions options;
    options.sources = {made_.path()};
    options.policy_path = (made_.folder() / "policy.yaml").string();
    std::ofstream(options.policy_path) << policy;
    return waivers(options);
  }
  const MadeRepository made_{mixed_scenario()};
};

TEST_F(Waivers, OneInUseNamesWhatItHides) {
  const auto answer =
      ask("waivers:\n  - rule: missing-library\n    package: psql\n    reason: the host has it\n    expires: 2999-01-01\n");
  EXPECT_EQ(answer.status, Status::clean) << answer.error;
  EXPECT_THAT(answer.text, AllOf(HasSubstr("policy.yaml:2  missing-library of psql"), HasSubstr("hides 2 findings"),
                                 HasSubstr("reason the host has it"), HasSubstr("psql-17.2-r0/aarch64"),
                                 HasSubstr("psql-17.2-r0/x86_64"), HasSubstr("1 waiver: 1 in use")));
  EXPECT_THAT(answer.json, AllOf(HasSubstr("\"schema\":\"elfgate-waivers/1\""), HasSubstr("\"state\":\"in use\"")));
}

TEST_F(Waivers, OneThatMatchesNothingIsUnused) {
  const auto answer = ask("waivers:\n  - rule: missing-library\n    package: curl\n    reason: old\n    expires: 2999-01-01\n");
  EXPECT_EQ(answer.status, Status::findings);
  EXPECT_THAT(answer.text, AllOf(HasSubstr("unused: it matches no finding"), HasSubstr("0 in use, 1 unused, 0 expired")));
}

TEST_F(Waivers, OneWhoseDateHasPassedIsExpiredAndHidesNothing) {
  const auto answer = ask("waivers:\n  - rule: missing-library\n    package: psql\n    reason: old\n    expires: 2001-02-03\n");
  EXPECT_EQ(answer.status, Status::findings);
  EXPECT_THAT(answer.text, AllOf(HasSubstr("expired: it expired on 2001-02-03"), HasSubstr("1 expired")));
  EXPECT_THAT(answer.text, ::testing::Not(HasSubstr("psql-17.2-r0/")));
}

TEST_F(Waivers, OneWhoseVersionWasReachedIsExpired) {
  const auto answer =
      ask("waivers:\n  - rule: missing-library\n    package: psql\n    reason: until 17\n    expires: 17.1-r0\n");
  EXPECT_EQ(answer.status, Status::findings);
  EXPECT_THAT(answer.text, HasSubstr("expired: it holds for versions before 17.1-r0, and psql is at 17.2-r0"));
}

TEST_F(Waivers, TheFirstOfTwoThatMatchHides) {
  const std::string one = "  - rule: missing-library\n    package: psql\n    reason: r\n    expires: 2999-01-01\n";
  const auto answer = ask("waivers:\n" + one + one);
  EXPECT_THAT(answer.text,
              AllOf(HasSubstr("hides 2 findings"), HasSubstr("unused: an earlier waiver hides all that it matches")));
}

TEST_F(Waivers, WithoutAPolicyIsWrongUse) {
  CheckOptions options;
  options.sources = {made_.path()};
  EXPECT_EQ(waivers(options).status, Status::failed);
}

TEST(Baseline, OfACheckMakesItsFindingsWaivedAndNewOnesNot) {
  const MadeRepository made(mixed_scenario());
  CheckOptions options;
  options.sources = {made.path()};
  const auto first = check(options);
  ASSERT_EQ(first.status, Status::findings);
  RenderOptions style;
  style.format = "json";
  options.baseline = (made.folder() / "known.json").string();
  std::ofstream(options.baseline) << render(first, style);
  EXPECT_EQ(check(options).status, Status::clean);

  auto worse = mixed_scenario();
  worse += "package late 1-r0\n  program usr/bin/late\n    needed libgone.so.1 libc.so.6\n";
  const MadeRepository changed(worse);
  options.sources = {changed.path()};
  const auto report = check(options);
  EXPECT_EQ(report.status, Status::findings);
  for (const auto& finding : report.findings) EXPECT_EQ(finding.waived.has_value(), finding.package != "late");
}

}  // namespace
}  // namespace elfgate::repository_test
