// elfgate ldd on scenarios. What is expected was written down from the scenario by hand.
#include <nlohmann/json.hpp>

#include "process.h"

namespace elfgate::command_test {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* k_scenario = R"(scenario "a program, its library in a private directory, and one where nobody looks"
libc wolfi
generate melange

package tool 1.0-r0
  no-depends
  depends so:libc.so.6 so:%ldso%
  program usr/bin/tool
    runpath $ORIGIN/../lib/tool
    needed libinner.so.1 libc.so.6
  library usr/lib/tool/libinner.so.1
    needed libabsent.so.1 libc.so.6
  library opt/tool/libabsent.so.1
    needed libc.so.6
package sound 1.0-r0
  program usr/bin/sound
    needed libc.so.6
)";

class Ldd : public ::testing::Test {
 protected:
  Outcome ldd(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"ldd", "--no-facts", "--arch", "x86_64", source_});
    return run(arguments);
  }

  TemporaryFolder folder_;
  std::string source_ = folder_.file("tool.eg", k_scenario);
};

json line_of(const json& entry, const std::string& needed) {
  for (const auto& line : entry.at("map"))
    if (line.at("needed") == needed) return line;
  return nullptr;
}

TEST_F(Ldd, R1_11AMissingLibraryIsNullAndTheWalkGoesOn) {
  const Outcome outcome = ldd({"/usr/bin/tool", "--format", "jsonl"});
  EXPECT_EQ(outcome.status, 1) << outcome.err;
  const json entry = json::parse(outcome.out);
  EXPECT_EQ(entry.at("file"), "/usr/bin/tool");
  EXPECT_EQ(entry.at("arch"), "x86_64");
  EXPECT_EQ(entry.at("loader"), "glibc");
  EXPECT_EQ(entry.at("status"), "missing");
  const json absent = line_of(entry, "libabsent.so.1");
  ASSERT_FALSE(absent.is_null());
  EXPECT_TRUE(absent.at("path").is_null());
  EXPECT_EQ(absent.at("by"), "/usr/bin/../lib/tool/libinner.so.1");
  EXPECT_TRUE(line_of(entry, "libc.so.6").at("path").is_string());
}

TEST_F(Ldd, PathIsTheTextThatTheLoaderPrintsAndRealTheFile) {
  const json inner = line_of(json::parse(ldd({"/usr/bin/tool", "--format", "jsonl"}).out), "libinner.so.1");
  EXPECT_EQ(inner.at("path"), "/usr/bin/../lib/tool/libinner.so.1");
  EXPECT_EQ(inner.at("real"), "/usr/lib/tool/libinner.so.1");
  EXPECT_EQ(inner.at("how"), "runpath");
}

TEST_F(Ldd, AProgramWithEverythingIsOk) {
  const Outcome outcome = ldd({"--package", "sound", "--format", "jsonl"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(json::parse(outcome.out).at("status"), "ok");
}

TEST_F(Ldd, ADocumentOfAllFilesIsOneArray) {
  const json all = json::parse(ldd({"--all", "--format", "json"}).out);
  ASSERT_TRUE(all.is_array());
  std::vector<std::string> files;
  for (const auto& entry : all) files.push_back(entry.at("file"));
  EXPECT_THAT(files, ::testing::IsSupersetOf({"/usr/bin/tool", "/usr/bin/sound", "/usr/lib/tool/libinner.so.1"}));
}

TEST_F(Ldd, TheTreeSaysWhatIsMissingAndWhere) {
  const std::string out = ldd({"/usr/bin/tool"}).out;
  EXPECT_THAT(out, AllOf(HasSubstr("/usr/bin/tool"), HasSubstr("libabsent.so.1"), HasSubstr("not found")));
}

TEST_F(Ldd, PathsAreOnlyOfWhatIsThere) {
  const std::string out = ldd({"/usr/bin/tool", "--paths"}).out;
  EXPECT_THAT(out, AllOf(HasSubstr("/usr/bin/../lib/tool/libinner.so.1\n"), Not(HasSubstr("libabsent"))));
}

TEST_F(Ldd, ALibraryPathIsSearched) {
  const auto path_of_absent = [&](const std::vector<std::string>& options) {
    std::vector<std::string> arguments{"/usr/bin/tool", "--package", "tool", "--format", "jsonl"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return line_of(json::parse(ldd(arguments).out), "libabsent.so.1").at("path");
  };
  EXPECT_TRUE(path_of_absent({}).is_null());
  EXPECT_EQ(path_of_absent({"--library-path", "/opt/tool"}), "/opt/tool/libabsent.so.1");
}

TEST_F(Ldd, AnUnknownPackageIsRefusedByName) {
  const Outcome outcome = ldd({"--package", "tol"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("tol"));
  EXPECT_THAT(outcome.out, IsEmpty());
}

TEST_F(Ldd, WithoutAChoiceOfFilesItSaysWhatToName) {
  const Outcome outcome = ldd({});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("--package"), HasSubstr("--all")));
}

TEST(LddOfThisSystem, AProgramIsLookedAtAsLddDoes) {
  const Outcome outcome = run({"ldd", ELFGATE_COMMAND, "--format", "jsonl"});
  const json entry = json::parse(outcome.out);
  EXPECT_EQ(entry.at("file"), ELFGATE_COMMAND);
  EXPECT_EQ(entry.at("status"), "ok") << outcome.out;
}

}  // namespace
}  // namespace elfgate::command_test
