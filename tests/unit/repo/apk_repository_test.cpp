#include "repo/apk/repository.h"

#include <gmock/gmock.h>

#include "unit/repo/apk_builder.h"
#include "unit/repo/scratch_dir.h"
#include "unit/repo/signing_key.h"

namespace elfgate::repo {
namespace {

using base::ErrorCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Record {
  std::string name, version, arch;
  std::string identity = {};
  std::string more = {};
};

std::string index_bytes(const std::vector<Record>& records) {
  std::string text;
  char fill = 'a';
  for (const auto& record : records) {
    text += "C:" + (record.identity.empty() ? apk_identity(std::string(20, fill++)) : record.identity) + "\nP:" + record.name +
            "\nV:" + record.version + "\n";
    if (!record.arch.empty()) text += "A:" + record.arch + "\n";
    text += record.more + "\n";
  }
  archive::TarWriter writer;
  writer.add({"APKINDEX"}, text);
  writer.end();
  return archive::gzip_member(base::as_bytes(writer.take()));
}

std::vector<std::string> names(const Listing& listing) {
  std::vector<std::string> all;
  for (const auto& package : listing.packages) all.push_back(package.arch + "/" + package.name + "-" + package.version);
  return all;
}

std::vector<std::string> rules(const Listing& listing) {
  std::vector<std::string> all;
  for (const auto& problem : listing.problems) all.push_back(problem.rule + " " + problem.package);
  return all;
}

class Repository : public ::testing::Test {
 protected:
  void index(const std::string& dir, const std::vector<Record>& records) {
    dir_.write((dir.empty() ? "" : dir + "/") + std::string("APKINDEX.tar.gz"), index_bytes(records));
  }
  Listing list(const OpenOptions& options = {}) { return open_apk_repository(dir_.path(), options).value(); }
  ScratchDir dir_;
};

TEST_F(Repository, ListsEveryArchitectureSorted) {
  index("x86_64", {{"b", "1", "x86_64"}, {"a", "1", "x86_64"}});
  index("aarch64", {{"b", "2", "aarch64"}});
  for (const char* file : {"x86_64/a-1.apk", "x86_64/b-1.apk", "aarch64/b-2.apk"}) dir_.write(file, "");
  const auto listing = list();
  EXPECT_THAT(names(listing), ElementsAre("aarch64/b-2", "x86_64/a-1", "x86_64/b-1"));
  EXPECT_THAT(listing.arches, ElementsAre("aarch64", "x86_64"));
  EXPECT_THAT(listing.problems, IsEmpty());
  EXPECT_EQ(listing.packages[2].location, dir_.path("x86_64/b-1.apk"));
  EXPECT_EQ(listing.packages[2].order, 0U) << "I11: the order of the index, not of the listing";
  EXPECT_TRUE(listing.packages[0].indexed);
}

TEST_F(Repository, ArchesOfTheOptionsAreTheOnlyOnes) {
  index("x86_64", {{"a", "1", "x86_64"}});
  index("aarch64", {{"a", "1", "aarch64"}});
  OpenOptions options;
  options.arches = {"aarch64"};
  options.layer = 3;
  const auto listing = list(options);
  EXPECT_THAT(names(listing), ElementsAre("aarch64/a-1"));
  EXPECT_THAT(listing.arches, ElementsAre("aarch64"));
  EXPECT_EQ(listing.packages[0].layer, 3U);
}

TEST_F(Repository, I9SeveralVersionsAreKept) {
  index("x86_64", {{"a", "2", "x86_64"}, {"a", "1", "x86_64"}});
  EXPECT_THAT(names(list()), ElementsAre("x86_64/a-1", "x86_64/a-2"));
}

TEST_F(Repository, MissingFileIsAProblemAndThePackageStaysListed) {
  index("x86_64", {{"a", "1", "x86_64"}, {"b", "1", "x86_64"}});
  dir_.write("x86_64/a-1.apk", "");
  const auto listing = list();
  EXPECT_THAT(names(listing), SizeIs(2));
  EXPECT_THAT(rules(listing), ElementsAre("missing-package b"));
  EXPECT_EQ(listing.packages[1].location, "");
  EXPECT_EQ(listing.problems[0].arch, "x86_64");
  EXPECT_EQ(listing.problems[0].version, "1");
}

TEST_F(Repository, I12FilesAreLookedForUnderTheArchOfTheRecordFirst) {
  index("x86_64", {{"a", "1", "noarch"}, {"b", "1", "noarch"}});
  dir_.write("noarch/a-1.apk", "");
  dir_.write("x86_64/a-1.apk", "");
  dir_.write("x86_64/b-1.apk", "");
  const auto listing = list();
  EXPECT_EQ(listing.packages[0].location, dir_.path("noarch/a-1.apk"));
  EXPECT_EQ(listing.packages[1].location, dir_.path("x86_64/b-1.apk"));
}

TEST_F(Repository, I12DirectoryWithAnIndexOfItsOwnHoldsItsPackages) {
  index("", {{"a", "1", "x86_64"}, {"b", "1", ""}});
  dir_.write("a-1.apk", "");
  dir_.write("b-1.apk", "");
  const auto listing = list();
  EXPECT_THAT(listing.arches, ElementsAre("x86_64"));
  EXPECT_THAT(listing.problems, IsEmpty());
  EXPECT_EQ(listing.packages.back().location, dir_.path("a-1.apk"));
}

TEST_F(Repository, I12IndexFileItselfIsASource) {
  index("x86_64", {{"a", "1", "x86_64"}});
  dir_.write("x86_64/a-1.apk", "");
  const auto listing = open_apk_repository(dir_.path("x86_64/APKINDEX.tar.gz"), {}).value();
  EXPECT_EQ(listing.packages.at(0).location, dir_.path("x86_64/a-1.apk"));
  EXPECT_THAT(listing.arches, ElementsAre("x86_64"));
}

TEST_F(Repository, I12NameThatLooksLikeAVersionFindsItsFile) {
  index("x86_64", {{"foo-2-bar", "1.0-r0", "x86_64"}});
  dir_.write("x86_64/foo-2-bar-1.0-r0.apk", "");
  EXPECT_THAT(list().problems, IsEmpty());
}

TEST_F(Repository, I6RecordOfAForeignArchitectureIsUninstallable) {
  index("x86_64", {{"a", "1", "aarch64"}});
  dir_.write("x86_64/a-1.apk", "");
  const auto listing = list();
  EXPECT_EQ(listing.packages[0].uninstallable, "arch: aarch64");
  EXPECT_EQ(listing.packages[0].arch, "x86_64");
}

TEST_F(Repository, NoarchPackageThatEveryIndexListsIsOnePackage) {
  const Record shared{"data", "1", "noarch", apk_identity(std::string(20, 's'))};
  index("x86_64", {shared, {"a", "1", "x86_64"}});
  index("aarch64", {shared, {"a", "1", "aarch64"}});
  EXPECT_THAT(names(list()), ElementsAre("aarch64/a-1", "noarch/data-1", "x86_64/a-1"));
}

TEST_F(Repository, NoarchPackageOfOneIndexBelongsToThatArchitectureOnly) {
  index("x86_64", {{"data", "1", "noarch"}});
  index("aarch64", {{"a", "1", "aarch64"}});
  EXPECT_THAT(names(list()), ElementsAre("aarch64/a-1", "x86_64/data-1"));
}

TEST_F(Repository, NoarchPackageBuiltPerArchitectureStaysTwo) {
  index("x86_64", {{"data", "1", "noarch", apk_identity(std::string(20, 'x'))}});
  index("aarch64", {{"data", "1", "noarch", apk_identity(std::string(20, 'y'))}});
  EXPECT_THAT(names(list()), ElementsAre("aarch64/data-1", "x86_64/data-1"));
}

TEST_F(Repository, BrokenIndexOfOneArchitectureIsAProblem) {
  index("x86_64", {{"a", "1", "x86_64"}});
  dir_.write("aarch64/APKINDEX.tar.gz", "no gzip");
  const auto listing = list();
  EXPECT_THAT(names(listing), ElementsAre("x86_64/a-1"));
  EXPECT_EQ(listing.problems.at(0).rule, "unreadable-package");
  EXPECT_EQ(listing.problems.at(0).arch, "aarch64");
}

TEST_F(Repository, OnlyBrokenIndexesAreAnError) {
  dir_.write("x86_64/APKINDEX.tar.gz", "no gzip");
  EXPECT_EQ(code_of(open_apk_repository(dir_.path(), {})), ErrorCode::malformed);
  EXPECT_EQ(code_of(open_apk_repository(dir_.path("nowhere"), {})), ErrorCode::not_found);
}

TEST_F(Repository, ProfileIsGuessedFromTheNames) {
  index("x86_64", {{"wolfi-baselayout", "1", "x86_64"}, {"musl", "1", "x86_64"}});
  EXPECT_EQ(list().profile, "wolfi");
  index("x86_64", {{"alpine-baselayout", "1", "x86_64"}});
  EXPECT_EQ(list().profile, "alpine");
  index("x86_64", {{"demo", "1", "x86_64"}});
  EXPECT_EQ(list().profile, "");
}

TEST_F(Repository, I2BadSignatureIsAProblemAndThePackagesAreListed) {
  index("x86_64", {{"a", "1", "x86_64"}});
  ScratchDir keys;
  OpenOptions options;
  options.keys_dir = keys.path();
  const auto listing = list(options);
  EXPECT_EQ(listing.problems.at(0).rule, "bad-signature");
  EXPECT_THAT(listing.packages, SizeIs(1));
  EXPECT_THAT(listing.signatures, IsEmpty());
}

TEST_F(Repository, I2GoodSignatureIsTold) {
  const SigningKey key;
  ScratchDir keys;
  keys.write("k.rsa.pub", key.pem());
  const std::string index = index_bytes({{"a", "1", "x86_64"}});
  archive::TarWriter writer;
  writer.add({".SIGN.RSA256.k.rsa.pub"}, key.sign("RSA256", index));
  const std::string path = dir_.write("x86_64/APKINDEX.tar.gz", archive::gzip_member(base::as_bytes(writer.take())) + index);
  OpenOptions options;
  options.keys_dir = keys.path();
  EXPECT_EQ(list(options).signatures.at(path), "RSA256 k.rsa.pub");
}

TEST_F(Repository, ReadsAPackageThroughItsIndex) {
  ApkBuilder apk;
  apk.dir("usr").file("usr/x", "x");
  const std::string bytes = apk.build();
  dir_.write("x86_64/demo-1.0-r0.apk", bytes);
  index("x86_64", {{"demo", "1.0-r0", "x86_64", apk.identity(), "S:" + std::to_string(bytes.size()) + "\n"}});
  RecordingSink sink;
  EXPECT_TRUE(read_apk(list().packages.at(0), sink).has_value());
  EXPECT_THAT(sink.paths(), ElementsAre("/usr", "/usr/x"));
}

TEST_F(Repository, C26PackageThatIsNotTheListedOneIsAMismatch) {
  dir_.write("x86_64/demo-1.0-r0.apk", ApkBuilder().build());
  index("x86_64", {{"demo", "1.0-r0", "x86_64"}});
  RecordingSink sink;
  EXPECT_EQ(code_of(read_apk(list().packages.at(0), sink)), ErrorCode::mismatch);
}

}  // namespace
}  // namespace elfgate::repo
