#include "repo/deb/package.h"

#include <gmock/gmock.h>

#include "unit/repo/deb_builder.h"
#include "unit/repo/scratch_dir.h"

namespace elfgate::repo {
namespace {

using base::ErrorCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

base::Result<void> read_deb_bytes(const std::string& bytes, RecordingSink& sink, const model::PackageRef& ref = {}) {
  base::MemorySource source(base::as_bytes(bytes));
  return read_deb(source, bytes.size(), ref, sink);
}

DebBuilder demo() {
  DebBuilder deb;
  deb.dir("./").dir("./usr/").file("./usr/x", "bytes");
  return deb;
}

TEST(DebPackage, DotSlashNamesAreOrdinaryPaths) {
  RecordingSink sink;
  ASSERT_TRUE(read_deb_bytes(demo().build(), sink).has_value());
  EXPECT_THAT(sink.paths(), ElementsAre("/", "/usr", "/usr/x"));
  EXPECT_EQ(sink.contents[2], "bytes");
  EXPECT_THAT(sink.notes(), IsEmpty());
}

TEST(DebPackage, UncompressedMembersAreRead) {
  auto deb = demo();
  deb.control_name = "control.tar";
  deb.data_name = "data.tar";
  RecordingSink sink;
  EXPECT_TRUE(read_deb_bytes(deb.build(), sink).has_value());
}

TEST(DebPackage, OldCompressionsAreUnsupported) {
  for (const char* suffix : {".bz2", ".lzma"}) {
    auto deb = demo();
    deb.data_name = std::string("data.tar") + suffix;
    RecordingSink sink;
    EXPECT_EQ(code_of(read_deb_bytes(deb.build(), sink)), ErrorCode::unsupported);
    deb = demo();
    deb.control_name = std::string("control.tar") + suffix;
    EXPECT_EQ(code_of(read_deb_bytes(deb.build(), sink)), ErrorCode::unsupported);
  }
}

TEST(DebPackage, MetadataComesFromTheControlFile) {
  auto deb = demo();
  deb.control =
      "Package: libdemo1\nSource: demo (0.9)\nVersion: 1:1.0-1+b2\nArchitecture: arm64\nMulti-Arch: same\nInstalled-Size: 12\n"
      "Pre-Depends: dpkg (>= 1.15)\nDepends: libc6 (>= 2.34),\n libz1  |\n zlib1g:any\nProvides: demo-abi (= 3)\n"
      "Conflicts: old\nBreaks: older (<< 2)\nReplaces: old\nDescription: text\n Depends: not a field\n";
  RecordingSink sink;
  ASSERT_TRUE(read_deb_bytes(deb.build(), sink).has_value());
  EXPECT_EQ(sink.info.name, "libdemo1");
  EXPECT_EQ(sink.info.version, "1:1.0-1+b2");
  EXPECT_EQ(sink.info.arch, "aarch64");
  EXPECT_EQ(sink.info.origin, "demo");
  EXPECT_EQ(sink.info.multi_arch, "same");
  EXPECT_EQ(sink.info.installed_size, 12U * 1024);
  EXPECT_THAT(sink.info.relations.depends, ElementsAre("dpkg (>= 1.15)", "libc6 (>= 2.34)", "libz1 | zlib1g:any"));
  EXPECT_THAT(sink.info.relations.provides, ElementsAre("demo-abi (= 3)"));
  EXPECT_THAT(sink.info.relations.conflicts, ElementsAre("old", "older (<< 2)"));
  EXPECT_THAT(sink.info.relations.replaces, ElementsAre("old"));
}

TEST(DebPackage, MaintainerScriptsComeBeforeEntries) {
  auto deb = demo();
  deb.scripts.add({"./postinst"}, "update-alternatives");
  deb.scripts.add({"./md5sums"}, "not a script");
  RecordingSink sink;
  ASSERT_TRUE(read_deb_bytes(deb.build(), sink).has_value());
  EXPECT_THAT(sink.events,
              ElementsAre("metadata demo", "script postinst update-alternatives", "entry /", "entry /usr", "entry /usr/x"));
}

TEST(DebPackage, HardLinkTargetsBecomeVirtualPaths) {
  auto deb = demo();
  deb.link("./usr/y", "./usr/x", '1').link("./usr/none", "./usr/later", '1').file("./usr/later", "x");
  RecordingSink sink;
  ASSERT_TRUE(read_deb_bytes(deb.build(), sink).has_value());
  EXPECT_EQ(sink.entries.at(3).type, EntryType::hard_link);
  EXPECT_EQ(sink.entries.at(3).target, "/usr/x");
  EXPECT_THAT(sink.notes(), ElementsAre("X3 /usr/none"));
}

TEST(DebPackage, X9PathThatComesTwiceIsNoted) {
  auto deb = demo();
  deb.file("./usr//x", "second").dir("./usr/");
  RecordingSink sink;
  ASSERT_TRUE(read_deb_bytes(deb.build(), sink).has_value());
  EXPECT_THAT(sink.notes(), ElementsAre("X9 /usr/x"));
  EXPECT_EQ(sink.contents.at(3), "second");
}

TEST(DebPackage, X1NamesThatLeaveTheRootAreRefused) {
  for (const char* name : {"../etc/x", "./usr/../../x", "usr/..", "./a\nb"}) {
    DebBuilder deb;
    deb.file(name, "x");
    RecordingSink sink;
    EXPECT_EQ(code_of(read_deb_bytes(deb.build(), sink)), ErrorCode::malformed) << name;
  }
}

TEST(DebPackage, X1FileInPlaceOfTheRootIsRefused) {
  DebBuilder deb;
  deb.file("./.", "x");
  RecordingSink sink;
  EXPECT_EQ(code_of(read_deb_bytes(deb.build(), sink)), ErrorCode::malformed);
}

TEST(DebPackage, MembersThatBeginWithAnUnderscoreArePassedOver) {
  auto deb = demo();
  deb.extra = "_gpgorigin";
  RecordingSink sink;
  EXPECT_TRUE(read_deb_bytes(deb.build(), sink).has_value());
}

TEST(DebPackage, OtherMembersBeforeTheDataAreRefused) {
  auto deb = demo();
  deb.extra = "evil";
  RecordingSink sink;
  EXPECT_EQ(code_of(read_deb_bytes(deb.build(), sink)), ErrorCode::malformed);
}

TEST(DebPackage, FormatVersionMustBeTwo) {
  auto deb = demo();
  deb.version = "3.0\n";
  RecordingSink sink;
  EXPECT_EQ(code_of(read_deb_bytes(deb.build(), sink)), ErrorCode::unsupported);
}

TEST(DebPackage, Sha256OfTheIndexIsHeldAgainstTheWholeFile) {
  std::string bytes = demo().build();
  model::PackageRef ref;
  ref.identity = "sha256:" + hex_sha256(bytes);
  RecordingSink sink;
  EXPECT_TRUE(read_deb_bytes(bytes, sink, ref).has_value());
  bytes[8 + 16] = '1';  // the date of debian-binary: no reader cares
  EXPECT_EQ(code_of(read_deb_bytes(bytes, sink, ref)), ErrorCode::mismatch);
}

TEST(DebPackage, BytesAfterTheDataBelongToTheHash) {
  archive::ArWriter more;
  more.add("_later", "x");
  const std::string bytes = demo().build() + more.take().substr(8);
  model::PackageRef ref;
  ref.identity = "sha256:" + hex_sha256(bytes);
  RecordingSink sink;
  EXPECT_TRUE(read_deb_bytes(bytes, sink, ref).has_value());
}

TEST(DebPackage, C30SizeThatDiffersFromTheIndexIsAMismatch) {
  const std::string bytes = demo().build();
  model::PackageRef ref;
  ref.size = bytes.size() + 1;
  RecordingSink sink;
  EXPECT_EQ(code_of(read_deb_bytes(bytes, sink, ref)), ErrorCode::mismatch);
  EXPECT_THAT(sink.events, IsEmpty());
}

TEST(DebPackage, C23ScriptOverTheBoundIsNoted) {
  auto deb = demo();
  deb.scripts.add({"./postinst"}, std::string(262145, '#'));
  RecordingSink sink;
  ASSERT_TRUE(read_deb_bytes(deb.build(), sink).has_value());
  EXPECT_THAT(sink.notes(), ElementsAre("C23 "));
}

TEST(DebPackage, ControlWithoutAControlFileIsRefused) {
  archive::ArWriter ar;
  ar.add("debian-binary", "2.0\n");
  ar.add("control.tar", std::string(1024, '\0'));
  RecordingSink sink;
  EXPECT_EQ(code_of(read_deb_bytes(ar.take(), sink)), ErrorCode::malformed);
}

TEST(DebPackage, X12SeveralControlFilesOrStanzasAreRefused) {
  auto files = demo();
  files.scripts.add({"control"}, "Package: other\n");
  auto stanzas = demo();
  stanzas.control += "\nPackage: other\nVersion: 1\nArchitecture: all\n";
  RecordingSink sink;
  EXPECT_EQ(code_of(read_deb_bytes(files.build(), sink)), ErrorCode::malformed);
  EXPECT_EQ(code_of(read_deb_bytes(stanzas.build(), sink)), ErrorCode::malformed);
}

TEST(DebPackage, EveryTruncationIsAnError) {
  const std::string bytes = demo().build();
  for (std::size_t size = 0; size + 2 < bytes.size(); size += 7) {
    RecordingSink sink;
    EXPECT_FALSE(read_deb_bytes(bytes.substr(0, size), sink).has_value()) << size;
  }
}

TEST(DescribeDeb, ReadsOnlyTheControlMember) {
  ScratchDir dir;
  const std::string bytes = demo().build();
  const std::string path = dir.write("demo.deb", bytes.substr(0, bytes.size() - 10));
  const auto package = describe_deb(path).value();
  EXPECT_EQ(package.name, "demo");
  EXPECT_EQ(package.version, "1:1.0-1");
  EXPECT_EQ(package.arch, "x86_64");
  EXPECT_EQ(package.size, bytes.size() - 10);
  EXPECT_EQ(package.system, model::PackageSystem::deb);
  EXPECT_THAT(package.identity, StartsWith("control:"));
  EXPECT_FALSE(package.indexed);
}

TEST(DescribeDeb, FileThatChangedSinceItWasListedIsAMismatch) {
  ScratchDir dir;
  auto deb = demo();
  const std::string bytes = deb.build();
  const auto package = describe_deb(dir.write("demo.deb", bytes)).value();
  RecordingSink sink;
  EXPECT_TRUE(read_deb(package, sink).has_value());
  auto other = demo();
  other.control = "Package: demo\nVersion: 1:1.0-2\nArchitecture: amd64\n";
  std::string changed = other.build();
  ASSERT_LE(changed.size(), bytes.size() + 100);
  auto unsized = package;
  unsized.size = 0;
  dir.write("demo.deb", changed);
  RecordingSink again;
  EXPECT_EQ(code_of(read_deb(unsized, again)), ErrorCode::mismatch);
  EXPECT_THAT(again.events, IsEmpty());
}

}  // namespace
}  // namespace elfgate::repo
