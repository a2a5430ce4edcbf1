#include "repo/apk/index_file.h"

#include <gmock/gmock.h>

#include "repo/signature.h"
#include "unit/repo/apk_builder.h"
#include "unit/repo/scratch_dir.h"
#include "unit/repo/signing_key.h"

namespace elfgate::repo {
namespace {

using base::ErrorCode;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string k_text = "C:" + apk_identity(std::string(20, 'a')) + "\nP:a\nV:1\n\n";

using Entries = std::vector<std::pair<std::string, std::string>>;

std::string member(const Entries& entries, bool end = true) {
  archive::TarWriter writer;
  for (const auto& [name, content] : entries) writer.add({name}, content);
  if (end) writer.end();
  return archive::gzip_member(base::as_bytes(writer.take()));
}

base::Result<ApkIndexFile> read(const std::string& bytes, const std::string& keys = "") {
  return read_apk_index_bytes(base::as_bytes(bytes), keys);
}

/// An index signed under each of NAMES ({algorithm, entry name}).
std::string signed_index(const SigningKey& key, const Entries& names) {
  const std::string index = member({{"APKINDEX", k_text}});
  Entries signatures;
  for (const auto& [algorithm, name] : names) signatures.emplace_back(name, key.sign(algorithm, index));
  return member(signatures, false) + index;
}

TEST(ApkIndexFile, I1BothOrdersOfTheEntriesAreRead) {
  for (const Entries& entries :
       {Entries{{"DESCRIPTION", "v3.16"}, {"APKINDEX", k_text}}, Entries{{"APKINDEX", k_text}, {"DESCRIPTION", "v3.16"}}}) {
    const auto index = read(member(entries)).value();
    EXPECT_THAT(index.text.packages, SizeIs(1));
    EXPECT_EQ(index.description, "v3.16");
  }
}

TEST(ApkIndexFile, I1DescriptionMayBeMissing) {
  EXPECT_THAT(read(member({{"APKINDEX", k_text}})).value().text.packages, SizeIs(1));
}

TEST(ApkIndexFile, I1SignatureMemberComesFirst) {
  EXPECT_THAT(read(member({{".SIGN.RSA.k.rsa.pub", "x"}}, false) + member({{"APKINDEX", k_text}})).value().text.packages,
              SizeIs(1));
}

TEST(ApkIndexFile, I1SignatureInsideTheOnlyMemberIsPassedOver) {
  EXPECT_THAT(read(member({{"APKINDEX", k_text}, {"DESCRIPTION", ""}, {".SIGN.RSA.k.rsa.pub", "x"}})).value().text.packages,
              SizeIs(1));
}

TEST(ApkIndexFile, I1OtherEntriesAreNotedAndDotNamesRefused) {
  const auto index = read(member({{"README", "x"}, {"APKINDEX", k_text}})).value();
  ASSERT_THAT(index.text.problems, SizeIs(1));
  EXPECT_TRUE(index.text.problems[0].note);
  EXPECT_EQ(code_of(read(member({{".hidden", "x"}, {"APKINDEX", k_text}}))), ErrorCode::malformed);
}

TEST(ApkIndexFile, I1IndexWithoutApkindexOrWithTwoIsRefused) {
  EXPECT_EQ(code_of(read(member({{"DESCRIPTION", "x"}}))), ErrorCode::malformed);
  EXPECT_EQ(code_of(read(member({{"APKINDEX", k_text}, {"APKINDEX", k_text}}))), ErrorCode::malformed);
  EXPECT_EQ(code_of(read("")), ErrorCode::truncated);
}

TEST(ApkIndexFile, I3LongDescriptionIsIgnored) {
  EXPECT_EQ(read(member({{"DESCRIPTION", std::string(161, 'x')}, {"APKINDEX", k_text}})).value().description, "");
  EXPECT_THAT(read(member({{"DESCRIPTION", std::string(160, 'x')}, {"APKINDEX", k_text}})).value().description, SizeIs(160));
}

class SignedIndex : public ::testing::Test {
 protected:
  SignedIndex() { keys_.write("k.rsa.pub", key_.pem()); }
  /// Making a key takes long, so the suite has one.
  static const SigningKey& suite_key() {
    static const SigningKey key;
    return key;
  }
  ScratchDir keys_;
  const SigningKey& key_ = suite_key();
};

TEST_F(SignedIndex, C29EachAlgorithmVerifies) {
  for (const std::string algorithm : {"RSA", "RSA256", "RSA512"}) {
    const auto index = read(signed_index(key_, {{algorithm, ".SIGN." + algorithm + ".k.rsa.pub"}}), keys_.path()).value();
    EXPECT_EQ(index.verified_by, algorithm + " k.rsa.pub");
  }
}

TEST_F(SignedIndex, C29FirstSignatureWhoseKeyIsKnownCounts) {
  const auto bytes = signed_index(key_, {{"RSA256", ".SIGN.RSA256.unknown.rsa.pub"}, {"RSA256", ".SIGN.RSA256.k.rsa.pub"}});
  EXPECT_EQ(read(bytes, keys_.path()).value().verified_by, "RSA256 k.rsa.pub");
}

TEST_F(SignedIndex, I2AnyChangeOfTheSignedBytesIsABadSignature) {
  std::string bytes = signed_index(key_, {{"RSA256", ".SIGN.RSA256.k.rsa.pub"}});
  const std::string index = member({{"APKINDEX", k_text}});
  bytes[bytes.size() - index.size() + 8] ^= 2;  // XFL in the gzip header: no reader cares
  EXPECT_EQ(code_of(read(bytes, keys_.path())), ErrorCode::bad_signature);
}

TEST_F(SignedIndex, I2SignatureByAnotherKeyOfThatNameIsBad) {
  EXPECT_EQ(code_of(read(signed_index(SigningKey(), {{"RSA256", ".SIGN.RSA256.k.rsa.pub"}}), keys_.path())),
            ErrorCode::bad_signature);
}

TEST_F(SignedIndex, I2AlgorithmOfTheNameDecides) {
  EXPECT_EQ(code_of(read(signed_index(key_, {{"RSA", ".SIGN.RSA256.k.rsa.pub"}}), keys_.path())), ErrorCode::bad_signature);
}

TEST_F(SignedIndex, I2UnsignedIndexIsBadOnlyWhenKeysAreGiven) {
  const auto bytes = member({{"APKINDEX", k_text}});
  EXPECT_EQ(code_of(read(bytes, keys_.path())), ErrorCode::bad_signature);
  EXPECT_EQ(read(bytes).value().verified_by, "");
}

TEST_F(SignedIndex, C29OversizedSignatureEntryIsSkipped) {
  const std::string bytes =
      member({{".SIGN.RSA256.k.rsa.pub", std::string(65537, 'x')}}, false) + member({{"APKINDEX", k_text}});
  EXPECT_THAT(detail_of(read(bytes, keys_.path())), HasSubstr("not signed"));
}

TEST(SignatureName, C29PartsAreAlgorithmAndKeyFile) {
  const auto name = parse_signature_name(".SIGN.RSA256.chainguard-ab.rsa.pub").value();
  EXPECT_EQ(name.algorithm, "RSA256");
  EXPECT_EQ(name.key, "chainguard-ab.rsa.pub");
}

TEST(SignatureName, X16KeyNameNeverLeavesTheKeyDirectory) {
  for (const char* entry :
       {".SIGN.RSA.../../etc/key", ".SIGN.RSA.a/b", ".SIGN.RSA.", ".SIGN.RSA", "RSA.key", ".SIGN.RSA...", ".SIGN.RSA.a\n"})
    EXPECT_EQ(code_of(parse_signature_name(entry)), ErrorCode::malformed) << entry;
}

TEST(SignatureName, C29DsaIsUnsupported) {
  EXPECT_EQ(code_of(parse_signature_name(".SIGN.DSA.k.dsa.pub")), ErrorCode::unsupported);
}

TEST(Signature, KeyFileThatHoldsNoKeyIsMalformed) {
  ScratchDir dir;
  EXPECT_EQ(code_of(verify_signature("RSA256", dir.write("k", "not a key"), "x", {})), ErrorCode::malformed);
}

}  // namespace
}  // namespace elfgate::repo
