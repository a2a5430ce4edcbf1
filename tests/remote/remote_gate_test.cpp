// The gate with a base on a web server and one facts store for everybody: cut transfers, two gates at once, gates that are
// killed. Whatever happens on the way, the answer is that of a gate on the same repository on disk.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <thread>

#include "../command/process.h"
#include "web.h"

namespace elfgate::remote_test {
namespace {

using command_test::Outcome;
using command_test::TemporaryFolder;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* k_base = R"(scenario "a repository on a web server"
libc wolfi
generate melange

package zlib 1.3-r0
  library usr/lib/libz.so.1
    needed libc.so.6
package curl 8.0-r0
  program usr/bin/curl
    needed libz.so.1 libc.so.6
)";

constexpr const char* k_new = R"(scenario "what is to be published"
generate melange

package zlib 2.0-r0
  library usr/lib/libz.so.2
    needed libc.so.6
)";

class RemoteGate : public ::testing::Test {
 protected:
  void SetUp() override {
    make("base.eg", k_base, repository_);
    make("new.eg", k_new, overlay_);
    on_disk_ = gate({"--base", repository_, "--no-facts"});
    ASSERT_EQ(on_disk_.status, 1) << on_disk_.err;
    ASSERT_THAT(on_disk_.out, HasSubstr("soname-changed"));
  }

  void make(const std::string& name, const std::string& scenario, const std::string& folder) const {
    const std::string file = folder_.file(name, scenario);
    const pid_t child = ::fork();
    if (child == 0) {
      ::execl(MKREPO, MKREPO, file.c_str(), folder.c_str(), static_cast<char*>(nullptr));
      ::_exit(127);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_EQ(status, 0);
  }

  std::vector<std::string> words(std::vector<std::string> more) const {
    std::vector<std::string> all{"gate", "--overlay", overlay_, "--format", "json"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  Outcome gate(const std::vector<std::string>& more) const {
    return command_test::run(words(more), {.environment = {{"XDG_CACHE_HOME", folder_.path("cache")}}});
  }
  std::string log(const std::string& name) const { return folder_.path(name); }

  /// Begins the same gate and kills it after so many milliseconds, wherever it is then.
  void kill_after(const std::vector<std::string>& more, unsigned milliseconds) const {
    const pid_t child = ::fork();
    if (child == 0) {
      const int nowhere = ::open("/dev/null", O_WRONLY);
      ::dup2(nowhere, STDOUT_FILENO);
      ::dup2(nowhere, STDERR_FILENO);
      ::setenv("XDG_CACHE_HOME", folder_.path("cache").c_str(), 1);
      std::vector<std::string> all{ELFGATE_COMMAND};
      for (auto& word : words(more)) all.push_back(std::move(word));
      std::vector<char*> arguments;
      for (auto& word : all) arguments.push_back(word.data());
      arguments.push_back(nullptr);
      ::execv(ELFGATE_COMMAND, arguments.data());
      ::_exit(127);
    }
    ::usleep(milliseconds * 1000);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }

  TemporaryFolder folder_;
  const std::string repository_ = folder_.path("repository"), overlay_ = folder_.path("overlay");
  Outcome on_disk_;
};

TEST_F(RemoteGate, SaysOfARemoteBaseWhatItSaysOfTheSameOnDisk) {
  const FaultyServer server(repository_, log("log"), R"([{"path": "apk$", "fault": "cut", "after": 100, "times": 2}])");
  const auto outcome = gate({"--base", server.url()});
  EXPECT_EQ(outcome.out, on_disk_.out) << outcome.err;
  EXPECT_EQ(outcome.status, 1);
}

TEST_F(RemoteGate, JudgesTheSameAgainWithoutANetwork) {
  FaultyServer server(repository_, log("log"));
  ASSERT_EQ(gate({"--base", server.url()}).status, 1);
  server.stop();
  EXPECT_EQ(gate({"--base", server.url(), "--offline"}).out, on_disk_.out);
}

TEST_F(RemoteGate, FetchesNothingOfAPackageThatItKnows) {
  const FaultyServer first(repository_, log("first"));
  ASSERT_EQ(gate({"--base", first.url()}).status, 1);
  const FaultyServer second(repository_, log("second"));
  ASSERT_EQ(gate({"--base", second.url()}).status, 1);
  EXPECT_THAT(second.requests_of(".apk"), IsEmpty());
}

TEST_F(RemoteGate, TwoAtOnceOnOneStoreSayTheSame) {
  const FaultyServer server(repository_, log("log"), R"([{"path": "apk$", "fault": "cut", "times": 4}])");
  Outcome other;
  std::thread second([&] { other = gate({"--base", server.url()}); });
  const auto first = gate({"--base", server.url()});
  second.join();
  EXPECT_EQ(first.out, on_disk_.out) << first.err;
  EXPECT_EQ(other.out, on_disk_.out) << other.err;
}

TEST_F(RemoteGate, KilledAtAnyMomentItSaysTheSameTheNextTime) {
  const FaultyServer server(repository_, log("log"));
  for (unsigned milliseconds = 1; milliseconds < 200; milliseconds += milliseconds / 2 + 1)
    kill_after({"--base", server.url()}, milliseconds);
  const auto outcome = gate({"--base", server.url()});
  EXPECT_EQ(outcome.out, on_disk_.out) << outcome.err;
}

TEST_F(RemoteGate, ABaseThatCannotBeReadIsIncompleteAndNotOk) {
  std::filesystem::remove(repository_ + "/x86_64/curl-8.0-r0.apk");
  const FaultyServer server(repository_, log("log"));
  const auto outcome = gate({"--base", server.url(), "--attempts", "1"});
  EXPECT_NE(outcome.status, 0) << outcome.out;
  EXPECT_THAT(outcome.out, HasSubstr("\"arch\":\"aarch64\",\"package\":\"curl\""));
}

}  // namespace
}  // namespace elfgate::remote_test
