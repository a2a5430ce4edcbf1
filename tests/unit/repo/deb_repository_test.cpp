#include "repo/deb/repository.h"

#include <gmock/gmock.h>

#include "repo/deb/arch_names.h"
#include "repo/deb/control_text.h"
#include "repo/deb/package.h"
#include "unit/repo/deb_builder.h"
#include "unit/repo/scratch_dir.h"

namespace elfgate::repo {
namespace {

using base::ErrorCode;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string stanza(const std::string& name, const std::string& arch, const std::string& filename,
                   const std::string& bytes = "") {
  return "Package: " + name + "\nVersion: 1\nArchitecture: " + arch + "\nFilename: " + filename +
         "\nSize: " + std::to_string(bytes.size()) + "\nSHA256: " + hex_sha256(name + arch + bytes) + "\n\n";
}

std::vector<std::string> names(const Listing& listing) {
  std::vector<std::string> all;
  for (const auto& package : listing.packages) all.push_back(package.arch + "/" + package.name);
  return all;
}

class DebArchive : public ::testing::Test {
 protected:
  Listing list(const OpenOptions& options = {}) { return open_deb_repository(dir_.path(), options).value(); }
  ScratchDir dir_;
};

TEST_F(DebArchive, FlatArchiveListsBothArchitectures) {
  dir_.write("Packages", stanza("a", "amd64", "./a.deb") + stanza("a", "arm64", "b.deb") + stanza("d", "all", "d.deb"));
  for (const char* file : {"a.deb", "b.deb", "d.deb"}) dir_.write(file, "");
  const auto listing = list();
  EXPECT_THAT(names(listing), ElementsAre("aarch64/a", "noarch/d", "x86_64/a"));
  EXPECT_THAT(listing.arches, ElementsAre("aarch64", "x86_64"));
  EXPECT_THAT(listing.problems, IsEmpty());
  EXPECT_EQ(listing.profile, "debian");
  EXPECT_TRUE(listing.packages[0].indexed);
}

TEST_F(DebArchive, DistsAndPoolAreFoundTogether) {
  dir_.write("dists/stable/main/binary-amd64/Packages.gz",
             archive::gzip_member(base::as_bytes(stanza("a", "amd64", "pool/a.deb") + stanza("d", "all", "pool/d.deb"))));
  dir_.write("dists/stable/main/binary-arm64/Packages", stanza("a", "arm64", "pool/b.deb") + stanza("d", "all", "pool/d.deb"));
  for (const char* file : {"pool/a.deb", "pool/b.deb", "pool/d.deb"}) dir_.write(file, "");
  const auto listing = list();
  EXPECT_THAT(names(listing), ElementsAre("aarch64/a", "noarch/d", "x86_64/a"));
  EXPECT_EQ(listing.packages[2].location, dir_.path("pool/a.deb"));
}

TEST_F(DebArchive, PackageOfTwoSuitesIsListedOnce) {
  for (const char* suite : {"stable", "stable-updates"})
    dir_.write("dists/" + std::string(suite) + "/main/binary-amd64/Packages", stanza("a", "amd64", "pool/a.deb"));
  dir_.write("pool/a.deb", "");
  EXPECT_THAT(names(list()), ElementsAre("x86_64/a"));
}

TEST_F(DebArchive, ArchitectureAllOfOneIndexBelongsToThatArchitecture) {
  dir_.write("dists/s/main/binary-amd64/Packages", stanza("d", "all", "pool/d.deb"));
  dir_.write("dists/s/main/binary-arm64/Packages", stanza("a", "arm64", "pool/b.deb"));
  EXPECT_THAT(names(list()), ElementsAre("aarch64/a", "x86_64/d"));
}

TEST_F(DebArchive, ArchesOfTheOptionsAreTheOnlyOnes) {
  dir_.write("Packages", stanza("a", "amd64", "a.deb") + stanza("a", "arm64", "b.deb") + stanza("d", "all", "d.deb"));
  OpenOptions options;
  options.arches = {"x86_64"};
  EXPECT_THAT(names(list(options)), ElementsAre("noarch/d", "x86_64/a"));
}

TEST_F(DebArchive, IndexFileItselfIsASource) {
  const auto flat = dir_.write("flat/Packages", stanza("a", "amd64", "a.deb"));
  dir_.write("flat/a.deb", "");
  EXPECT_THAT(open_deb_repository(flat, {}).value().problems, IsEmpty());
  const auto suite = dir_.write("top/dists/s/main/binary-amd64/Packages", stanza("a", "amd64", "pool/a.deb"));
  dir_.write("top/pool/a.deb", "");
  EXPECT_THAT(open_deb_repository(suite, {}).value().problems, IsEmpty());
}

TEST_F(DebArchive, MissingFileIsAProblemAndThePackageStaysListed) {
  dir_.write("Packages", stanza("a", "amd64", "a.deb"));
  const auto listing = list();
  EXPECT_THAT(names(listing), SizeIs(1));
  EXPECT_EQ(listing.packages[0].location, "");
  EXPECT_EQ(listing.problems.at(0).rule, "missing-package");
  EXPECT_EQ(listing.problems.at(0).arch, "x86_64");
}

TEST_F(DebArchive, X16FilenameThatLeavesTheArchiveIsNeverOpened) {
  ScratchDir outside;
  const std::string file = outside.write("secret.deb", "");
  dir_.write("Packages",
             stanza("a", "amd64", file) + stanza("b", "amd64", "../x.deb") + stanza("c", "amd64", "pool/../../x.deb"));
  const auto listing = list();
  EXPECT_THAT(listing.problems, SizeIs(3));
  for (const auto& package : listing.packages) EXPECT_EQ(package.location, "");
}

TEST_F(DebArchive, X16NamesThatCannotBePathsAreDroppedAndReported) {
  dir_.write("Packages", stanza("a/b", "amd64", "a.deb") + stanza("..", "amd64", "a.deb"));
  const auto listing = list();
  EXPECT_THAT(listing.packages, IsEmpty());
  EXPECT_THAT(listing.problems, SizeIs(2));
}

TEST_F(DebArchive, ReadsAPackageThroughItsIndex) {
  DebBuilder deb;
  deb.file("./x", "bytes");
  const std::string bytes = deb.build();
  dir_.write("demo.deb", bytes);
  dir_.write("Packages", "Package: demo\nVersion: 1:1.0-1\nArchitecture: amd64\nFilename: demo.deb\nSize: " +
                             std::to_string(bytes.size()) + "\nSHA256: " + hex_sha256(bytes) + "\n");
  RecordingSink sink;
  EXPECT_TRUE(read_deb(list().packages.at(0), sink).has_value());
  EXPECT_THAT(sink.paths(), ElementsAre("/x"));
}

TEST_F(DebArchive, BrokenIndexOfOneArchitectureIsAProblem) {
  dir_.write("dists/s/main/binary-amd64/Packages", stanza("a", "amd64", "a.deb"));
  dir_.write("dists/s/main/binary-arm64/Packages.gz", "no gzip");
  const auto listing = list();
  EXPECT_THAT(names(listing), ElementsAre("x86_64/a"));
  EXPECT_EQ(listing.problems.back().rule, "unreadable-package");
  EXPECT_EQ(listing.problems.back().arch, "aarch64");
}

TEST_F(DebArchive, OnlyBrokenIndexesAreAnError) {
  dir_.write("Packages", "this is no field\n");
  EXPECT_EQ(code_of(open_deb_repository(dir_.path(), {})), ErrorCode::malformed);
}

TEST(DebStanzas, FieldNamesIgnoreCaseAndCommentsAreSkipped) {
  std::vector<std::string> seen;
  const auto read =
      each_deb_stanza("PACKAGE: a\n# comment\nversion: 1\n \t\nPackage:b\n", [&](DebStanza& stanza) -> base::Result<void> {
        seen.push_back(stanza.package + stanza.version);
        return {};
      });
  EXPECT_TRUE(read.has_value());
  EXPECT_THAT(seen, ElementsAre("a1", "b"));
}

TEST(DebStanzas, ContinuedLineWithoutAFieldIsMalformed) {
  const auto nothing = [](DebStanza&) -> base::Result<void> { return {}; };
  EXPECT_EQ(code_of(each_deb_stanza(" folded\n", nothing)), ErrorCode::malformed);
  EXPECT_EQ(code_of(each_deb_stanza("Package: a\nno colon\n", nothing)), ErrorCode::malformed);
  EXPECT_EQ(code_of(each_deb_stanza(": no name\n", nothing)), ErrorCode::malformed);
}

TEST(DebArchNames, BecomeTheNamesOfTheKernel) {
  EXPECT_EQ(arch_of_deb("amd64"), "x86_64");
  EXPECT_EQ(arch_of_deb("arm64"), "aarch64");
  EXPECT_EQ(arch_of_deb("i386"), "x86");
  EXPECT_EQ(arch_of_deb("ppc64el"), "ppc64le");
  EXPECT_EQ(arch_of_deb("all"), "noarch");
  EXPECT_EQ(arch_of_deb("s390x"), "s390x");
  EXPECT_EQ(arch_of_deb("riscv64"), "riscv64");
}

}  // namespace
}  // namespace elfgate::repo
