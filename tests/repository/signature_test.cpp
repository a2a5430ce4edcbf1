// --keys: an index that is signed by a key of the folder is in order, any other one is the finding bad-signature (C29, I2).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <iterator>

#include "made_repository.h"
#include "unit/repo/signing_key.h"

namespace elfgate::repository_test {
namespace {

namespace fs = std::filesystem;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string little_endian(std::uint32_t value, unsigned width) {
  std::string bytes;
  for (unsigned i = 0; i < width; ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

std::uint32_t crc32(const std::string& bytes) {
  std::uint32_t crc = ~0U;
  for (const unsigned char byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

/// One gzip member that holds BYTES as they are.
std::string stored(const std::string& bytes) {
  const auto size = static_cast<std::uint32_t>(bytes.size());
  return std::string("\x1f\x8b\x08\0\0\0\0\0\0\xff\x01", 11) + little_endian(size, 2) + little_endian(~size, 2) + bytes +
         little_endian(crc32(bytes), 4) + little_endian(size, 4);
}

/// A tar entry without the end blocks, as a signature member has it.
std::string tar_entry(const std::string& name, const std::string& content) {
  std::string header(512, '\0');
  const auto put = [&](std::size_t at, const std::string& text) { header.replace(at, text.size(), text); };
  char size[13];
  std::snprintf(size, sizeof size, "%011o", static_cast<unsigned>(content.size()));
  put(0, name), put(100, "0000644"), put(108, "0000000"), put(116, "0000000"), put(124, size), put(136, "00000000000");
  put(148, "        "), put(156, "0"), put(257, std::string("ustar\0", 6) + "00");
  unsigned sum = 0;
  for (const unsigned char byte : header) sum += byte;
  char text[8];
  std::snprintf(text, sizeof text, "%06o", sum);
  put(148, std::string(text, 7));
  return header + content + std::string((512 - content.size() % 512) % 512, '\0');
}

class Signatures : public ::testing::Test {
 protected:
  Signatures() : made_(mixed_scenario()), keys_(made_.folder() / "keys") {
    fs::create_directory(keys_);
    write_file(keys_ / "builder.rsa.pub", key().pem());
  }

  static const repo::SigningKey& key() {
    static const repo::SigningKey one;
    return one;
  }

  fs::path index(const std::string& arch) const { return fs::path(made_.path()) / arch / "APKINDEX.tar.gz"; }

  void sign(const std::string& arch, const std::string& algorithm, const repo::SigningKey& by,
            const std::string& name = "builder.rsa.pub") const {
    const auto bytes = read_file(index(arch));
    const auto signature = tar_entry(".SIGN." + algorithm + "." + name, by.sign(algorithm, bytes));
    write_file(index(arch), stored(signature) + bytes);
  }

  void sign_both(const std::string& algorithm, const repo::SigningKey& by) const {
    for (const char* arch : {"x86_64", "aarch64"}) sign(arch, algorithm, by);
  }

  CheckReport check_with_keys(const std::string& level = "") const {
    CheckOptions options;
    options.sources = {made_.path()};
    options.keys_dir = keys_.string();
    options.threads = 2;
    if (!level.empty()) options.severities["bad-signature"] = level;
    return check(options);
  }

  std::vector<std::string> bad(const std::string& level = "") const { return bad_of(check_with_keys(level)); }

  /// "arch message" of each bad-signature.
  static std::vector<std::string> bad_of(const CheckReport& report) {
    std::vector<std::string> all;
    for (const auto& finding : report.findings)
      if (finding.rule == "bad-signature") all.push_back(finding.arch + " " + finding.message);
    return all;
  }

  MadeRepository made_;
  fs::path keys_;
};

TEST_F(Signatures, C29AnIndexSignedByAKnownKeyIsInOrderForEachAlgorithm) {
  const auto x86_64 = read_file(index("x86_64")), aarch64 = read_file(index("aarch64"));
  for (const char* algorithm : {"RSA", "RSA256", "RSA512"}) {
    write_file(index("x86_64"), x86_64);
    write_file(index("aarch64"), aarch64);
    sign_both(algorithm, key());
    EXPECT_THAT(bad(), IsEmpty()) << algorithm;
  }
}

TEST_F(Signatures, I2AnUnsignedIndexIsAFindingOfItsArchitecture) {
  sign("aarch64", "RSA256", key());
  ASSERT_THAT(bad(), SizeIs(1));
  EXPECT_THAT(bad().front(), ::testing::StartsWith("x86_64 "));
  EXPECT_THAT(bad().front(), HasSubstr("not signed"));
}

TEST_F(Signatures, I2AChangedIndexIsAFindingAndStillJudged) {
  sign_both("RSA256", key());
  auto bytes = read_file(index("x86_64"));
  const auto begin = bytes.find("\x1f\x8b\x08", 1);
  bytes[begin + 4] ^= 1;  // the time in the header of the signed member: no reader cares
  write_file(index("x86_64"), bytes);
  EXPECT_THAT(bad(), SizeIs(1));
  EXPECT_THAT(check_with_keys().findings, SizeIs(5)) << "the other findings stay";
  EXPECT_EQ(check_with_keys().status, Status::findings);
}

TEST_F(Signatures, C29ASignatureByAStrangerUnderTheNameOfAKnownKeyIsAFinding) {
  sign_both("RSA512", repo::SigningKey());
  EXPECT_THAT(bad(), SizeIs(2));
}

TEST_F(Signatures, C29ASignatureOfAnotherAlgorithmThanItsNameSaysIsAFinding) {
  const auto bytes = read_file(index("x86_64"));
  sign("aarch64", "RSA", key());
  write_file(index("x86_64"), stored(tar_entry(".SIGN.RSA256.builder.rsa.pub", key().sign("RSA", bytes))) + bytes);
  EXPECT_THAT(bad(), SizeIs(1));
}

TEST_F(Signatures, C29AKeyThatIsNotInTheFolderVouchesForNothing) {
  for (const char* arch : {"x86_64", "aarch64"}) sign(arch, "RSA256", key(), "elsewhere.rsa.pub");
  EXPECT_THAT(bad(), SizeIs(2));
  EXPECT_THAT(bad(), Each(HasSubstr(keys_.string())));
}

TEST_F(Signatures, ItCanBeSwitchedOff) {
  EXPECT_THAT(bad(), SizeIs(2));
  EXPECT_THAT(bad("off"), IsEmpty());
}

TEST_F(Signatures, ASourceWithoutASignedIndexIsSaidToBeUnverified) {
  CheckOptions options;
  options.sources = {made_.packages("x86_64").front().string()};
  options.keys_dir = keys_.string();
  EXPECT_THAT(bad_of(check(options)), ElementsAre(HasSubstr("nothing was verified")));
}

}  // namespace
}  // namespace elfgate::repository_test
