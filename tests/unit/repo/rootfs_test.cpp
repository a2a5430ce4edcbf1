#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "repo/rootfs/machine.h"
#include "repo/rootfs/tree.h"
#include "unit/repo/apk_builder.h"
#include "unit/repo/scratch_dir.h"

namespace elfgate::repo {
namespace {

using base::ErrorCode;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

/// The first 64 bytes of an ELF file of MACHINE.
std::string elf(char machine, char elf_class = 2) {
  std::string header(64, '\0');
  header.replace(0, 7, std::string("\x7F") + "ELF" + elf_class + '\1' + '\1');
  header[18] = machine;
  return header;
}

const Format& rootfs() {
  return *format_named("rootfs");
}

class Tree : public ::testing::Test {
 protected:
  RecordingSink walk() {
    RecordingSink sink;
    EXPECT_TRUE(read_tree(dir_.path(), sink).has_value());
    return sink;
  }
  void symlink(const std::string& target, const std::string& name) {
    ASSERT_EQ(::symlink(target.c_str(), dir_.path(name).c_str()), 0);
  }
  ScratchDir dir_;
};

TEST_F(Tree, TellsWhatIsThereInOrder) {
  dir_.write("usr/lib/b", "content");
  dir_.write("usr/lib/a", "");
  dir_.write("etc/x", "");
  symlink("../lib/b", "usr/l");
  const auto sink = walk();
  EXPECT_THAT(sink.paths(), ElementsAre("/etc", "/etc/x", "/usr", "/usr/l", "/usr/lib", "/usr/lib/a", "/usr/lib/b"));
  EXPECT_EQ(sink.entries[3].type, EntryType::symlink);
  EXPECT_EQ(sink.entries[3].target, "../lib/b");
  EXPECT_EQ(sink.contents[6], "content");
  EXPECT_EQ(sink.entries[6].size, 7U);
}

TEST_F(Tree, X4SymlinkedDirectoryIsNotEntered) {
  ScratchDir outside;
  outside.write("secret", "x");
  symlink(outside.path(), "out");
  symlink("/", "root");
  EXPECT_THAT(walk().paths(), ElementsAre("/out", "/root"));
}

TEST_F(Tree, HardLinksAreFoundByInode) {
  dir_.write("a", "x");
  ASSERT_EQ(::link(dir_.path("a").c_str(), dir_.path("b").c_str()), 0);
  const auto sink = walk();
  EXPECT_EQ(sink.entries[0].type, EntryType::file);
  EXPECT_EQ(sink.entries[1].type, EntryType::hard_link);
  EXPECT_EQ(sink.entries[1].target, "/a");
}

TEST_F(Tree, ModesAreKept) {
  ::chmod(dir_.write("su", "x").c_str(), 04755);
  EXPECT_EQ(walk().entries[0].mode, 04755U);
}

TEST_F(Tree, X5FifoIsRecordedAndNeverOpened) {
  ASSERT_EQ(::mkfifo(dir_.path("f").c_str(), 0644), 0);
  const auto sink = walk();
  EXPECT_EQ(sink.entries[0].type, EntryType::fifo);
}

TEST_F(Tree, DeepNestingIsALimit) {
  std::string path;
  for (int i = 0; i < 300; ++i) path += "d/";
  dir_.mkdir(path);
  RecordingSink sink;
  EXPECT_EQ(code_of(read_tree(dir_.path(), sink)), ErrorCode::limit);
}

TEST_F(Tree, RootThatIsNotThereIsNotFound) {
  RecordingSink sink;
  EXPECT_EQ(code_of(read_tree(dir_.path("nowhere"), sink)), ErrorCode::not_found);
}

TEST_F(Tree, UnreadableDirectoryIsAProblemAndTheWalkGoesOn) {
  if (::geteuid() == 0) GTEST_SKIP() << "root can read everything";
  dir_.write("a/x", "");
  dir_.write("b/x", "");
  ::chmod(dir_.path("a").c_str(), 0);
  const auto sink = walk();
  ::chmod(dir_.path("a").c_str(), 0755);
  EXPECT_THAT(sink.paths(), ElementsAre("/a", "/b", "/b/x"));
  EXPECT_EQ(sink.problems.at(0).kind, model::Problem::Kind::unreadable);
}

TEST_F(Tree, IsOnePackageOfItsOwnArchitecture) {
  dir_.mkdir("etc");
  dir_.write("usr/bin/one", elf(62));
  dir_.write("usr/bin/two", "#!/bin/sh");
  const auto listing = rootfs().open(dir_.path(), {}).value();
  ASSERT_EQ(listing.packages.size(), 1U);
  EXPECT_EQ(listing.packages[0].name, "rootfs");
  EXPECT_EQ(listing.packages[0].arch, "x86_64");
  EXPECT_EQ(listing.packages[0].identity, "");
  EXPECT_EQ(listing.system, model::PackageSystem::none);
  EXPECT_THAT(listing.arches, ElementsAre("x86_64"));
}

TEST_F(Tree, MajorityOfItsProgramsDecidesTheArchitecture) {
  dir_.mkdir("etc");
  dir_.write("usr/lib/aarch64-linux-gnu/a", elf('\xB7'));
  dir_.write("usr/lib/aarch64-linux-gnu/b", elf('\xB7'));
  dir_.write("usr/bin/foreign", elf(62));
  EXPECT_EQ(rootfs().open(dir_.path(), {}).value().packages.at(0).arch, "aarch64");
}

TEST_F(Tree, ProfileIsTheIdOfOsRelease) {
  dir_.mkdir("usr/lib");
  dir_.write("etc/os-release", "NAME=x\nID=\"wolfi\"\n");
  EXPECT_EQ(rootfs().open(dir_.path(), {}).value().profile, "wolfi");
}

TEST_F(Tree, X4OsReleaseOfTheHostIsNeverRead) {
  ScratchDir outside;
  symlink(outside.write("os-release", "ID=wolfi\n"), "os-release");
  dir_.mkdir("usr");
  symlink(outside.path(), "etc");
  EXPECT_EQ(rootfs().open(dir_.path(), {}).value().profile, "");
}

TEST_F(Tree, IsRecognisedByItsDirectoriesOrItsDatabase) {
  EXPECT_FALSE(rootfs().recognise(dir_.path()));
  dir_.mkdir("usr");
  EXPECT_FALSE(rootfs().recognise(dir_.path()));
  dir_.mkdir("etc");
  EXPECT_TRUE(rootfs().recognise(dir_.path()));
  ScratchDir database;
  database.write("lib/apk/db/installed", "");
  EXPECT_TRUE(rootfs().recognise(database.path()));
}

TEST(ArchOfElf, KnowsClassAndByteOrder) {
  const auto arch = [](const std::string& bytes) { return arch_of_elf(base::as_bytes(bytes)); };
  EXPECT_EQ(arch(elf(62)), "x86_64");
  EXPECT_EQ(arch(elf(3, 1)), "x86");
  EXPECT_EQ(arch(elf('\xB7')), "aarch64");
  EXPECT_EQ(arch(elf(62, 1)), "") << "x32 is another ABI";
  EXPECT_EQ(arch("\x7F"
                 "ELF"),
            "");
  EXPECT_EQ(arch(""), "");
  EXPECT_EQ(arch(std::string(64, 'x')), "");
}

}  // namespace
}  // namespace elfgate::repo
