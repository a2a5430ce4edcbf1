// Changes of sonames, each a real one of some distribution or made from one.
#include "diff/soname.h"

#include <gtest/gtest.h>

namespace elfgate::diff {
namespace {

TEST(Soname, AnotherFirstNumberIsMajor) {
  EXPECT_EQ(soname_change("libjsoncpp.so.26", "libjsoncpp.so.27"), "major");
  EXPECT_EQ(soname_change("libicuuc.so.9", "libicuuc.so.10"), "major");
}

TEST(Soname, ALaterNumberIsMinorAndBreaksAsMuch) {
  EXPECT_EQ(soname_change("libopenjph.so.0.29", "libopenjph.so.0.30"), "minor");
}

TEST(Soname, AVersionInTheNameCounts) {
  EXPECT_EQ(soname_change("libgallium-24.1.0.so", "libgallium-24.2.0.so"), "minor");
  EXPECT_EQ(soname_change("libLLVM-17.so", "libLLVM-18.so"), "major");
}

TEST(Soname, ALowerNumberIsADowngrade) {
  EXPECT_EQ(soname_change("libfoo.so.3", "libfoo.so.2"), "downgrade");
}

TEST(Soname, ANameWithoutAVersionHasLostIt) {
  EXPECT_EQ(soname_change("libquiche.so.0", "libquiche.so"), "lost");
}

TEST(Soname, OtherLettersAreASuffix) {
  EXPECT_EQ(soname_change("libcurl.so.4", "libcurl-gnutls.so.4"), "suffix");
}

TEST(Soname, DigitsOfTheWordAreNoVersion) {
  EXPECT_EQ(soname_change("libx264.so.163", "libx264.so.164"), "major");
}

TEST(Soname, VersionsOfOneLibraryAreOneFamily) {
  EXPECT_EQ(soname_family("libssl.so.3"), soname_family("libssl.so.1.1"));
  EXPECT_NE(soname_family("libssl.so.3"), soname_family("libcrypto.so.3"));
}

TEST(Soname, ANumberThatStaysInTheWordIsNoVersion) {
  EXPECT_EQ(soname_change("libpcre2-8.so.0", "libpcre2-8.so.1"), "major");
  EXPECT_EQ(soname_change("libgtk-3.so.0", "libgtk-3.so.0.1"), "minor");
}

TEST(Soname, LettersBehindTheVersionAreASuffix) {
  EXPECT_EQ(soname_change("libpcre2-8.so.0", "libpcre2-8.so.0d"), "suffix");
}

TEST(Soname, TheSameWordIsLikerThanTheSameWordButForDigits) {
  EXPECT_EQ(soname_likeness("libpcre2-8.so.0", "libpcre2-8.so.1"), 3);
  EXPECT_EQ(soname_likeness("libpcre2-8.so.0", "libpcre2-16.so.1"), 2);
  EXPECT_EQ(soname_likeness("libcurl.so.4", "libcurl-gnutls.so.4"), 1);
  EXPECT_EQ(soname_likeness("libcurl.so.4", "libcurl-gnutls.so.5"), 0);
  EXPECT_EQ(soname_likeness("libssl.so.3", "libcrypto.so.3"), 0);
}

}  // namespace
}  // namespace elfgate::diff
