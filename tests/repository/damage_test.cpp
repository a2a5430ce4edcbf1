// One bad package is that package's finding: whatever happens to its file, nothing else changes but the exit status.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>

#include "made_repository.h"

namespace elfgate::repository_test {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

std::string name_of(const fs::path& package) {
  const auto stem = package.stem().string();  // NAME-VERSION-rN
  return stem.substr(0, stem.rfind('-', stem.rfind('-') - 1));
}

// Without the dynamic linker, or the links that lead to it, no start can be simulated: lines may then be missing (the run says
// that it is incomplete), and still none may be new.
bool carries_every_verdict(const std::string& name) {
  return name == "ld-linux" || name == "wolfi-baselayout";
}

// Damages each package of x86_64 in turn, alone, and compares what is said of all others.
void expect_only_own_lines_change(const std::string& rule, const std::function<void(const fs::path&)>& damage) {
  const MadeRepository made(mixed_scenario());
  const auto before = check_repository(made.path());
  ASSERT_EQ(before.status, Status::findings) << before.error;
  for (const auto& package : made.packages("x86_64")) {
    const auto kept = package.string() + ".kept";
    fs::copy_file(package, kept);
    damage(package);
    const auto after = check_repository(made.path());
    fs::remove(package);
    fs::rename(kept, package);
    const auto name = name_of(package);
    EXPECT_EQ(after.status, Status::incomplete) << name;
    if (carries_every_verdict(name))
      EXPECT_THAT(lines_without(before, name), IsSupersetOf(lines_without(after, name))) << name;
    else
      EXPECT_THAT(lines_without(after, name), ElementsAreArray(lines_without(before, name))) << name;
    EXPECT_THAT(lines(after), Contains(HasSubstr(rule + " x86_64 " + name + " "))) << name;
  }
}

TEST(DamagedRepository, TruncatingAnyPackageChangesOnlyItsOwnLines) {
  expect_only_own_lines_change("unreadable-package",
                               [](const fs::path& package) { fs::resize_file(package, fs::file_size(package) / 2); });
}

TEST(DamagedRepository, FlippingABitInTheMiddleOfAnyPackageChangesOnlyItsOwnLines) {
  expect_only_own_lines_change("unreadable-package", [](const fs::path& package) {
    std::fstream file(package, std::ios::in | std::ios::out | std::ios::binary);
    const auto middle = static_cast<std::streamoff>(fs::file_size(package) / 2);
    file.seekg(middle);
    const char byte = static_cast<char>(file.get() ^ 0x10);
    file.seekp(middle);
    file.put(byte);
  });
}

TEST(DamagedRepository, EmptyingAnyPackageChangesOnlyItsOwnLines) {
  expect_only_own_lines_change("unreadable-package", [](const fs::path& package) { fs::resize_file(package, 0); });
}

TEST(DamagedRepository, DeletingAnyPackageChangesOnlyItsOwnLines) {
  expect_only_own_lines_change("missing-package", [](const fs::path& package) { fs::remove(package); });
}

TEST(DamagedRepository, ADamagedPackageIsReadAgainOnceItIsMended) {
  const MadeRepository made(mixed_scenario());
  const auto facts = (made.folder() / "facts.sqlite").string();
  const auto package = made.packages("x86_64").front();
  const auto kept = package.string() + ".kept";
  fs::copy_file(package, kept);
  fs::resize_file(package, fs::file_size(package) / 2);
  ASSERT_EQ(check_repository(made.path(), 2, facts).status, Status::incomplete);
  fs::remove(package);
  fs::rename(kept, package);
  EXPECT_EQ(check_repository(made.path(), 2, facts).status, Status::findings);
}

}  // namespace
}  // namespace elfgate::repository_test
