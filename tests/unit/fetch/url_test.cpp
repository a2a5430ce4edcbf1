#include "fetch/url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace elfgate::fetch {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Url, IsTheOneWithAScheme) {
  EXPECT_TRUE(is_url("https://example.org/os"));
  EXPECT_TRUE(is_url("ftp://example.org"));
  EXPECT_FALSE(is_url("repository/x86_64"));
  EXPECT_FALSE(is_url("scenario.eg#after"));
  EXPECT_FALSE(is_url("./odd dir://name"));
  EXPECT_FALSE(is_url("://"));
}

TEST(Url, HasOneSpelling) {
  EXPECT_EQ(normal_url("https://Example.org/os//").value(), "https://Example.org/os");
  EXPECT_EQ(normal_url("http://example.org").value(), "http://example.org");
  EXPECT_EQ(normal_url("http://example.org:8080/a/../b").value(), "http://example.org:8080/b");
}

TEST(Url, WithCredentialsAQueryOrAnotherSchemeIsRefusedWithoutRepeatingIt) {
  for (const char* text :
       {"https://secret@example.org/os", "https://me:secret@example.org/os", "https://example.org/os?sig=secret",
        "https://example.org/os#secret", "file:///secret", "https://"}) {
    const auto refused = normal_url(text);
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().code, base::ErrorCode::usage);
    EXPECT_THAT(base::to_text(refused.error()), Not(HasSubstr("secret")));
  }
}

TEST(Url, OfAChildEncodesWhatServersReadOtherwise) {
  EXPECT_EQ(child_url("https://h/os", "x86_64/libstdc++-1.0_git~a-r0.apk"),
            "https://h/os/x86_64/libstdc%2B%2B-1.0_git~a-r0.apk");
  EXPECT_EQ(child_url("https://h", "pool/x_1%3a2.deb"), "https://h/pool/x_1%253a2.deb");
  EXPECT_EQ(child_url("https://h", "a?b#c d"), "https://h/a%3Fb%23c%20d");
}

TEST(Url, HasParts) {
  EXPECT_EQ(parent_url("https://h/os/x86_64"), "https://h/os");
  EXPECT_EQ(last_part("https://h/os/x86_64"), "x86_64");
  EXPECT_EQ(host_of("https://h.example:8443/os"), "h.example");
}

}  // namespace
}  // namespace elfgate::fetch
