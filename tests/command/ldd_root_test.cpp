// elfgate ldd on root directories that somebody made with bad intentions, or that are merely odd. What is expected follows from
// what the kernel and the loader do inside a changed root; nothing outside of it may count.
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "process.h"

namespace elfgate::command_test {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
namespace fs = std::filesystem;

constexpr const char* k_scenario = R"(scenario "a program that wants one library, and a good copy of it where nobody looks"
libc wolfi

package tool 1.0-r0
  program usr/bin/tool
    needed libodd.so.1 libc.so.6
  library opt/good/libodd.so.1
    needed libc.so.6
)";

/// A root in which /usr/lib/libodd.so.1 is whatever the test puts there.
class LddRoot : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string scenario = folder_.file("scenario.eg", k_scenario);
    const pid_t child = ::fork();
    if (child == 0) {
      ::execl(MKREPO, MKREPO, "--root", "--arch", "x86_64", scenario.c_str(), root_.c_str(), static_cast<char*>(nullptr));
      ::_exit(127);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_EQ(status, 0);
  }

  std::string host(const std::string& path) const { return root_ + path; }

  Outcome ldd(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"ldd", "--no-cache", "--root", root_});
    return run(arguments);
  }
  json tool(std::vector<std::string> arguments = {}) const {
    arguments.insert(arguments.begin(), {"/usr/bin/tool", "--format", "jsonl"});
    return json::parse(ldd(arguments).out);
  }
  /// How the loader's listing shows libodd.so.1.
  json odd() const {
    const json entry = tool();
    for (const auto& line : entry.at("map"))
      if (line.at("needed") == "libodd.so.1") return line;
    return nullptr;
  }

  /// COUNT links, the last one to the good library, the first one where the loader looks.
  void chain_of_links(unsigned count) const {
    std::string target = "/opt/good/libodd.so.1";
    for (unsigned i = count; i > 1; --i) {
      const auto link = "/opt/link" + std::to_string(i);
      fs::create_symlink(target, host(link));
      target = link;
    }
    fs::create_symlink(target, host(k_odd));
  }

  static constexpr const char* k_odd = "/usr/lib/libodd.so.1";
  TemporaryFolder folder_;
  const std::string root_ = folder_.path("root");
};

TEST_F(LddRoot, AnAbsoluteLinkStartsAtTheRoot) {
  fs::create_symlink("/opt/good/libodd.so.1", host(k_odd));
  EXPECT_EQ(odd().at("path"), k_odd);
  EXPECT_EQ(odd().at("real"), "/opt/good/libodd.so.1");
}

TEST_F(LddRoot, ALinkThatLeavesTheRootStaysInIt) {
  const auto outside = folder_.path("libodd.so.1");
  fs::copy_file(host("/opt/good/libodd.so.1"), outside);
  fs::create_symlink("../../../../../../../../../../.." + outside, host(k_odd));
  EXPECT_TRUE(odd().at("path").is_null());
  fs::create_directories(host(folder_.path()));
  fs::copy_file(outside, host(outside));
  EXPECT_EQ(odd().at("real"), outside) << "'..' at the root is the root";
}

TEST_F(LddRoot, ADirectoryLinkThatLeavesTheRootStaysInIt) {
  fs::create_symlink("../../../../../../../.." + folder_.path(), host("/usr/lib/glibc-hwcaps"));
  EXPECT_TRUE(odd().at("path").is_null());
}

TEST_F(LddRoot, R12_2FortyLinksAreFollowed) {
  chain_of_links(40);
  EXPECT_EQ(odd().at("real"), "/opt/good/libodd.so.1");
}

TEST_F(LddRoot, R12_2TheFortyFirstLinkIsNotFollowed) {
  chain_of_links(41);
  EXPECT_TRUE(odd().at("path").is_null());
}

TEST_F(LddRoot, ALinkToItselfIsNotFound) {
  fs::create_symlink("libodd.so.1", host(k_odd));
  EXPECT_TRUE(odd().at("path").is_null());
}

TEST_F(LddRoot, R7_1ADirectoryOfThatNameIsFatal) {
  fs::create_directory(host(k_odd));
  const auto entry = tool();
  EXPECT_EQ(entry.at("status"), "fatal");
  EXPECT_THAT(entry.at("reason"), HasSubstr("cannot read file data"));
}

