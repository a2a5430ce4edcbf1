// Changes of one small distribution through the gate, each alone and in pairs of independent ones. What each must say was
// derived by hand from the packages below: who is linked with what, who depends on whom.
//
//     zlib <- libcurl <- curl, git      libexpat <- git      libcrypto <- libssl <- libcurl (both of openssl)
//     private: a directory told by ld.so.conf.d     tool: a directory told by RUNPATH     broken: broken before
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
using Lines = std::multiset<std::string>;

constexpr const char* k_base = R"(scenario "a distribution that is about to change"
libc wolfi
generate melange

package zlib 1.3-r0
  library usr/lib/libz.so.1.3
    soname libz.so.1
    links libz.so.1
    needed libc.so.6
package libcrypto3 3.0-r0
  origin openssl
  library usr/lib/libcrypto.so.3
    defines OPENSSL_3
    needed libc.so.6
package libssl3 3.0-r0
  origin openssl
  library usr/lib/libssl.so.3
    needed libcrypto.so.3 libc.so.6
    wants libcrypto.so.3 OPENSSL_3
package libexpat 2.6-r0
  origin expat
  library usr/lib/libexpat.so.1
    needed libc.so.6
package libcurl 8.0-r0
  origin curl
  library usr/lib/libcurl.so.4
    needed libssl.so.3 libz.so.1 libc.so.6
package curl 8.0-r0
  program usr/bin/curl
    needed libcurl.so.4 libc.so.6
package git 2.0-r0
  program usr/bin/git
    needed libcurl.so.4 libexpat.so.1 libc.so.6
package private 1.0-r0
  program usr/bin/private
    needed libinner.so.1 libc.so.6
  library opt/private/libinner.so.1
    needed libc.so.6
  file etc/ld.so.conf.d/private.conf
    | /opt/private
package tool 1.0-r0
  program usr/bin/tool
    runpath /usr/lib/tool
    needed libtool.so.1 libc.so.6
  library usr/lib/tool/libtool.so.1
    needed libc.so.6
package broken 1.0-r0
  no-depends
  depends so:libc.so.6 so:%ldso%
  program usr/bin/broken
    needed libnobody.so.1 libc.so.6
)";

/// One change and what must be said. Lines without an architecture hold for both.
struct Mutation {
  const char* name;
  const char* overlay;                ///< packages that are laid over
  std::vector<const char*> withdraw;  ///< packages that leave
  std::vector<const char*> broken;    ///< "level rule package path: subject", errors and warnings, or "@ARCH level ..."
  std::vector<const char*> events;    ///< "kind from -> to (detail) consumers", with consumers, or "@ARCH kind ..."
  std::vector<std::vector<std::string>> waves;
  std::set<std::string> about;  ///< what it touches: changes that share something are not combined
};

