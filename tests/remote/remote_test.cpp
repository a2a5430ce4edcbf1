// Repositories on a web server, through the command: the answers are those of the same repository on disk, whatever the server
// does on the way, or a clear failure. No test looks at a clock.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <thread>

#include "../command/process.h"
#include "web.h"

namespace elfgate::remote_test {
namespace {

using command_test::Outcome;
using command_test::read_text;
using command_test::Setting;
using command_test::TemporaryFolder;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
namespace fs = std::filesystem;

constexpr const char* k_scenario = R"(scenario "a repository on a web server"
libc wolfi
generate melange

package zlib 1.3.1-r51
  library usr/lib/libz.so.1
    needed libc.so.6
package libstdc++ 14.2.0_git20250101-r1
  library usr/lib/libstdc++.so.6
    needed libc.so.6
package curl 8.11.0-r0
  program usr/bin/curl
    needed libz.so.1 libabsent.so.3 libstdc++.so.6 libc.so.6
)";

class Remote : public ::testing::Test {
 protected:
  void SetUp() override { make(k_scenario); }

  void make(const std::string& scenario) {
    fs::remove_all(repository_);
    const std::string file = folder_.file("scenario.eg", scenario);
    const pid_t child = ::fork();
    if (child == 0) {
      ::execl(MKREPO, MKREPO, file.c_str(), repository_.c_str(), static_cast<char*>(nullptr));
      ::_exit(127);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_EQ(status, 0);
  }

  std::string log() { return folder_.path("log" + std::to_string(++logs_)); }
  Outcome elfgate(std::vector<std::string> arguments, std::map<std::string, std::string> environment = {}) const {
    environment.try_emplace("XDG_CACHE_HOME", folder_.path("cache"));
    return command_test::run(arguments, {.environment = environment});
  }
  Outcome check(const std::string& url, std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"check", url});
    if (std::find(more.begin(), more.end(), "--attempts") == more.end()) more.insert(more.end(), {"--attempts", "3"});
    return elfgate(more);
  }
  std::string on_disk() const { return elfgate({"check", repository_, "--no-facts"}).out; }
  /// Downloads that were not finished.
  std::size_t unfinished() const {
    const fs::path packages = folder_.path("cache/elfgate/remote/packages");
    if (!fs::exists(packages)) return 0;
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(packages), fs::directory_iterator()));
  }

  TemporaryFolder folder_;
  const std::string repository_ = folder_.path("repository");
  int logs_ = 0;
};

constexpr const char* k_curl = "/x86_64/curl-8.11.0-r0.apk";

TEST_F(Remote, TheAnswersAreThoseOfTheSameRepositoryOnDisk) {
  const FaultyServer server(repository_, log());
  const auto outcome = check(server.url());
  EXPECT_EQ(outcome.status, 1) << outcome.err;
  EXPECT_EQ(outcome.out, on_disk());
  EXPECT_THAT(outcome.out, HasSubstr("libabsent.so.3"));
  EXPECT_EQ(unfinished(), 0U);
}

TEST_F(Remote, OnlyPackagesThatTheStoreDoesNotKnowAreFetched) {
  const FaultyServer first(repository_, log());
  const auto before = check(first.url());
  EXPECT_THAT(first.requests_of(k_curl), SizeIs(1));
  make(std::regex_replace(k_scenario, std::regex("zlib 1.3.1-r51"), "zlib 1.3.1-r52"));
  const FaultyServer second(repository_, log());
  const auto after = check(second.url());
  EXPECT_EQ(after.out, on_disk());
  EXPECT_THAT(second.requests_of(k_curl), IsEmpty());
  EXPECT_THAT(second.requests_of("/x86_64/zlib-1.3.1-r52.apk"), SizeIs(1));
}

TEST_F(Remote, AnIndexThatHasNotChangedIsNotSentAgain) {
  const FaultyServer server(repository_, log());
  const auto first = check(server.url());
  EXPECT_EQ(check(server.url()).out, first.out);
  const auto indexes = server.requests_of("/x86_64/APKINDEX.tar.gz");
  ASSERT_THAT(indexes, SizeIs(2));
  EXPECT_EQ(indexes[0].status, "200");
  EXPECT_EQ(indexes[1].status, "304");
}

TEST_F(Remote, AKeptIndexThatWasDamagedIsFetchedAnew) {
  const FaultyServer server(repository_, log());
  const auto first = check(server.url());
  for (const auto& entry : fs::recursive_directory_iterator(folder_.path("cache")))
    if (entry.path().filename() == "APKINDEX.tar.gz") fs::resize_file(entry.path(), 30);
  EXPECT_EQ(check(server.url()).out, first.out);
}

