// elfgate ldd-check on installed roots. The expected lines are those of the shell tool of test stanzas, or what
// docs/ldd-check.md promises in their place.
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "process.h"

namespace elfgate::command_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
namespace fs = std::filesystem;

constexpr const char* k_scenario = R"(scenario "a root with sound and broken files"
libc wolfi

package sound 1.0-r0
  program usr/bin/sound
    needed libsound.so.1 libc.so.6
  library usr/lib/libsound.so.1
    needed libc.so.6
  file usr/share/doc/readme
    | nothing to load
package broken 1.0-r0
  program usr/bin/broken
    needed libabsent.so.1 libsound.so.1 libgone.so.2 libc.so.6
  program usr/bin/whole
    needed libc.so.6
package hidden 1.0-r0
  program usr/bin/hidden
    needed libprivate.so.1 libc.so.6
  library usr/lib/private/libprivate.so.1
    needed libc.so.6
package versions 1.0-r0
  library usr/lib/libv.so.1
    defines V_2
    needed libc.so.6
  program usr/bin/versions
    needed libv.so.1 libc.so.6
    wants libv.so.1 V_1
package stray 1.0-r0
  program usr/bin/stray
    interp /lib/ld-stray.so.1
    needed libc.so.6
package twice 1.0-r0
  program usr/bin/twice
    needed libabsent.so.1 libtwice.so.1 libc.so.6
  library usr/lib/libtwice.so.1
    needed libabsent.so.1 libc.so.6
package python 1.0-r0
  library usr/lib/python3.13/site-packages/x/native.so
    needed libbeside.so libc.so.6
  library usr/lib/python3.13/site-packages/x/libbeside.so
    needed libc.so.6
)";

/// A root with an apk database, made anew for each test.
class LddCheck : public ::testing::Test {
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
    database("lib/apk/db");
  }

  void database(const std::string& dir) {
    fs::create_directories(root_ + "/" + dir);
    std::ofstream(root_ + "/" + dir + "/installed")
        << "C:Q1\nP:sound\nV:1.0-r0\nF:usr\nF:usr/bin\nR:sound\nF:usr/lib\nR:libsound.so.1\nF:usr/share/doc\nR:readme\n\n"
           "P:broken\nV:1.0-r0\nF:usr/bin\nR:broken\nR:whole\n\n"
           "P:hidden\nV:1.0-r0\nF:usr/bin\nR:hidden\n\n"
           "P:doc\nV:1.0-r0\nF:usr/share/doc\nR:readme\n\n"
           "P:python\nV:1.0-r0\nF:usr/lib/python3.13/site-packages/x\nR:libbeside.so\nR:native.so\n\n";
  }

  Outcome check(std::vector<std::string> arguments, const Setting& setting = {}) {
    arguments.insert(arguments.begin(), {"ldd-check", "--root", root_});
    return run(arguments, setting);
  }

  TemporaryFolder folder_;
  const std::string root_ = folder_.path("root");
};

TEST_F(LddCheck, WritesTheShellToolsLinesForASoundPackage) {
  const auto outcome = check({"--packages=sound"});
  EXPECT_EQ(outcome.out,
            "[ldd-check] Testing binaries in package sound\n"
            "PASS[ldd-check]: /usr/bin/sound\n"
            "PASS[ldd-check]: /usr/lib/libsound.so.1\n"
            "INFO[ldd-check]: tested 2 files with ldd. 2 passes. 0 fails.\n");
  EXPECT_EQ(outcome.status, 0);
}

TEST_F(LddCheck, NamesAllMissingLibrariesOnOneLineAndGoesOn) {
  const auto outcome = check({"--packages=broken"});
  EXPECT_EQ(outcome.out,
            "[ldd-check] Testing binaries in package broken\n"
            "FAIL[ldd-check]: /usr/bin/broken: missing libabsent.so.1 libgone.so.2\n"
            "PASS[ldd-check]: /usr/bin/whole\n"
            "INFO[ldd-check]: tested 2 files with ldd. 1 passes. 1 fails.\n");
  EXPECT_EQ(outcome.status, 1);
}

TEST_F(LddCheck, ALibraryIsNamedAsOftenAsTheLoaderListsIt) {
  EXPECT_THAT(check({"--files=/usr/bin/twice"}).out,
              StartsWith("FAIL[ldd-check]: /usr/bin/twice: missing libabsent.so.1 libabsent.so.1\n"));
}