const std::vector<Mutation>& mutations() {
  static const std::vector<Mutation> all{
      {"ARebuildOfTheSame",
       "package zlib 1.3-r1\n  library usr/lib/libz.so.1.3\n    soname libz.so.1\n    links libz.so.1\n    needed libc.so.6\n",
       {},
       {},
       {},
       {},
       {"zlib"}},
      {"ALibraryMovesOutOfTheSearchPath",
       "package zlib 1.3-r1\n  library opt/z/libz.so.1\n    needed libc.so.6\n",
       {},
       {"error moved-library libcurl /usr/lib/libcurl.so.4: libz.so.1", "error uninstallable-package libcurl : so:libz.so.1",
        "error uninstallable-package curl : so:libz.so.1", "error uninstallable-package git : so:libz.so.1"},
       {"library-moved /usr/lib/libz.so.1 -> /opt/z/libz.so.1 (path) libcurl", "provide-lost so:libz.so.1 ->  () libcurl"},
       {},
       {"zlib"}},
      {"ALibraryMovesOutOfTheSearchPathAndIsStillPromised",
       "package zlib 1.3-r1\n  no-provides\n  provides so:libz.so.1=1\n  library opt/z/libz.so.1\n    needed libc.so.6\n",
       {},
       {"error moved-library libcurl /usr/lib/libcurl.so.4: libz.so.1",
        "warning private-library-public zlib /opt/z/libz.so.1: so:libz.so.1"},
       {"library-moved /usr/lib/libz.so.1 -> /opt/z/libz.so.1 (path) libcurl"},
       {},
       {"zlib"}},
      {"ALibraryMovesToAnotherDefaultDirectory",
       "package zlib 1.3-r1\n  library lib64/libz.so.1\n    needed libc.so.6\n",
       {},
       {},
       {"library-moved /usr/lib/libz.so.1 -> /lib64/libz.so.1 (path) libcurl"},
       {},
       {"zlib"}},
      {"ALibraryGoesToAPackageOfItsOwn",
       "package zlib 1.3-r1\n  file usr/share/zlib\n    | x\npackage zlib-libs 1.3-r1\n  origin zlib\n  library "
       "usr/lib/libz.so.1\n"
       "    needed libc.so.6\n",
       {},
       {},
       {"library-moved zlib -> zlib-libs (split) libcurl"},
       {},
       {"zlib"}},
      {"APackageIsWithdrawn",
       "",
       {"zlib"},
       {"error missing-library libcurl /usr/lib/libcurl.so.4: libz.so.1", "error uninstallable-package libcurl : so:libz.so.1",
        "error uninstallable-package curl : so:libz.so.1", "error uninstallable-package git : so:libz.so.1"},
       {"soname-removed libz.so.1 ->  () libcurl"},
       {},
       {"zlib"}},
      {"APackageIsEmptied",
       "package zlib 1.3-r1\n  file usr/share/zlib\n    | x\n",
       {},
       {"error missing-library libcurl /usr/lib/libcurl.so.4: libz.so.1", "error uninstallable-package libcurl : so:libz.so.1",
        "error uninstallable-package curl : so:libz.so.1", "error uninstallable-package git : so:libz.so.1"},
       {"soname-removed libz.so.1 ->  () libcurl"},
       {},
       {"zlib"}},
      {"AMajorBumpWithoutRebuilds",
       "package libssl3 4.0-r0\n  origin openssl\n  library usr/lib/libssl.so.4\n    needed libcrypto.so.3 libc.so.6\n"
       "    wants libcrypto.so.3 OPENSSL_3\n",
       {},
       {"error soname-changed libcurl /usr/lib/libcurl.so.4: libssl.so.3",
        "error uninstallable-package libcurl : so:libssl.so.3", "error uninstallable-package curl : so:libssl.so.3",
        "error uninstallable-package git : so:libssl.so.3"},
       {"soname-changed libssl.so.3 -> libssl.so.4 (major) libcurl"},
       {{"curl"}},
       {"openssl", "libcurl"}},
      {"AMajorBumpWithItsRebuilds",
       "package libssl3 4.0-r0\n  origin openssl\n  library usr/lib/libssl.so.4\n    needed libcrypto.so.3 libc.so.6\n"
       "    wants libcrypto.so.3 OPENSSL_3\npackage libcurl 8.0-r1\n  origin curl\n  library usr/lib/libcurl.so.4\n"
       "    needed libssl.so.4 libz.so.1 libc.so.6\n",
       {},
       {},
       {},
       {},
       {"openssl", "libcurl"}},
      {"ADowngradeOfASoname",
       "package libssl3 2.0-r0\n  origin openssl\n  library usr/lib/libssl.so.2\n    needed libcrypto.so.3 libc.so.6\n"
       "    wants libcrypto.so.3 OPENSSL_3\n",
       {},
       {"error soname-changed libcurl /usr/lib/libcurl.so.4: libssl.so.3",
        "error uninstallable-package libcurl : so:libssl.so.3", "error uninstallable-package curl : so:libssl.so.3",
        "error uninstallable-package git : so:libssl.so.3"},
       {"soname-changed libssl.so.3 -> libssl.so.2 (downgrade) libcurl"},
       {{"curl"}},
       {"openssl", "libcurl"}},
      {"AMinorBump",
       "package libexpat 2.7-r0\n  origin expat\n  library usr/lib/libexpat.so.1.1\n    needed libc.so.6\n",
       {},
       {"error soname-changed git /usr/bin/git: libexpat.so.1", "error uninstallable-package git : so:libexpat.so.1"},
       {"soname-changed libexpat.so.1 -> libexpat.so.1.1 (minor) git"},
       {{"git"}},
       {"expat"}},
      {"ASuffix",
       "package libexpat 2.7-r0\n  origin expat\n  library usr/lib/libexpat.so.1t64\n    needed libc.so.6\n",
       {},
       {"error soname-changed git /usr/bin/git: libexpat.so.1", "error uninstallable-package git : so:libexpat.so.1"},
       {"soname-changed libexpat.so.1 -> libexpat.so.1t64 (suffix) git"},
       {{"git"}},
       {"expat"}},
      {"ASonameLosesItsVersion",
       "package libexpat 2.7-r0\n  origin expat\n  library usr/lib/libexpat.so\n    needed libc.so.6\n",
       {},
       {"error missing-library git /usr/bin/git: libexpat.so.1", "error uninstallable-package git : so:libexpat.so.1"},
       {"soname-changed libexpat.so.1 -> libexpat.so (lost) git"},
       {{"git"}},
       {"expat"}},
      {"ABumpOfOneArchitecture",
       "package libexpat 2.7-r0\n  arch aarch64\n  origin expat\n  library usr/lib/libexpat.so.2\n    needed libc.so.6\n",
       {},
       {"@aarch64 error soname-changed git /usr/bin/git: libexpat.so.1",
        "@aarch64 error uninstallable-package git : so:libexpat.so.1"},
       {"@aarch64 soname-changed libexpat.so.1 -> libexpat.so.2 (major) git"},
       {{"git"}},
       {"expat"}},
      {"ALibraryThatOneArchitectureLoses",
       "package libexpat 2.7-r0\n  arch aarch64\n  file usr/share/expat\n    | x\n",
       {},
       {"@aarch64 error arch-gap git /usr/bin/git: libexpat.so.1",
        "@aarch64 error uninstallable-package git : so:libexpat.so.1"},
       {"@aarch64 soname-removed libexpat.so.1 ->  () git"},
       {},
       {"expat"}},
      {"ADependencyIsDropped",
       "package libcurl 8.0-r1\n  origin curl\n  no-depends\n  depends so:libc.so.6 so:libssl.so.3\n"
       "  library usr/lib/libcurl.so.4\n    needed libssl.so.3 libz.so.1 libc.so.6\n",
       {},
       {"error undeclared-dependency libcurl /usr/lib/libcurl.so.4: libz.so.1"},
       {},
       {},
       {"zlib", "libcurl"}},
      {"TheFileOfAnotherArchitecture",
       "package zlib 1.3-r1\n  arch x86_64\n  library usr/lib/libz.so.1\n    machine aarch64\n",
       {},
       {"@x86_64 error wrong-architecture libcurl /usr/lib/libcurl.so.4: libz.so.1"},
       {},
       {},
       {"zlib"}},
      {"ALinkIsLost",
       "package zlib 1.3-r1\n  library usr/lib/libz.so.1.3\n    soname libz.so.1\n    needed libc.so.6\n",
       {},
       {"warning only-after-ldconfig libcurl /usr/lib/libcurl.so.4: libz.so.1",
        "warning provide-without-library zlib /usr/lib/libz.so.1.3: so:libz.so.1"},
       {"library-moved /usr/lib/libz.so.1 -> /usr/lib/libz.so.1.3 (path) libcurl"},
       {},
       {"zlib"}},
      {"AnEmptyFileInThePlaceOfALibrary",
       "package zlib 1.3-r1\n  file usr/lib/libz.so.1\n",
       {},
       {"error unloadable-library libcurl /usr/lib/libcurl.so.4: libz.so.1",
        "error uninstallable-package libcurl : so:libz.so.1", "error uninstallable-package curl : so:libz.so.1",
        "error uninstallable-package git : so:libz.so.1"},
       {"soname-removed libz.so.1 ->  () libcurl"},
       {},
       {"zlib"}},
      {"ALinkerScriptInThePlaceOfALibrary",
       "package zlib 1.3-r1\n  no-provides\n  provides so:libz.so.1=1\n  file usr/lib/libz.so.1\n"
       "    | GROUP ( /usr/lib/libz.so.1.3 ) and more than sixty-four bytes of text in all of it\n",
       {},
       {"error unloadable-library libcurl /usr/lib/libcurl.so.4: libz.so.1",
        "error provide-without-library zlib : so:libz.so.1"},
       {"soname-removed libz.so.1 ->  () libcurl"},
       {},
       {"zlib"}},
      {"AProvideIsLost",
       "package zlib 1.3-r1\n  no-provides\n  library usr/lib/libz.so.1\n    needed libc.so.6\n",
       {},
       {"error uninstallable-package libcurl : so:libz.so.1", "error uninstallable-package curl : so:libz.so.1",
        "error uninstallable-package git : so:libz.so.1"},
       {"provide-lost so:libz.so.1 ->  () libcurl"},
       {},
       {"zlib"}},
      {"APackageIsDamaged",
       "package zlib 1.3-r1\n  damaged truncated\n  library usr/lib/libz.so.1\n    needed libc.so.6\n",
       {},
       {"error unreadable-package zlib : truncated"},
       {},
       {},
       {"zlib", "libcurl", "curl", "git", "openssl", "expat"}},
      {"ASymbolVersionIsRemoved",
       "package libcrypto3 3.1-r0\n  origin openssl\n  library usr/lib/libcrypto.so.3\n    defines OPENSSL_4\n    needed "
       "libc.so.6\n",
       {},
       {"error missing-symbol-version libssl3 /usr/lib/libssl.so.3: OPENSSL_3 of libcrypto.so.3"},
       {},
       {{"openssl"}},
       {"openssl"}},
      {"AnEntryOfLdSoConfIsRemoved",
       "package private 1.0-r1\n  program usr/bin/private\n    needed libinner.so.1 libc.so.6\n"
       "  library opt/private/libinner.so.1\n    needed libc.so.6\n",
       {},
       {"error moved-library private /usr/bin/private: libinner.so.1"},
       {},
       {},
       {"private"}},
      {"AnEntryOfLdSoConfIsChanged",
       "package private 1.0-r1\n  program usr/bin/private\n    needed libinner.so.1 libc.so.6\n"
       "  library opt/private/libinner.so.1\n    needed libc.so.6\n  file etc/ld.so.conf.d/private.conf\n    | /opt/privat\n",
       {},
       {"error moved-library private /usr/bin/private: libinner.so.1"},
       {},
       {},
       {"private"}},
      {"AnEntryOfLdSoConfThatLeadsNowhereIsAdded",
       "package private 1.0-r1\n  program usr/bin/private\n    needed libinner.so.1 libc.so.6\n"
       "  library opt/private/libinner.so.1\n    needed libc.so.6\n  file etc/ld.so.conf.d/a.conf\n    | /opt/nowhere\n"
       "  file etc/ld.so.conf.d/private.conf\n    | /opt/private\n",
       {},
       {},
       {},
       {},
       {"private"}},
      {"ARunpathIsChanged",
       "package tool 1.0-r1\n  program usr/bin/tool\n    runpath /usr/lib/tools\n    needed libtool.so.1 libc.so.6\n"
       "  library usr/lib/tool/libtool.so.1\n    needed libc.so.6\n",
       {},
       {"error moved-library tool /usr/bin/tool: libtool.so.1"},
       {},
       {},
       {"tool"}},
      {"ARunpathIsChangedTogetherWithTheLibrary",
       "package tool 1.0-r1\n  program usr/bin/tool\n    runpath /usr/lib/tools\n    needed libtool.so.1 libc.so.6\n"
       "  library usr/lib/tools/libtool.so.1\n    needed libc.so.6\n",
       {},
       {},
       {},
       {},
       {"tool"}},
      {"AnInterpreterThatIsNowhere",
       "package curl 8.0-r1\n  program usr/bin/curl\n    interp /usr/lib/ld-linux-gone.so.2\n    needed libcurl.so.4 "
       "libc.so.6\n",
       {},
       {"error missing-interpreter curl /usr/bin/curl: /usr/lib/ld-linux-gone.so.2",
        "error uninstallable-package curl : so:ld-linux-gone.so.2"},
       {},
       {},
       {"curl"}},
      {"ANewNeedThatNobodyHas",
       "package tool 1.0-r1\n  program usr/bin/tool\n    runpath /usr/lib/tool\n    needed libtool.so.1 libnew.so.1 libc.so.6\n"
       "  library usr/lib/tool/libtool.so.1\n    needed libc.so.6\n",
       {},
       {"error missing-library tool /usr/bin/tool: libnew.so.1", "error uninstallable-package tool : so:libnew.so.1"},
       {},
       {},
       {"tool"}},
  };
  return all;
}

