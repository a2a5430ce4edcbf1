// The gate on changes of one small distribution. What each change must break follows from the scenario by hand: curl's library
// needs ssl and zlib, git needs curl's library, "broken" was broken before and never counts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "elfgate/gate.hpp"

namespace elfgate::gate_test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

constexpr const char* k_base = R"(scenario "a small distribution"
libc wolfi
generate melange

package zlib 1.3-r0
  library usr/lib/libz.so.1.3
    soname libz.so.1
    links libz.so.1
    needed libc.so.6
package ssl 3.0-r0
  library usr/lib/libssl.so.3
    defines SSL_3
    needed libc.so.6
package curl 8.0-r0
  program usr/bin/curl
    needed libcurl.so.4 libc.so.6
  library usr/lib/libcurl.so.4
    needed libssl.so.3 libz.so.1 libc.so.6
    wants libssl.so.3 SSL_3
package git 2.0-r0
  program usr/bin/git
    needed libcurl.so.4 libc.so.6
package private 1.0-r0
  no-depends
  depends so:libc.so.6 so:%ldso%
  program usr/bin/private
    needed libinner.so.1 libc.so.6
  library opt/private/libinner.so.1
    needed libc.so.6
  file etc/ld.so.conf.d/private.conf
    | /opt/private
package broken 1.0-r0
  program usr/bin/broken
    needed libnobody.so.1 libc.so.6
)";

constexpr const char* k_new_ssl = R"(package ssl 4.0-r0
  library usr/lib/libssl.so.4
    defines SSL_3
    needed libc.so.6
)";

constexpr const char* k_rebuilt_curl = R"(package curl 8.0-r1
  program usr/bin/curl
    needed libcurl.so.4 libc.so.6
  library usr/lib/libcurl.so.4
    needed libssl.so.4 libz.so.1 libc.so.6
    wants libssl.so.4 SSL_3
)";

constexpr const char* k_private_without_conf = R"(package private 1.0-r1
  no-depends
  depends so:libc.so.6 so:%ldso%
  program usr/bin/private
    needed libinner.so.1 libc.so.6
  library opt/private/libinner.so.1
    needed libc.so.6
)";

/// "rule package/arch path: subject"
std::string line_of(const Finding& finding) {
  return finding.rule + " " + finding.package + "/" + finding.arch + " " + finding.path + ": " + finding.subject;
}

