#include "diff/findings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace elfgate::diff {
namespace {

using model::Finding;
using model::Severity;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Finding missing(const std::string& version, const std::string& path, const std::string& subject) {
  Finding finding;
  finding.rule = "missing-library";
  finding.arch = "x86_64";
  finding.package = "curl";
  finding.version = version;
  finding.path = path;
  finding.subject = subject;
  return finding;
}

Delta compare(const std::vector<Finding>& before, const std::vector<Finding>& after, const std::vector<Finding>& known = {}) {
  Delta delta;
  compare_findings(before, after, known, delta);
  return delta;
}

TEST(CompareFindings, AnotherVersionOfThePackageIsTheSameWound) {
  const auto delta = compare({missing("1", "/usr/bin/curl", "liba.so.1")}, {missing("2", "/usr/bin/curl", "liba.so.1")});
  EXPECT_THAT(delta.broken, IsEmpty());
  EXPECT_THAT(delta.fixed, IsEmpty());
  EXPECT_THAT(delta.before, SizeIs(1));
}

TEST(CompareFindings, ADirectoryThatCarriesTheVersionIsTheSameWound) {
  const auto delta = compare({missing("1.2", "/usr/lib/curl-1.2.3/x.so", "liba.so.1")},
                             {missing("1.3", "/usr/lib/curl-1.3.0/x.so", "liba.so.1")});
  EXPECT_THAT(delta.broken, IsEmpty());
  EXPECT_THAT(delta.fixed, IsEmpty());
}

TEST(CompareFindings, AnotherLibraryIsANewWoundAndTheOldOneIsFixed) {
  const auto delta = compare({missing("1", "/usr/bin/curl", "liba.so.1")}, {missing("1", "/usr/bin/curl", "libb.so.1")});
  EXPECT_THAT(delta.broken, SizeIs(1));
  EXPECT_THAT(delta.fixed, SizeIs(1));
}

TEST(CompareFindings, AWarningThatBecomesAnErrorIsNewAndNotFixed) {
  auto warning = missing("1", "/usr/bin/curl", "liba.so.1");
  warning.severity = Severity::warning;
  const auto delta = compare({warning}, {missing("1", "/usr/bin/curl", "liba.so.1")});
  EXPECT_THAT(delta.broken, SizeIs(1));
  EXPECT_THAT(delta.fixed, IsEmpty());
}

TEST(CompareFindings, WhatCanNoLongerBeSeenIsNotFixed) {
  auto uninstallable = missing("1", "", "so:libz.so.1");
  uninstallable.rule = "uninstallable-package";
  const auto delta = compare({missing("1", "/usr/bin/curl", "liba.so.1")}, {uninstallable});
  EXPECT_THAT(delta.broken, SizeIs(1));
  EXPECT_THAT(delta.fixed, IsEmpty());
}

TEST(CompareFindings, TwoOfThreeThatWereThereLeaveOneNew) {
  const auto one = missing("1", "/usr/lib/a-1/x.so", "liba.so.1"), two = missing("1", "/usr/lib/a-2/x.so", "liba.so.1"),
             three = missing("1", "/usr/lib/a-3/x.so", "liba.so.1");
  EXPECT_THAT(compare({one, two}, {one, two, three}).broken, SizeIs(1));
}

TEST(CompareFindings, WhatABaselineListsIsKnown) {
  const auto wound = missing("1", "/usr/bin/curl", "liba.so.1");
  const auto delta = compare({}, {wound}, {wound});
  EXPECT_THAT(delta.broken, IsEmpty());
  EXPECT_THAT(delta.before, SizeIs(1));
}

TEST(CompareFindings, WhatDependsOnAnUnreadablePackageIsNotFixed) {
  Delta delta;
  delta.fixed = {missing("1", "/usr/bin/curl", "liba.so.1")};
  InventoryPackage curl, ssl;
  curl.arch = ssl.arch = "x86_64";
  curl.name = "curl";
  curl.depends = {"so:libssl.so.3"};
  ssl.name = "ssl";
  ssl.provides = {"so:libssl.so.3"};
  keep_unseen({{"x86_64"}, {curl, ssl}}, delta);
  EXPECT_THAT(delta.fixed, SizeIs(1));
  ssl.readable = false;
  keep_unseen({{"x86_64"}, {curl, ssl}}, delta);
  EXPECT_THAT(delta.fixed, IsEmpty());
}

}  // namespace
}  // namespace elfgate::diff