TEST_F(LddRoot, AFifoIsNeverWaitedFor) {
  ASSERT_EQ(::mkfifo(host(k_odd).c_str(), 0666), 0);
  EXPECT_NE(tool().at("status"), "ok");
  EXPECT_EQ(ldd({"--all", "--list"}).status, 1);
}

TEST_F(LddRoot, ASocketIsNotOpened) {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto here = fs::current_path();
  fs::current_path(host("/usr/lib"));  // the address is short, the folder's path may not be
  std::strcpy(address.sun_path, "libodd.so.1");
  const int bound = ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  fs::current_path(here);
  ::close(fd);
  ASSERT_EQ(bound, 0);
  EXPECT_NE(tool().at("status"), "ok");
}

TEST_F(LddRoot, AHugeSparseFileIsReadInParts) {
  fs::copy_file(host("/opt/good/libodd.so.1"), host(k_odd));
  if (::truncate(host(k_odd).c_str(), std::int64_t{3} << 30) != 0) GTEST_SKIP() << "no sparse files here";
  EXPECT_EQ(odd().at("real"), k_odd);
}

TEST_F(LddRoot, R7_1AnEmptyFileIsFatal) {
  std::ofstream(host(k_odd)).close();
  EXPECT_THAT(tool().at("reason"), HasSubstr("file too short"));
}

TEST_F(LddRoot, ANameWithANewlineAndBadBytesStaysOneLine) {
  fs::copy_file(host("/opt/good/libodd.so.1"), host("/usr/lib/lib\nodd\xff.so"));
  const auto outcome = ldd({"--all", "--format", "jsonl"});
  EXPECT_THAT(outcome.out, HasSubstr(R"("/usr/lib/lib\\x0aodd\\xff.so")"));
  std::istringstream lines(outcome.out);
  for (std::string line; std::getline(lines, line);) EXPECT_TRUE(json::accept(line)) << line;
}

TEST_F(LddRoot, WhatLiesDeeperThanAnyPathIsNamedAndLeftOut) {
  const auto here = ::open(".", O_RDONLY | O_DIRECTORY);
  ASSERT_EQ(::chdir(root_.c_str()), 0);
  const std::string name(200, 'd');
  for (int i = 0; i < 25; ++i) {
    ASSERT_EQ(::mkdir(name.c_str(), 0755), 0);
    ASSERT_EQ(::chdir(name.c_str()), 0);
  }
  ASSERT_EQ(::fchdir(here), 0);
  ::close(here);
  const auto outcome = ldd({"--all", "--list"});
  EXPECT_EQ(outcome.status, 3);
  EXPECT_THAT(outcome.err, HasSubstr("k_path"));
  EXPECT_THAT(outcome.out, HasSubstr("/usr/bin/tool"));
}

TEST_F(LddRoot, ARelativeFileIsOneOfTheRoot) {
  EXPECT_EQ(json::parse(ldd({"usr/bin/tool", "--format", "jsonl"}).out), tool());
}

TEST_F(LddRoot, AScriptIsFatalAndSaysWhatRunsIt) {
  std::ofstream(host("/usr/bin/script")) << "#!/bin/sh\nexec tool \"$@\" # and so on, to be longer than an ELF header is\n";
  const auto outcome = ldd({"/usr/bin/script", "--format", "jsonl"});
  EXPECT_EQ(outcome.status, 1);
  const auto entry = json::parse(outcome.out);
  EXPECT_EQ(entry.at("status"), "fatal");
  EXPECT_TRUE(entry.at("loader").is_null());
  EXPECT_THAT(entry.at("reason"), HasSubstr("/bin/sh"));
}

TEST_F(LddRoot, ADirectoryWithoutProgramsIsIncompleteAndSaysSo) {
  fs::create_directory(folder_.path("empty"));
  const auto outcome = run({"ldd", "--root", folder_.path("empty"), "--all"});
  EXPECT_EQ(outcome.status, 3);
  EXPECT_THAT(outcome.err, HasSubstr("no program or library"));
}

TEST_F(LddRoot, AllAndAPackageContradictEachOther) {
  const auto outcome = ldd({"--all", "--package", "tool"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("--all"));
  EXPECT_THAT(outcome.out, IsEmpty());
}

TEST(LddOfThisSystem, AScriptIsNoSource) {
  const TemporaryFolder folder;
  const auto script =
      folder.file("script", "#!/bin/sh\n# long enough to be looked at as a program: 64 bytes and more of text\n");
  const auto outcome = run({"ldd", script});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, HasSubstr("script that /bin/sh runs"));
}

}  // namespace
}  // namespace elfgate::command_test