/// LINES for both architectures, or for the one that a line names: "ARCH line".
Lines expanded(const std::vector<const char*>& lines) {
  Lines out;
  for (const std::string line : lines) {
    if (line.starts_with("@")) {
      out.insert(line.substr(1));
      continue;
    }
    for (const char* arch : {"aarch64 ", "x86_64 "}) out.insert(arch + line);
  }
  return out;
}

Lines broken(const GateReport& report) {
  Lines lines;
  for (const auto& finding : report.broken) {
    if (finding.severity == Severity::info) continue;
    lines.insert(finding.arch + (finding.severity == Severity::error ? " error " : " warning ") + finding.rule + " " +
                 finding.package + " " + finding.path + ": " + finding.subject);
  }
  return lines;
}

json document(const GateReport& report) {
  RenderOptions style;
  style.format = "json";
  return json::parse(render(report, style));
}

/// Events that somebody is touched by; a lost package is said beside the names it takes along.
Lines events(const json& document) {
  Lines lines;
  const auto text = [](const json& value) { return value.is_null() ? std::string() : value.get<std::string>(); };
  for (const auto& event : document.at("events")) {
    if (event.at("consumers").empty() || event.at("kind") == "package-lost") continue;
    std::string line = text(event.at("arch")) + " " + text(event.at("kind")) + " " + text(event.at("from")) + " -> " +
                       text(event.at("to")) + " (" + event.value("detail", "") + ")";
    for (const auto& consumer : event.at("consumers")) line += " " + text(consumer.at("package"));
    lines.insert(line);
  }
  return lines;
}