class Gate : public ::testing::Test {
 protected:
  Gate() {
    std::string pattern = (fs::temp_directory_path() / "elfgate-gate-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    options_.sources = {file("base.eg", k_base)};
    options_.threads = 2;
  }
  ~Gate() override { fs::remove_all(folder_); }

  std::string file(const std::string& name, const std::string& text) const {
    const fs::path path = folder_ / name;
    std::ofstream(path) << text;
    return path.string();
  }

  /// The gate's answer to packages laid over the base.
  GateReport lay_over(const std::string& packages) {
    options_.overlay = {file("overlay.eg", "scenario \"new packages\"\ngenerate melange\n\n" + packages)};
    return judge();
  }
  GateReport judge() {
    GateReport report = gate(options_);
    EXPECT_NE(report.status, Status::failed) << report.error;
    return report;
  }

  fs::path folder_;
  GateOptions options_;
};

std::vector<std::string> broken(const GateReport& report) {
  std::vector<std::string> lines;
  for (const auto& finding : report.broken) lines.push_back(line_of(finding));
  return lines;
}

std::set<std::string> packages_of(const std::vector<Finding>& findings) {
  std::set<std::string> names;
  for (const auto& finding : findings) names.insert(finding.package + "/" + finding.arch);
  return names;
}

json document(const GateReport& report) {
  RenderOptions style;
  style.format = "json";
  return json::parse(render(report, style));
}

/// "kind from -> to (detail)" of the events of ARCH.
std::vector<std::string> events(const GateReport& report, const std::string& arch) {
  std::vector<std::string> lines;
  const auto text = [](const json& value) { return value.is_null() ? std::string() : value.get<std::string>(); };
  const auto whole = document(report);
  for (const auto& event : whole.at("events"))
    if (event.at("arch") == arch)
      lines.push_back(event.at("kind").get<std::string>() + " " + text(event.at("from")) + " -> " + text(event.at("to")) +
                      " (" + event.value("detail", "") + ")");
  return lines;
}

TEST_F(Gate, ARebuildThatChangesNothingIsOkAlthoughThereAreOldWounds) {
  const auto report = lay_over(
      "package zlib 1.3-r1\n  library usr/lib/libz.so.1.3\n    soname libz.so.1\n    links libz.so.1\n    needed libc.so.6\n");
  EXPECT_EQ(report.status, Status::clean);
  EXPECT_THAT(broken(report), IsEmpty());
  EXPECT_GE(report.known, 2U);  // at least libnobody.so.1 on both architectures
  EXPECT_EQ(document(report).at("verdict"), "ok");
  EXPECT_THAT(document(report).at("events"), IsEmpty());
}

TEST_F(Gate, ASonameBumpWithoutRebuildsBreaksExactlyWhoAsksForIt) {
  const auto report = lay_over(k_new_ssl);
  EXPECT_EQ(report.status, Status::findings);
  EXPECT_THAT(broken(report), UnorderedElementsAre("soname-changed curl/aarch64 /usr/lib/libcurl.so.4: libssl.so.3",
                                                   "soname-changed curl/x86_64 /usr/lib/libcurl.so.4: libssl.so.3",
                                                   "uninstallable-package curl/aarch64 : so:libssl.so.3",
                                                   "uninstallable-package curl/x86_64 : so:libssl.so.3",
                                                   "uninstallable-package git/aarch64 : so:libssl.so.3",
                                                   "uninstallable-package git/x86_64 : so:libssl.so.3"));
  EXPECT_THAT(events(report, "x86_64"), Contains("soname-changed libssl.so.3 -> libssl.so.4 (major)"));
}

TEST_F(Gate, TheRebuildPlanNamesWhoLinksWhatChangedAndWhatBelongsTogether) {
  const auto rebuild = document(lay_over(k_new_ssl)).at("rebuild");
  EXPECT_EQ(rebuild.at("waves"), json::parse(R"([["curl"]])"));
  EXPECT_EQ(rebuild.at("together"), json::parse(R"([["curl", "ssl"]])"));
  EXPECT_EQ(rebuild.at("command"), "wolfictl bump curl");
}

TEST_F(Gate, RebuildingTheDependantsInTheSameChangeTurnsItGreen) {
  const auto report = lay_over(std::string(k_new_ssl) + k_rebuilt_curl);
  EXPECT_THAT(broken(report), IsEmpty());
  EXPECT_EQ(report.status, Status::clean);
  EXPECT_THAT(document(report).at("rebuild").at("waves"), IsEmpty());
}

TEST_F(Gate, AChangeOfOneArchitectureBreaksThatOneAndSaysSo) {
  const auto report = lay_over("package ssl 4.0-r0\n  arch x86_64\n  library usr/lib/libssl.so.4\n    needed libc.so.6\n");
  EXPECT_THAT(packages_of(report.broken), UnorderedElementsAre("curl/x86_64", "git/x86_64"));
  EXPECT_EQ(document(report).at("one_sided"),
            json::parse(R"([{"package":"ssl","reached":["x86_64"],"left_out":["aarch64"]}])"));
}

TEST_F(Gate, ALibraryThatMovesOutOfTheSearchPathIsNamedWithItsUsers) {
  // melange derives no so: provide for a place that no loader searches, so nothing that asks for it can be installed
  const auto report = lay_over("package zlib 1.3-r1\n  library opt/z/libz.so.1\n    needed libc.so.6\n");
  EXPECT_EQ(report.status, Status::findings);
  // both are said: what the installer complains of, and where the library went
  EXPECT_THAT(broken(report), UnorderedElementsAre("moved-library curl/aarch64 /usr/lib/libcurl.so.4: libz.so.1",
                                                   "moved-library curl/x86_64 /usr/lib/libcurl.so.4: libz.so.1",
                                                   "uninstallable-package curl/aarch64 : so:libz.so.1",
                                                   "uninstallable-package curl/x86_64 : so:libz.so.1",
                                                   "uninstallable-package git/aarch64 : so:libz.so.1",
                                                   "uninstallable-package git/x86_64 : so:libz.so.1"));
  EXPECT_THAT(events(report, "aarch64"), Contains("library-moved /usr/lib/libz.so.1 -> /opt/z/libz.so.1 (path)"));
}

TEST_F(Gate, ALibraryThatIsDeclaredButMovedOutOfTheSearchPathIsMoved) {
  const auto report =
      lay_over("package zlib 1.3-r1\n  provides so:libz.so.1=1\n  library opt/z/libz.so.1\n    needed libc.so.6\n");
  EXPECT_THAT(broken(report), Contains("moved-library curl/x86_64 /usr/lib/libcurl.so.4: libz.so.1"));
}

TEST_F(Gate, R5_13ALostLinkIsSeenAlthoughTheCacheHealsIt) {
  const auto report =
      lay_over("package zlib 1.3-r1\n  library usr/lib/libz.so.1.3\n    soname libz.so.1\n    needed libc.so.6\n");
  EXPECT_EQ(report.status, Status::clean);
  EXPECT_THAT(broken(report), Contains(HasSubstr("libz.so.1")));
}

TEST_F(Gate, AWithdrawnPackageBreaksItsUsersOnBothArchitectures) {
  options_.withdraw = {"zlib"};
  const auto report = judge();
  EXPECT_EQ(report.status, Status::findings);
  EXPECT_THAT(packages_of(report.broken), UnorderedElementsAre("curl/aarch64", "curl/x86_64", "git/aarch64", "git/x86_64"));
  EXPECT_THAT(events(report, "x86_64"),
              AllOf(Contains("package-lost 1.3-r0 ->  (every architecture)"), Contains("soname-removed libz.so.1 ->  ()")));
}

TEST_F(Gate, AVersionThatIsNotThereCannotBeWithdrawn) {
  options_.withdraw = {"zlib=1.2-r0"};
  const auto report = gate(options_);
  EXPECT_EQ(report.status, Status::failed);
  EXPECT_THAT(report.error, AllOf(HasSubstr("zlib=1.2-r0"), HasSubstr("zlib=1.3-r0")));
}

TEST_F(Gate, R5_6ALostLineOfLdSoConfBreaksThePackageThatHadIt) {
  const auto report = lay_over(k_private_without_conf);
  EXPECT_EQ(report.status, Status::findings);
  EXPECT_THAT(packages_of(report.broken), UnorderedElementsAre("private/aarch64", "private/x86_64"));
  EXPECT_THAT(broken(report), Each(HasSubstr("/usr/bin/private: libinner.so.1")));
}

TEST_F(Gate, R9_3ARemovedSymbolVersionBreaksWhoWantsIt) {
  const auto report = lay_over("package ssl 3.1-r0\n  library usr/lib/libssl.so.3\n    defines SSL_4\n    needed libc.so.6\n");
  EXPECT_EQ(report.status, Status::findings);
  EXPECT_THAT(broken(report), Each(HasSubstr("missing-symbol-version curl/")));
  EXPECT_THAT(packages_of(report.broken), UnorderedElementsAre("curl/aarch64", "curl/x86_64"));
}

TEST_F(Gate, ADroppedDependencyIsUndeclared) {
  const auto report = lay_over(R"(package curl 8.0-r1
  no-depends
  depends so:libc.so.6 so:%ldso% so:libssl.so.3
  program usr/bin/curl
    needed libcurl.so.4 libc.so.6
  library usr/lib/libcurl.so.4
    needed libssl.so.3 libz.so.1 libc.so.6
)");
  EXPECT_THAT(broken(report), Contains("undeclared-dependency curl/x86_64 /usr/lib/libcurl.so.4: libz.so.1"));
  EXPECT_THAT(broken(report), Each(HasSubstr("libz.so.1")));
}

TEST_F(Gate, TwoChangesTogetherBreakWhatEachBreaks) {
  const auto ssl = broken(lay_over(k_new_ssl));
  const auto conf = broken(lay_over(k_private_without_conf));
  const auto both = broken(lay_over(std::string(k_new_ssl) + k_private_without_conf));
  std::multiset<std::string> expected(ssl.begin(), ssl.end());
  expected.insert(conf.begin(), conf.end());
  EXPECT_EQ(std::multiset<std::string>(both.begin(), both.end()), expected);
}

TEST_F(Gate, WhatAChangeRepairsIsListedAsFixed) {
  const auto report = lay_over("package nobody 1.0-r0\n  library usr/lib/libnobody.so.1\n    needed libc.so.6\n");
  EXPECT_EQ(report.status, Status::clean);
  EXPECT_THAT(broken(report), IsEmpty());
  EXPECT_THAT(packages_of(report.fixed), UnorderedElementsAre("broken/aarch64", "broken/x86_64"));
}

TEST_F(Gate, FindingsOfABaselineCountAsKnown) {
  CheckOptions check_options;
  check_options.sources = {file("bad.eg", std::string(k_base) +
                                              "package late 1.0-r0\n  no-depends\n  depends so:libc.so.6 so:%ldso%\n"
                                              "  program usr/bin/late\n    needed libsoon.so.1 libc.so.6\n")};
  RenderOptions style;
  style.format = "json";
  const std::string late =
      "package late 1.0-r1\n  no-depends\n  depends so:libc.so.6 so:%ldso%\n  program usr/bin/late\n    needed libsoon.so.1 "
      "libc.so.6\n";
  EXPECT_EQ(lay_over(late).status, Status::findings);
  options_.baseline = file("baseline.json", render(check(check_options), style));
  const auto report = lay_over(late);
  EXPECT_EQ(report.status, Status::clean);
  EXPECT_THAT(broken(report), IsEmpty());
}

TEST_F(Gate, AFileThatIsNoReportIsNoBaseline) {
  options_.withdraw = {"git"};
  options_.baseline = file("baseline.json", "{\"schema\":\"something-else/1\"}");
  const auto report = gate(options_);
  EXPECT_EQ(report.status, Status::failed);
  EXPECT_THAT(report.error, AllOf(HasSubstr("baseline.json"), HasSubstr("elfgate check")));
}

TEST_F(Gate, ACandidateIsTheWholeResult) {
  options_.candidate = {file("after.eg", std::string(k_base) +
                                             "package late 1.0-r0\n  no-depends\n  depends so:libc.so.6 so:%ldso%\n"
                                             "  program usr/bin/late\n    needed libsoon.so.1 libc.so.6\n")};
  const auto report = judge();
  EXPECT_THAT(packages_of(report.broken), UnorderedElementsAre("late/aarch64", "late/x86_64"));
}

TEST_F(Gate, WithoutAChangeThereIsNothingToJudge) {
  const auto report = gate(options_);
  EXPECT_EQ(report.status, Status::failed);
  EXPECT_THAT(report.error, HasSubstr("no change"));
}

TEST_F(Gate, AWaivedFindingDoesNotBreakTheGate) {
  options_.policy_path = file(
      "policy.yaml", "waivers:\n  - rule: '*'\n    package: private\n    reason: known upstream\n    expires: 2999-12-31\n");
  EXPECT_EQ(lay_over(k_private_without_conf).status, Status::clean);
}

TEST_F(Gate, TheReportIsTheSameForAnyNumberOfThreads) {
  const auto with_threads = [&](unsigned threads) {
    options_.threads = threads;
    return document(lay_over(k_new_ssl)).dump();
  };
  const auto one = with_threads(1);
  EXPECT_EQ(with_threads(2), one);
  EXPECT_EQ(with_threads(7), one);
}

TEST_F(Gate, TheMarkdownSaysWhatBrokeForWhomAndWhatToRebuild) {
  RenderOptions style;
  style.format = "markdown";
  const std::string text = render(lay_over(k_new_ssl), style);
  EXPECT_THAT(text, AllOf(HasSubstr("elfgate: broken"), HasSubstr("libssl.so.3"), HasSubstr("To rebuild"),
                          HasSubstr("<code>curl</code>"), HasSubstr("wolfictl bump curl")));
  EXPECT_THAT(text, Not(HasSubstr("libnobody")));
}

TEST_F(Gate, FindingsOnlyFormatsHoldTheNewOnes) {
  RenderOptions style;
  style.format = "sarif";
  const std::string text = render(lay_over(k_new_ssl), style);
  EXPECT_THAT(text, AllOf(HasSubstr("libssl.so.3"), Not(HasSubstr("libnobody"))));
}

}  // namespace
}  // namespace elfgate::gate_test