TEST_F(Remote, AnArchitectureAndAnIndexAreSourcesToo) {
  const FaultyServer server(repository_, log());
  const auto one = elfgate({"check", repository_, "--no-facts", "--arch", "aarch64"}).out;
  EXPECT_EQ(check(server.url("/aarch64")).out, one);
  EXPECT_EQ(check(server.url("/aarch64/APKINDEX.tar.gz")).out, one);
  EXPECT_EQ(check(server.url("/"), {"--arch", "aarch64"}).out, one);
}

TEST_F(Remote, ABrokenTransferGoesOnWhereItBrokeOff) {
  const FaultyServer server(repository_, log(), R"([{"path": "curl", "fault": "cut", "after": 100, "times": 1}])");
  EXPECT_EQ(check(server.url("/x86_64")).out, elfgate({"check", repository_, "--no-facts", "--arch", "x86_64"}).out);
  const auto requests = server.requests_of(k_curl);
  ASSERT_THAT(requests, SizeIs(2));
  EXPECT_EQ(requests[1].range, "bytes=100-");
  EXPECT_EQ(requests[1].status, "206");
}

TEST_F(Remote, TheNextRunGoesOnToo) {
  const FaultyServer failing(repository_, log(), R"([{"path": "curl", "fault": "cut", "after": 100}])");
  const auto first = check(failing.url("/x86_64"), {"--attempts", "1"});
  EXPECT_EQ(first.status, 3);
  EXPECT_THAT(first.out, HasSubstr("unreadable-package"));
  EXPECT_EQ(unfinished(), 1U);
  const FaultyServer sound(repository_, log());
  EXPECT_EQ(check(sound.url("/x86_64")).status, 1);
  ASSERT_THAT(sound.requests_of(k_curl), SizeIs(1));
  EXPECT_EQ(sound.requests_of(k_curl)[0].range, "bytes=100-");
  EXPECT_EQ(unfinished(), 0U);
}

TEST_F(Remote, AServerWithoutRangesBeginsAnew) {
  const FaultyServer server(
      repository_, log(),
      R"([{"path": "curl", "fault": "cut", "after": 100, "times": 1}, {"path": "curl", "fault": "no-ranges"}])");
  EXPECT_EQ(check(server.url()).out, on_disk());
}

TEST_F(Remote, AServerThatSendsAnotherPartIsNotBelieved) {
  const FaultyServer server(
      repository_, log(),
      R"([{"path": "curl", "fault": "cut", "after": 100, "times": 1}, {"path": "curl", "fault": "wrong-range", "times": 1}])");
  EXPECT_EQ(check(server.url("/x86_64")).out, elfgate({"check", repository_, "--no-facts", "--arch", "x86_64"}).out);
}

TEST_F(Remote, APackageThatIsNotThereIsAFindingAndTheRestIsJudged) {
  fs::remove(repository_ + "/x86_64/zlib-1.3.1-r51.apk");
  const FaultyServer server(repository_, log());
  const auto outcome = check(server.url());
  EXPECT_EQ(outcome.status, 3);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("error missing-package  zlib-1.3.1-r51/x86_64"),
                                 HasSubstr("curl-8.11.0-r0/aarch64  usr/bin/curl: libabsent.so.3")));
}

TEST_F(Remote, AServerThatRecoversIsWaitedFor) {
  const FaultyServer server(repository_, log(), R"([{"path": "APKINDEX|curl", "fault": "status", "status": 503, "times": 2}])");
  EXPECT_EQ(check(server.url("/x86_64")).status, 1);
}

TEST_F(Remote, AServerThatFailsIsNotAskedForEver) {
  const FaultyServer server(repository_, log(), R"([{"path": "APKINDEX", "fault": "status", "status": 500}])");
  const auto outcome = check(server.url("/x86_64"));
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr(server.url("/x86_64/APKINDEX.tar.gz")), HasSubstr("500"), HasSubstr("3 attempts")));
  EXPECT_THAT(server.requests(), SizeIs(3));
}

TEST_F(Remote, WrongBytesAreFetchedOnceMoreAndNeverUsed) {
  const FaultyServer server(repository_, log(), R"([{"path": "curl", "fault": "flip"}])");
  const auto outcome = check(server.url("/x86_64"));
  EXPECT_EQ(outcome.status, 3);
  EXPECT_THAT(outcome.out, HasSubstr("unreadable-package"));
  EXPECT_THAT(server.requests_of(k_curl), SizeIs(2));
  EXPECT_EQ(unfinished(), 0U);
  const FaultyServer sound(repository_, log());
  EXPECT_EQ(check(sound.url("/x86_64")).status, 1);
  EXPECT_THAT(sound.requests_of(k_curl), SizeIs(1));
}

