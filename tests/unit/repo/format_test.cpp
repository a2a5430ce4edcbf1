#include "repo/format.h"

#include <gmock/gmock.h>

#include "unit/repo/apk_builder.h"
#include "unit/repo/deb_builder.h"
#include "unit/repo/scratch_dir.h"

namespace elfgate::repo {
namespace {

using base::ErrorCode;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::SizeIs;

std::string format_name(const std::string& source) {
  const auto format = format_of(source);
  return format ? (*format)->name : "none";
}

TEST(Formats, AreThereByNameAndInOrderOfPriority) {
  std::vector<std::string> names;
  int last = 0;
  for (const Format* format : formats()) {
    names.push_back(format->name);
    EXPECT_GE(format->priority, last);
    last = format->priority;
    EXPECT_EQ(format_named(format->name), format);
  }
  EXPECT_THAT(names, IsSupersetOf({"apk_repository", "deb_repository", "apk_file", "deb_file", "apk_directory", "deb_directory",
                                   "rootfs"}));
  EXPECT_EQ(names.back(), "rootfs");
  EXPECT_EQ(format_named("none"), nullptr);
}

TEST(Formats, EachSourceIsRecognisedByWhatIsThere) {
  ScratchDir dir;
  const std::string apk = ApkBuilder().build(), deb = DebBuilder().build();
  EXPECT_EQ(format_name(dir.write("one/demo.apk", apk)), "apk_file");
  EXPECT_EQ(format_name(dir.write("two/demo.deb", deb)), "deb_file");
  EXPECT_EQ(format_name(dir.path("one")), "apk_directory");
  EXPECT_EQ(format_name(dir.path("two")), "deb_directory");
  EXPECT_EQ(format_name(dir.write("three/x86_64/APKINDEX.tar.gz", apk)), "apk_repository");
  EXPECT_EQ(format_name(dir.path("three")), "apk_repository");
  EXPECT_EQ(format_name(dir.path("three/x86_64")), "apk_repository");
  EXPECT_EQ(format_name(dir.write("four/Packages", "")), "deb_repository");
  EXPECT_EQ(format_name(dir.path("four")), "deb_repository");
}

TEST(Formats, PackagesInsideARootFileSystemDoNotHideIt) {
  ScratchDir dir;
  dir.mkdir("etc");
  dir.mkdir("usr");
  dir.write("root/demo.deb", "");
  dir.write("demo.apk", "");
  EXPECT_EQ(format_name(dir.path()), "rootfs");
}

TEST(Formats, SourcesThatAreNoneSayWhatIsRead) {
  ScratchDir dir;
  EXPECT_EQ(code_of(format_of(dir.path("nowhere"))), ErrorCode::not_found);
  const auto other = format_of(dir.write("notes.txt", "x"));
  ASSERT_EQ(code_of(other), ErrorCode::usage);
  EXPECT_THAT(other.error().detail, ::testing::HasSubstr("apk repository"));
}

TEST(LoosePackages, IndexIsMadeFromThePackages) {
  ScratchDir dir;
  ApkBuilder one, two;
  two.info = "pkgname = other\npkgver = 2\narch = aarch64\n";
  dir.write("x86_64/a.apk", one.build());
  dir.write("aarch64/b.apk", two.build());
  const auto listing = format_named("apk_directory")->open(dir.path(), {}).value();
  ASSERT_THAT(listing.packages, SizeIs(2));
  EXPECT_EQ(listing.packages[0].name, "other");
  EXPECT_EQ(listing.packages[1].identity, one.identity());
  EXPECT_THAT(listing.arches, ElementsAre("aarch64", "x86_64"));
  RecordingSink sink;
  EXPECT_TRUE(format_named("apk_directory")->read(listing.packages[0], sink).has_value());
}

TEST(LoosePackages, UnreadablePackageIsAProblemOfTheListing) {
  ScratchDir dir;
  dir.write("good.deb", DebBuilder().build());
  dir.write("bad.deb", "!<arch>\n");
  const auto listing = format_named("deb_directory")->open(dir.path(), {}).value();
  EXPECT_THAT(listing.packages, SizeIs(1));
  ASSERT_THAT(listing.problems, SizeIs(1));
  EXPECT_EQ(listing.problems[0].rule, "unreadable-package");
  EXPECT_EQ(listing.problems[0].package, "bad.deb");
}

TEST(LoosePackages, TwoCopiesOfOneFileAreOnePackage) {
  ScratchDir dir;
  const std::string bytes = ApkBuilder().build();
  dir.write("a.apk", bytes);
  dir.write("sub/b.apk", bytes);
  EXPECT_THAT(format_named("apk_directory")->open(dir.path(), {}).value().packages, SizeIs(1));
}

TEST(LoosePackages, PackageWithoutAnArchitectureIsNoarch) {
  ScratchDir dir;
  ApkBuilder apk;
  apk.info = "pkgname = demo\npkgver = 1\n";
  const auto listing = format_named("apk_file")->open(dir.write("a.apk", apk.build()), {}).value();
  EXPECT_EQ(listing.packages.at(0).arch, "noarch");
  EXPECT_THAT(listing.arches, IsEmpty());
}

}  // namespace
}  // namespace elfgate::repo
