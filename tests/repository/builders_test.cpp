// check --compare-builders: where an image built by apko differs from an installation by apk (section 5.6).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "made_repository.h"

namespace elfgate::repository_test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* k_packages = R"(scenario "apk and apko"
libc wolfi
generate melange

# one comes first in the index; two has the higher version, and no library
package one 1.0-r0
  provides v=1
  library usr/lib/libv.so.1
    needed libc.so.6
package two 9.0-r0
  provides v=1
package app 1.0-r0
  no-depends
  depends v so:libc.so.6 so:%ldso%
  program usr/bin/app
    needed libv.so.1 libc.so.6

# apk never takes a virtual without version and priority
package shell 1.0-r0
  provides virtual-shell
package script 1.0-r0
  depends virtual-shell

# apko passes over the install_if of what is asked for
package tool 1.0-r0
package tool-doc 1.0-r0
  install-if tool
)";

std::vector<Finding> differences(bool compare) {
  const MadeRepository made(k_packages);
  CheckOptions options;
  options.sources = {made.path()};
  options.arches = {"x86_64"};
  options.compare_builders = compare;
  options.only_rules = {"builder-difference"};
  const auto report = check(options);
  EXPECT_NE(report.status, Status::failed) << report.error;
  return report.findings;
}

Finding of(const std::vector<Finding>& findings, const std::string& package) {
  for (const auto& finding : findings)
    if (finding.package == package) return finding;
  return {};
}

TEST(Builders, WithoutTheOptionNothingIsSaid) {
  EXPECT_THAT(differences(false), IsEmpty());
}

TEST(Builders, WhatOnlyOneCanInstallIsAWarning) {
  const auto finding = of(differences(true), "script");
  EXPECT_EQ(finding.severity, Severity::warning);
  EXPECT_EQ(finding.message, "apko installs it, and apk cannot");
  EXPECT_THAT(finding.notes, ElementsAre(AllOf(HasSubstr("apk: virtual"), HasSubstr("virtual-shell"))));
}

TEST(Builders, ALibraryThatOnlyOneFindsIsAWarning) {
  const auto finding = of(differences(true), "app");
  EXPECT_EQ(finding.severity, Severity::warning);
  EXPECT_THAT(finding.notes, Contains("missing only with apko: /usr/bin/app: libv.so.1"));
  EXPECT_THAT(finding.notes, Contains("only apko brings two-9.0-r0"));
}

TEST(Builders, OtherPackagesAloneAreAnInfo) {
  const auto finding = of(differences(true), "tool");
  EXPECT_EQ(finding.severity, Severity::info);
  EXPECT_THAT(finding.notes, ElementsAre("only apk brings tool-doc-1.0-r0"));
}

TEST(Builders, WhatBothInstallAlikeIsNotMentioned) {
  EXPECT_EQ(of(differences(true), "one").rule, "");
}

TEST(Builders, OnlyPackagesOfApkHaveTwoBuilders) {
  CheckOptions options;
  options.sources = {std::string(ELFGATE_SOURCE_DIR) + "/testdata/debian-multiarch.eg"};
  options.compare_builders = true;
  const auto report = check(options);
  EXPECT_EQ(report.status, Status::failed);
  EXPECT_THAT(report.error, HasSubstr("no packages of apk"));
}

}  // namespace
}  // namespace elfgate::repository_test