bool has_error(const Lines& lines) {
  return std::any_of(lines.begin(), lines.end(), [](const auto& line) { return line.find(" error ") != std::string::npos; });
}

class Mutations : public ::testing::Test {
 protected:
  Mutations() {
    std::string pattern = (fs::temp_directory_path() / "elfgate-mutation-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~Mutations() override { fs::remove_all(folder_); }

  std::string file(const std::string& name, const std::string& text) const {
    const fs::path path = folder_ / name;
    std::ofstream(path) << text;
    return path.string();
  }

  GateReport judge(const std::vector<const Mutation*>& changes, const std::string& facts = "") const {
    GateOptions options;
    options.facts_path = facts;
    options.sources = {file("base.eg", k_base)};
    options.threads = 2;
    std::string packages;
    for (const auto* change : changes) {
      packages += change->overlay;
      options.withdraw.insert(options.withdraw.end(), change->withdraw.begin(), change->withdraw.end());
    }
    if (!packages.empty()) options.overlay = {file("overlay.eg", "scenario \"new\"\ngenerate melange\n\n" + packages)};
    return gate(options);
  }

  fs::path folder_;
};

class EachMutation : public Mutations, public ::testing::WithParamInterface<std::size_t> {};

TEST_P(EachMutation, SaysWhatBrokeWhereAndForWhomAndNothingElse) {
  const auto& change = mutations()[GetParam()];
  const auto report = judge({&change});
  ASSERT_NE(report.status, Status::failed) << report.error;
  EXPECT_EQ(broken(report), expanded(change.broken));
  const auto said = document(report);
  if (!change.events.empty()) {
    EXPECT_EQ(events(said), expanded(change.events));
  }
  EXPECT_EQ(said.at("rebuild").at("waves"), json(change.waves));
  EXPECT_TRUE(report.fixed.empty());
  EXPECT_EQ(said.at("verdict"), has_error(broken(report)) ? "broken" : "ok");
}

// What is published was checked before, and the same change is proposed again: nothing of it may be seen in the answer.
TEST_P(EachMutation, IsJudgedAlikeByWhoKnowsWhatIsPublished) {
  const auto& change = mutations()[GetParam()];
  const auto expected = document(judge({&change}));
  const auto facts = (folder_ / "facts.sqlite").string();
  CheckOptions options;
  options.sources = {(folder_ / "base.eg").string()};
  options.facts_path = facts;
  ASSERT_NE(check(options).status, Status::failed);
  EXPECT_EQ(document(judge({&change}, facts)), expected);
  EXPECT_EQ(document(judge({&change}, facts)), expected) << "proposed again";
}

std::string name_of(const ::testing::TestParamInfo<std::size_t>& one) {
  return mutations()[one.param].name;
}
INSTANTIATE_TEST_SUITE_P(Gate, EachMutation, ::testing::Range<std::size_t>(0, mutations().size()), name_of);

bool are_independent(const Mutation& a, const Mutation& b) {
  return std::none_of(a.about.begin(), a.about.end(), [&](const auto& name) { return b.about.contains(name); });
}

// A quarter of all pairs, each change in several of them: every pair takes a gate of its own.
TEST_F(Mutations, OfTwoIndependentChangesEachBreaksWhatItBreaksAlone) {
  const auto& all = mutations();
  for (std::size_t a = 0; a < all.size(); ++a)
    for (std::size_t b = a + 1; b < all.size(); ++b) {
      if (!are_independent(all[a], all[b]) || (7 * a + b) % 4 != 0) continue;
      const auto report = judge({&all[a], &all[b]});
      ASSERT_NE(report.status, Status::failed) << report.error;
      auto expected = expanded(all[a].broken);
      expected.merge(expanded(all[b].broken));
      EXPECT_EQ(broken(report), expected) << all[a].name << " and " << all[b].name;
    }
}

}  // namespace
}  // namespace elfgate::gate_test
