#include "repo/apk/identity.h"

#include "unit/repo/apk_builder.h"

namespace elfgate::repo {
namespace {

using base::ErrorCode;

/// `printf abc | sha1sum`
const std::string k_sha1_abc = "a9993e364706816aba3e25717850c26c9cd0d89d";

TEST(ApkIdentity, C26IsQ1AndBase64OfSha1) {
  // printf abc | openssl dgst -sha1 -binary | base64
  EXPECT_EQ(apk_identity(base::from_hex(k_sha1_abc).value()), "Q1qZk+NkcGgWq6PiVxeFDCbJzQ2J0=");
}

TEST(ApkIdentity, C27ReadsBase64AndHex) {
  EXPECT_EQ(base::to_hex(parse_apk_identity("Q1qZk+NkcGgWq6PiVxeFDCbJzQ2J0=").value()), k_sha1_abc);
  EXPECT_EQ(base::to_hex(parse_apk_identity("X1" + k_sha1_abc).value()), k_sha1_abc);
}

TEST(ApkIdentity, C27TrailingBitsOfTheLastCharacterAreIgnored) {
  EXPECT_EQ(parse_apk_identity("Q1qZk+NkcGgWq6PiVxeFDCbJzQ2J0=").value(),
            parse_apk_identity("Q1qZk+NkcGgWq6PiVxeFDCbJzQ2J1=").value());
}

TEST(ApkIdentity, C27ShaTwoIsUnsupportedInEveryForm) {
  const std::string raw(32, 'x');
  for (const auto& text : {"Q2" + base::to_base64(raw), "X2" + base::to_hex(raw), "Q1" + base::to_base64(raw)})
    EXPECT_EQ(code_of(parse_apk_identity(text)), ErrorCode::unsupported) << text;
}

TEST(ApkIdentity, OtherTextIsMalformed) {
  for (const char* text : {"", "Q1", "Q1AAAA", "sha1:abc", "Q1****", "X1abc"})
    EXPECT_EQ(code_of(parse_apk_identity(text)), ErrorCode::malformed) << text;
}

}  // namespace
}  // namespace elfgate::repo
