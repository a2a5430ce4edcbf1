#include "repo/apk/index_text.h"

#include <gmock/gmock.h>

#include "base/limits.h"
#include "unit/repo/apk_builder.h"

namespace elfgate::repo {
namespace {

using base::ErrorCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string identity(char fill) {
  return apk_identity(std::string(20, fill));
}

std::string record(const std::string& name, const std::string& version, char fill, const std::string& more = "") {
  return "C:" + identity(fill) + "\nP:" + name + "\nV:" + version + "\nA:x86_64\n" + more + "\n";
}

ApkIndexText parse(const std::string& text) {
  return parse_apk_index(text).value();
}

TEST(ApkIndexText, I6ReadsEachFieldThatMatters) {
  const auto index = parse("C:" + identity('a') +
                           "\nP:curl\nV:8.1-r0\nA:aarch64\nS:1234\nI:5678\nT:text\nU:url\nL:MIT\no:curl-src\nm:me\nt:1\nc:abc\n"
                           "k:10\nD:so:libc.so.6  !x y>=1\np:cmd:curl=8.1-r0 so:libcurl.so.4=4.8\ni:a b=1\n\n");
  ASSERT_THAT(index.packages, SizeIs(1));
  const auto& package = *index.packages[0];
  EXPECT_EQ(package.identity, identity('a'));
  EXPECT_EQ(package.name, "curl");
  EXPECT_EQ(package.version, "8.1-r0");
  EXPECT_EQ(package.arch, "aarch64");
  EXPECT_EQ(package.size, 1234U);
  EXPECT_EQ(package.installed_size, 5678U);
  EXPECT_EQ(package.origin, "curl-src");
  EXPECT_EQ(package.relations.provider_priority, 10U);
  EXPECT_THAT(package.relations.depends, ElementsAre("so:libc.so.6", "!x", "y>=1"));
  EXPECT_THAT(package.relations.provides, ElementsAre("cmd:curl=8.1-r0", "so:libcurl.so.4=4.8"));
  EXPECT_THAT(package.relations.install_if, ElementsAre("a", "b=1"));
  EXPECT_TRUE(package.indexed);
  EXPECT_THAT(index.problems, IsEmpty());
}

TEST(ApkIndexText, I6TabIsPartOfAName) {
  EXPECT_THAT(parse(record("a", "1", 'a', "D:b\tc d\n")).packages[0]->relations.depends, ElementsAre("b\tc", "d"));
}

TEST(ApkIndexText, I6RepeatedDependsLineAdds) {
  EXPECT_THAT(parse(record("a", "1", 'a', "D:b\nD:c\n")).packages[0]->relations.depends, ElementsAre("b", "c"));
}

TEST(ApkIndexText, I6InstalledDatabaseFieldsAreIgnored) {
  EXPECT_THAT(parse(record("a", "1", 'a', "F:x\nM:x\nR:x\nZ:x\nr:x\nq:x\na:x\ns:x\nf:x\ng:x\n")).problems, IsEmpty());
}

TEST(ApkIndexText, I6UnknownUpperCaseFieldMakesUninstallable) {
  const auto index = parse(record("a", "1", 'a', "X:1\n") + record("b", "1", 'b'));
  EXPECT_THAT(index.packages[0]->uninstallable, HasSubstr("X:"));
  EXPECT_EQ(index.packages[1]->uninstallable, "");
}

TEST(ApkIndexText, I6UnknownLowerCaseFieldIsIgnoredWithANote) {
  const auto index = parse(record("a", "1", 'a', "x:1\n"));
  EXPECT_EQ(index.packages[0]->uninstallable, "");
  ASSERT_THAT(index.problems, SizeIs(1));
  EXPECT_TRUE(index.problems[0].note);
}

TEST(ApkIndexText, I6RecordWithoutIdentityRefusesTheIndex) {
  EXPECT_EQ(code_of(parse_apk_index(record("a", "1", 'a') + "P:b\nV:1\n\n")), ErrorCode::malformed);
}

TEST(ApkIndexText, I6IdentityThatIsNoneIsAProblem) {
  const auto index = parse("C:Q1AAAA\nP:a\nV:1\n\n");
  ASSERT_THAT(index.problems, SizeIs(1));
  EXPECT_EQ(index.problems[0].rule, "index-mismatch");
  EXPECT_FALSE(index.problems[0].note);
}

TEST(ApkIndexText, I4LineWithoutAColonRefusesTheIndex) {
  const auto index = parse_apk_index(record("a", "1", 'a') + "C:" + identity('b') + "\nP:b\nV1\n\n");
  EXPECT_EQ(code_of(index), ErrorCode::malformed);
  EXPECT_THAT(detail_of(index), HasSubstr("I4"));
}

TEST(ApkIndexText, I4LineOfOneByteEndsARecord) {
  const auto index = parse("C:" + identity('a') + "\nP:a\nV:1\nx\nC:" + identity('b') + "\nP:b\nV:1\n\n");
  EXPECT_THAT(index.packages, SizeIs(2));
}

TEST(ApkIndexText, I5RecordWithoutABlankLineAfterItCounts) {
  const auto index = parse("C:" + identity('a') + "\nP:a\nV:1\n");
  EXPECT_THAT(index.packages, SizeIs(1));
  EXPECT_THAT(index.problems, IsEmpty());
}

TEST(ApkIndexText, I5LastRecordWithoutALineFeedIsKeptAndNoted) {
  const auto index = parse("C:" + identity('a') + "\nP:a\nV:1");
  EXPECT_THAT(index.packages, SizeIs(1));
  ASSERT_THAT(index.problems, SizeIs(1));
  EXPECT_THAT(index.problems[0].error.detail, HasSubstr("I5"));
  EXPECT_TRUE(index.problems[0].note);
}

TEST(ApkIndexText, I7LineOver128KibIsReadWithANote) {
  const auto index = parse(record("a", "1", 'a', "T:" + std::string(140'000, 'x') + "\n"));
  EXPECT_THAT(index.packages, SizeIs(1));
  ASSERT_THAT(index.problems, SizeIs(1));
  EXPECT_THAT(index.problems[0].error.detail, HasSubstr("I7"));
}

TEST(ApkIndexText, X14LineOverOneMibIsALimit) {
  EXPECT_EQ(code_of(parse_apk_index(record("a", "1", 'a', "T:" + std::string(base::limits::k_index_line, 'x') + "\n"))),
            ErrorCode::limit);
}

TEST(ApkIndexText, I9SeveralVersionsOfANameStayInTheirOrder) {
  const auto index = parse(record("a", "3.0.1", 'a') + record("a", "3.4.0", 'b') + record("a", "3.1.0", 'c'));
  std::vector<std::string> versions;
  for (const auto& package : index.packages) versions.push_back(package->version + "#" + std::to_string(package->order));
  EXPECT_THAT(versions, ElementsAre("3.0.1#0", "3.4.0#1", "3.1.0#2"));
}

TEST(ApkIndexText, I10SameIdentityTwiceIsOnePackageWithTheFirstData) {
  const auto index = parse(record("a", "1", 'a', "D:first\n") + record("a", "1", 'a', "D:second\n"));
  ASSERT_THAT(index.packages, SizeIs(1));
  EXPECT_THAT(index.packages[0]->relations.depends, ElementsAre("first"));
  EXPECT_TRUE(index.problems.at(0).note);
}

TEST(ApkIndexText, X15SameIdentityOfTwoNamesIsReported) {
  const auto index = parse(record("a", "1", 'a') + record("b", "1", 'a'));
  EXPECT_THAT(index.packages, SizeIs(1));
  ASSERT_THAT(index.problems, SizeIs(1));
  EXPECT_FALSE(index.problems[0].note);
  EXPECT_THAT(index.problems[0].error.detail, HasSubstr("X15"));
}

TEST(ApkIndexText, C27IdentitiesThatDifferInTrailingBitsAreOne) {
  const std::string text = "C:Q1qZk+NkcGgWq6PiVxeFDCbJzQ2J0=\nP:a\nV:1\n\nC:Q1qZk+NkcGgWq6PiVxeFDCbJzQ2J1=\nP:a\nV:1\n\n";
  EXPECT_THAT(parse(text).packages, SizeIs(1));
}

TEST(ApkIndexText, I10SameNameAndVersionWithAnotherIdentityAreTwo) {
  EXPECT_THAT(parse(record("a", "1", 'a') + record("a", "1", 'b')).packages, SizeIs(2));
}

TEST(ApkIndexText, I15BracketsAroundInstallIfAreStrippedWithANote) {
  const auto index = parse(record("a", "1", 'a', "i:[foo=1 docs]\n"));
  EXPECT_THAT(index.packages[0]->relations.install_if, ElementsAre("foo=1", "docs"));
  EXPECT_THAT(index.problems.at(0).error.detail, HasSubstr("I15"));
}

TEST(ApkIndexText, X16NameOrVersionWithASlashIsDroppedAndReported) {
  const auto index = parse(record("../x", "1", 'a') + record("a", "1/2", 'b') + record("", "1", 'c') + record("ok", "1", 'd'));
  ASSERT_THAT(index.packages, SizeIs(1));
  EXPECT_EQ(index.packages[0]->name, "ok");
  EXPECT_THAT(index.problems, SizeIs(3));
}

TEST(ApkIndexText, OriginIsTheNameWhereNoneIsGiven) {
  EXPECT_EQ(parse(record("a", "1", 'a')).packages[0]->origin, "a");
}

TEST(ApkIndexText, EmptyTextHoldsNothing) {
  EXPECT_THAT(parse("").packages, IsEmpty());
  EXPECT_THAT(parse("\n\n\n").packages, IsEmpty());
}

}  // namespace
}  // namespace elfgate::repo
