#include "extract/pkg_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace elfgate::extract {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

model::PkgConfigFact read(std::string_view text) {
  return *read_pkg_config("/usr/lib/pkgconfig/x.pc", text);
}

TEST(PkgConfig, KnowsItsFiles) {
  EXPECT_TRUE(is_pkg_config("/usr/lib/pkgconfig/zlib.pc"));
  EXPECT_TRUE(is_pkg_config("/usr/share/pkgconfig/x.pc"));
  EXPECT_FALSE(is_pkg_config("/usr/lib/zlib.pc"));
  EXPECT_FALSE(is_pkg_config("/usr/lib/pkgconfig/sub/zlib.pc"));
  EXPECT_FALSE(is_pkg_config("/usr/lib/pkgconfig/zlib.pc.in"));
}

TEST(PkgConfig, ReadsVersionAndRequirementsPublicFirst) {
  const auto fact =
      read("prefix=/usr\nName: x\nVersion: 1.2.3\nRequires.private: zlib\nRequires: glib-2.0 >= 2.50, gobject-2.0 gio-2.0\n");
  EXPECT_EQ(fact.path, "/usr/lib/pkgconfig/x.pc");
  EXPECT_EQ(fact.version, "1.2.3");
  EXPECT_THAT(fact.requires_, ElementsAre("glib-2.0 >= 2.50", "gobject-2.0", "gio-2.0", "zlib"));
}

TEST(PkgConfig, ExpandsVariables) {
  const auto fact = read("major=3\nversion=${major}.7\nVersion: ${version}\nRequires: libx = ${version}, y${none}\n");
  EXPECT_EQ(fact.version, "3.7");
  EXPECT_THAT(fact.requires_, ElementsAre("libx = 3.7", "y"));
}

TEST(PkgConfig, JoinsContinuedLinesAndDropsComments) {
  EXPECT_THAT(read("# Requires: no\nRequires: a, \\\n b # c\n").requires_, ElementsAre("a", "b"));
}

TEST(PkgConfig, EmptyAndOddTextIsNoRequirement) {
  EXPECT_THAT(read("").requires_, IsEmpty());
  EXPECT_THAT(read("Requires:\nRequires.private:   \n:::\n=\n${\n").requires_, IsEmpty());
  EXPECT_THAT(read("Requires: a >=").requires_, ElementsAre("a", ">="));
}

TEST(PkgConfig, ValuesThatExpandWithoutEndAreALimit) {
  std::string text = "a=" + std::string(1000, 'x') + "\n";
  for (int i = 0; i < 40; ++i) text += "a=${a}${a}\n";
  const auto fact = read_pkg_config("x.pc", text);
  ASSERT_FALSE(fact);
  EXPECT_EQ(fact.error().code, base::ErrorCode::limit);
}

}  // namespace
}  // namespace elfgate::extract