TEST_F(Remote, BytesThatAreWrongOnceDoNoHarm) {
  const FaultyServer server(repository_, log(), R"([{"path": "curl", "fault": "flip", "times": 1}])");
  EXPECT_EQ(check(server.url("/x86_64")).status, 1);
}

TEST_F(Remote, MoreBytesThanTheIndexSaysAreNotTaken) {
  const FaultyServer server(repository_, log(), R"([{"path": "curl", "fault": "longer"}])");
  const auto outcome = check(server.url("/x86_64"));
  EXPECT_EQ(outcome.status, 3);
  EXPECT_THAT(outcome.out, HasSubstr("is larger than"));
}

TEST_F(Remote, ARedirectIsFollowedAndALoopIsNot) {
  const FaultyServer away(repository_, log(), R"J([{"path": "^/old/(.*)", "fault": "redirect", "to": "/\\1"}])J");
  EXPECT_EQ(check(away.url("/old")).out, on_disk());
  const FaultyServer loop(repository_, log(), R"([{"path": "APKINDEX", "fault": "redirect", "to": "/x/APKINDEX.tar.gz"}])");
  const auto outcome = check(loop.url("/x86_64"));
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("a loop"));
  EXPECT_THAT(loop.requests(), SizeIs(6));
}

TEST_F(Remote, ATransferThatStandsStillEnds) {
  const FaultyServer server(repository_, log(), R"([{"path": "curl", "fault": "stall", "after": 100}])");
  const auto outcome = check(server.url("/x86_64"), {"--stall", "1", "--attempts", "1"});
  EXPECT_EQ(outcome.status, 3);
  EXPECT_THAT(outcome.out, HasSubstr("no byte more"));
}

TEST_F(Remote, AServerThatIsGoneIsAClearFailure) {
  FaultyServer server(repository_, log());
  server.stop();
  const auto outcome = check(server.url(), {"--attempts", "1"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr(server.url()), HasSubstr("connect")));
}