TEST_F(LddCheck, APackageWithoutDynamicFilesHasALineOnlyWhenVerbose) {
  EXPECT_THAT(check({"--packages=doc sound"}).out, Not(HasSubstr("has no dynamic")));
  EXPECT_THAT(check({"--packages=doc sound", "--verbose=true"}).out,
              HasSubstr("INFO[ldd-check]: doc: has no dynamic program or library\n"));
}

TEST_F(LddCheck, WhenVerboseWhatANamedFileIsNotHasTwoLines) {
  EXPECT_THAT(check({"--files=/usr/bin/absent", "--verbose=true"}).out,
              StartsWith("FAIL[ldd-check]: /usr/bin/absent: did not exist\n/usr/bin/absent: did not exist\n"));
}

TEST_F(LddCheck, ThePipelinePassesEveryOptionWithOrWithoutAValue) {
  const auto outcome = check({"--files=", "--exclude-files=", "--packages=sound", "--extra-library-paths=", "--verbose=false"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("tested 2 files"));
}

TEST_F(LddCheck, ValuesMayStandApartAndRepeatAndHoldSeveralWords) {
  const auto outcome =
      check({"--packages", "sound hidden", "--packages", "python", "--files", "/usr/bin/whole\n/usr/bin/sound"});
  EXPECT_THAT(outcome.out, StartsWith("PASS[ldd-check]: /usr/bin/whole\nPASS[ldd-check]: /usr/bin/sound\n[ldd-check] Testing"));
  EXPECT_THAT(outcome.out, HasSubstr("package hidden\nFAIL[ldd-check]: /usr/bin/hidden: missing libprivate.so.1\n"));
}

TEST_F(LddCheck, NoneTakesBackThePackages) {
  EXPECT_THAT(check({"--packages=broken", "--packages=none", "--files=/usr/bin/whole"}).out,
              AllOf(HasSubstr("tested 1 files"), Not(HasSubstr("broken"))));
}

TEST_F(LddCheck, TheNewerPlaceOfTheDatabaseIsReadToo) {
  fs::remove_all(root_ + "/lib/apk");
  fs::remove_all(root_ + "/usr/lib/apk");
  database("usr/lib/apk/db");
  EXPECT_EQ(check({"--packages=sound"}).status, 0);
}

TEST_F(LddCheck, ExtraLibraryPathsComeBeforeTheEnvironments) {
  EXPECT_EQ(check({"--packages=hidden"}).status, 1);
  EXPECT_EQ(check({"--packages=hidden", "--extra-library-paths=/nowhere:/usr/lib/private"}).status, 0);
}

TEST_F(LddCheck, LdLibraryPathOfTheHostMeansNothingInAnotherRoot) {
  EXPECT_EQ(check({"--packages=hidden"}, {.environment = {{"LD_LIBRARY_PATH", "/usr/lib/private"}}}).status, 1);
}

TEST_F(LddCheck, PythonExtensionsFindWhatLiesBesideThem) {
  const auto outcome = check({"--packages=python", "--verbose=true"});
  EXPECT_EQ(outcome.status, 0) << outcome.out;
  EXPECT_THAT(outcome.out, HasSubstr("Adding python site package directory '/usr/lib/python3.13/site-packages/x'"));
}

TEST_F(LddCheck, PatternsExclude) {
  const auto outcome = check({"--packages=broken", "--exclude-files=/usr/*/bro[k]en"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, HasSubstr("INFO[ldd-check]: /usr/bin/broken: excluded\n"));
}

TEST_F(LddCheck, APatternThatMatchesNothingIsNamed) {
  EXPECT_THAT(check({"--packages=sound", "--exclude-files=/usr/bin/soond"}).out,
              HasSubstr("INFO[ldd-check]: --exclude-files: '/usr/bin/soond' matches no file\n"));
}

TEST_F(LddCheck, NothingExaminedIsNoPass) {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"--packages=doc"},
                                                    {"--packages=sound", "--exclude-files=*"},
                                                    {"--packages=none", "--files="},
                                                    {}}) {
    const auto outcome = check(arguments);
    EXPECT_EQ(outcome.status, 1) << outcome.out;
    EXPECT_THAT(outcome.out, ::testing::AnyOf(HasSubstr("FAIL[ldd-check]: nothing"), HasSubstr("ERROR[ldd-check]: nothing")));
  }
  EXPECT_EQ(check({"--packages=doc", "--allow-empty"}).status, 0);
}