TEST_F(Remote, TenPackagesInARowThatFailEndTheRunAndWhatWasReadIsKept) {
  std::string scenario = "scenario \"many\"\nlibc wolfi\n";
  for (int i = 10; i < 40; ++i)
    scenario += "package p" + std::to_string(i) + " 1-r0\n  depends so:libc.so.6\n  library usr/lib/libp" + std::to_string(i) +
                ".so\n    needed libc.so.6\n";
  make(scenario);
  const FaultyServer server(repository_, log(), R"([{"path": "/p[123]", "fault": "status", "status": 500}])");
  const auto outcome = check(server.url("/x86_64"), {"--attempts", "1"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("10 packages in a row"));
}

TEST_F(Remote, OfflineAfterwardsGivesTheSame) {
  FaultyServer server(repository_, log());
  const auto before = check(server.url());
  server.stop();
  const auto after = check(server.url(), {"--offline"});
  EXPECT_EQ(after.out, before.out);
  EXPECT_EQ(after.status, before.status);
}

TEST_F(Remote, OfflineWithoutACopySaysWhatToDo) {
  const auto outcome = check("http://127.0.0.1:1/nothing", {"--offline"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("run once without --offline"));
}

TEST_F(Remote, OfflineDoesNotInventWhatAPackageHolds) {
  const FaultyServer server(repository_, log(), R"([{"path": "curl", "fault": "status", "status": 404}])");
  EXPECT_EQ(check(server.url()).status, 3);
  const auto outcome = check(server.url(), {"--offline"});
  EXPECT_EQ(outcome.status, 3);
  EXPECT_THAT(outcome.out, HasSubstr("is not in the facts store"));
}

TEST_F(Remote, CredentialsComeFromHttpAuth) {
  const std::string rules = R"([{"path": "", "fault": "auth", "wants": "Basic bWU6c2VjcmV0OndvcmQ="}])";  // me:secret:word
  const FaultyServer server(repository_, log(), rules);
  const auto without = elfgate({"check", server.url()});
  EXPECT_EQ(without.status, 2);
  EXPECT_THAT(without.err, HasSubstr("credentials"));
  const auto with = elfgate({"check", server.url()}, {{"HTTP_AUTH", "basic:127.0.0.1:me:secret:word"}});
  EXPECT_EQ(with.status, 1) << with.err;
  EXPECT_THAT(with.out + with.err, Not(HasSubstr("secret")));
  const auto of_another_host = elfgate({"check", server.url()}, {{"HTTP_AUTH", "basic:example.org:me:secret:word"}});
  EXPECT_EQ(of_another_host.status, 2);
}

TEST_F(Remote, CredentialsComeFromANetrcFile) {
  const FaultyServer server(repository_, log(),
                            R"([{"path": "", "fault": "auth", "wants": "Basic bWU6c2VjcmV0"}])");  // me:secret
  fs::create_directory(folder_.path("home"));
  folder_.file("home/.netrc", "machine 127.0.0.1 login me password secret\n");
  const auto outcome = elfgate({"check", server.url(), "-v"}, {{"HOME", folder_.path("home")}});
  EXPECT_EQ(outcome.status, 1) << outcome.err;
  EXPECT_THAT(outcome.out + outcome.err, Not(HasSubstr("secret")));
}

TEST_F(Remote, CredentialsAreNotSentToAnotherHost) {
  const FaultyServer other(repository_, log());
  const FaultyServer server(
      repository_, log(),
      R"([{"path": "curl", "fault": "redirect", "to": "http://localhost:)" + other.port() + R"(/x86_64/curl-8.11.0-r0.apk"}])");
  const auto outcome = elfgate({"check", server.url("/x86_64")}, {{"HTTP_AUTH", "basic:127.0.0.1:me:secret"}});
  EXPECT_EQ(outcome.status, 1) << outcome.err;
  ASSERT_THAT(server.requests_of(k_curl), SizeIs(1));
  EXPECT_THAT(server.requests_of(k_curl)[0].authorization, HasSubstr("Basic"));
  ASSERT_THAT(other.requests_of(k_curl), SizeIs(1));
  EXPECT_EQ(other.requests_of(k_curl)[0].authorization, "-");
}

TEST_F(Remote, AUrlWithAPasswordIsRefusedAndNotRepeated) {
  const auto outcome = check("https://me:secret@127.0.0.1:1/repository");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("netrc"), Not(HasSubstr("secret"))));
  EXPECT_EQ(check("ftp://127.0.0.1/repository").status, 2);
}

TEST_F(Remote, TwoRunsAtOnceDoNotDisturbEachOther) {
  const FaultyServer server(repository_, log(), R"([{"path": "apk$", "fault": "cut", "times": 4}])");
  Outcome other;
  std::thread second([&] { other = check(server.url()); });
  const auto first = check(server.url());
  second.join();
  EXPECT_EQ(first.out, on_disk()) << first.err;
  EXPECT_EQ(other.out, first.out) << other.err;
}

TEST_F(Remote, WhereThereIsNoRepositoryTheMessageSaysWhatWasLookedFor) {
  const FaultyServer server(folder_.path(), log());
  const auto outcome = check(server.url("/nothing"));
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("APKINDEX.tar.gz"), HasSubstr("Packages")));
}

TEST_F(Remote, ADebianIndexNamesPackagesFromTheTopOfItsArchive) {
  fs::create_directories(folder_.path("deb/dists/stable/main/binary-amd64"));
  folder_.file("deb/dists/stable/main/binary-amd64/Packages",
               "Package: x\nVersion: 1:1.0+b1\nArchitecture: amd64\nFilename: pool/x/x_1.0+b1_amd64.deb\nSize: 100\nSHA256: " +
                   std::string(64, 'a') + "\n");
  const FaultyServer server(folder_.path("deb"), log());
  const auto outcome = check(server.url("/dists/stable/main/binary-amd64/Packages"));
  EXPECT_EQ(outcome.status, 3) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("missing-package  x-1:1.0+b1/x86_64"));
  EXPECT_EQ(server.requests().back().path, "/pool/x/x_1.0%2Bb1_amd64.deb");
}

TEST_F(Remote, NginxServesTheSame) {
  const FaultyServer failing(repository_, log(), R"([{"path": "curl", "fault": "cut", "after": 100}])");
  EXPECT_EQ(check(failing.url("/x86_64"), {"--attempts", "1"}).status, 3);
  fs::permissions(folder_.path(), fs::perms::all);
  const Nginx nginx(repository_, folder_.path("nginx"), "limit_rate 100k;");
  if (!nginx.running()) GTEST_SKIP() << "nginx is not installed (tools/setup.sh --test)";
  const auto outcome = check(nginx.url());
  EXPECT_EQ(outcome.out, on_disk()) << outcome.err;
  EXPECT_EQ(check(nginx.url()).out, outcome.out);
  const auto asked = read_text(folder_.path("nginx/access.log"));
  EXPECT_THAT(asked, AllOf(HasSubstr(std::string("206 ") + k_curl + " bytes=100-"), HasSubstr("304 /x86_64/APKINDEX.tar.gz")));
}

}  // namespace
}  // namespace elfgate::remote_test