TEST_F(LddCheck, APackageThatIsNotInstalledIsAnErrorAndNotTheEnd) {
  const auto outcome = check({"--packages=soundd sound"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("ERROR[ldd-check]: Package soundd is not installed\n"),
                                 HasSubstr("did you mean 'sound'"), HasSubstr("PASS[ldd-check]: /usr/bin/sound\n")));
}

TEST_F(LddCheck, ABrokenFileIsOneFailureAndNotTheEnd) {
  fs::resize_file(root_ + "/usr/bin/broken", 100);
  const auto outcome = check({"--packages=broken"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("FAIL[ldd-check]: /usr/bin/broken: "),
                                 HasSubstr("PASS[ldd-check]: /usr/bin/whole\n"), HasSubstr("1 passes. 1 fails.")));
}

TEST_F(LddCheck, ABrokenLibraryFailsWhatLoadsIt) {
  std::ofstream(root_ + "/usr/lib/libsound.so.1") << std::string(100, ' ') + "GROUP ( libsound.so.2 )\n";
  const auto outcome = check({"--files=/usr/bin/sound /usr/bin/whole"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("FAIL[ldd-check]: /usr/bin/sound: "), HasSubstr("invalid ELF header"),
                                 HasSubstr("PASS[ldd-check]: /usr/bin/whole\n")));
}

TEST_F(LddCheck, ANamedFileHasToBeADynamicProgramOrLibrary) {
  const auto outcome = check({"--files=/usr/share/doc/readme /usr/bin/absent /usr/bin"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, StartsWith("FAIL[ldd-check]: /usr/share/doc/readme: not a dynamic exectuable\n"
                                      "FAIL[ldd-check]: /usr/bin/absent: did not exist\n"
                                      "FAIL[ldd-check]: /usr/bin: is not a file\n"));
}

TEST_F(LddCheck, VerboseShowsWhatTheLoaderLists) {
  const auto outcome = check({"--files=/usr/bin/broken", "--verbose=true"});
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("> $ ldd /usr/bin/broken\n"), HasSubstr("> \tlibabsent.so.1 => not found\n"),
                                 HasSubstr("> \tlibsound.so.1 => /")));
  EXPECT_THAT(check({"--packages=sound", "--verbose", "true"}).out,
              HasSubstr("\n/usr/share/doc/readme: not a dynamic exectuable\n"));
}

TEST_F(LddCheck, VerboseIsTrueOrFalse) {
  const auto outcome = check({"--packages=sound", "--verbose=yes"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.out, "ERROR[ldd-check]: --verbose must be 'true' or 'false'. found 'yes'\n");
}

TEST_F(LddCheck, SymbolVersionsCountOnlyWhenStrict) {
  EXPECT_EQ(check({"--files=/usr/bin/versions"}).status, 0);
  const auto strict = check({"--files=/usr/bin/versions", "--strict"});
  EXPECT_EQ(strict.status, 1);
  EXPECT_THAT(strict.out, AllOf(HasSubstr("FAIL[ldd-check]: /usr/bin/versions: "), HasSubstr("version `V_1' not found")));
}

TEST_F(LddCheck, TheInterpreterCountsOnlyWhenStrict) {
  EXPECT_EQ(check({"--files=/usr/bin/stray"}).status, 0);
  const auto strict = check({"--files=/usr/bin/stray", "--strict"});
  EXPECT_EQ(strict.status, 1);
  EXPECT_THAT(strict.out, HasSubstr("FAIL[ldd-check]: /usr/bin/stray: its interpreter /lib/ld-stray.so.1 is not there\n"));
}

TEST_F(LddCheck, ALinkOfThatNameIsTheTool) {
  fs::create_symlink(ELFGATE_COMMAND, folder_.path("ldd-check"));
  const std::string command =
      "'" + folder_.path("ldd-check") + "' --packages=sound --files= --verbose=false --root '" + root_ + "' >/dev/null";
  EXPECT_EQ(std::system(command.c_str()), 0);
}

TEST_F(LddCheck, TheSameForAnyNumberOfThreads) {
  const auto one = check({"--packages=sound broken python hidden", "--threads=1"});
  EXPECT_EQ(check({"--packages=sound broken python hidden", "--threads=4"}).out, one.out);
}

}  // namespace
}  // namespace elfgate::command_test
