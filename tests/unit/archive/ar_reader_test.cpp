#include "archive/ar_reader.h"

#include "archive/ar_writer.h"
#include "unit/archive/support.h"

namespace elfgate::archive {
namespace {

using base::ErrorCode;

base::Result<std::vector<std::pair<std::string, std::string>>> read_ar(const std::string& bytes, std::size_t step = 1 << 20) {
  SteppedSource source(bytes, step);
  ArReader ar(source);
  ArMember member;
  std::vector<std::pair<std::string, std::string>> all;
  for (;;) {
    ELFGATE_TRY_ASSIGN(const bool more, ar.next(member));
    if (!more) return all;
    ELFGATE_TRY_ASSIGN(std::string content, base::read_all(ar, 1 << 20, "test"));
    all.emplace_back(member.name, std::move(content));
  }
}

/// As written by GNU ar: `printf hi > a; ar rcD x.a a`, the symbol table left out.
const std::string k_by_hand =
    "!<arch>\na/              0           0     0     644     2         `\nhi"
    "b/              0           0     0     644     3         `\nodd\n";

TEST(ArReader, ReadsMembersWithGnuNames) {
  const std::vector<std::pair<std::string, std::string>> expected = {{"a", "hi"}, {"b", "odd"}};
  for (const std::size_t step : {1U, 7U, 1000U}) EXPECT_EQ(read_ar(k_by_hand, step).value(), expected);
}

TEST(ArReader, UnreadMembersAreSkippedWithTheirPadding) {
  ArWriter writer;
  writer.add("odd", "123");
  writer.add("next", "x");
  SteppedSource source(writer.take(), 2);
  ArReader ar(source);
  ArMember member;
  ASSERT_TRUE(ar.next(member).value());
  ASSERT_TRUE(ar.next(member).value());
  EXPECT_EQ(member.name, "next");
}

TEST(ArReader, LastPaddingByteMayBeMissing) {
  std::string bytes = k_by_hand;
  bytes.pop_back();
  EXPECT_EQ(read_ar(bytes).value().size(), 2U);
}

TEST(ArReader, OtherMagicIsRefused) {
  EXPECT_EQ(code_of(read_ar("!<thin>\n")), ErrorCode::malformed);
  EXPECT_EQ(code_of(read_ar("")), ErrorCode::malformed);
}

TEST(ArReader, TruncatedHeaderAndContentAreErrors) {
  EXPECT_EQ(code_of(read_ar(k_by_hand.substr(0, 40))), ErrorCode::truncated);
  EXPECT_EQ(code_of(read_ar(k_by_hand.substr(0, 69))), ErrorCode::truncated);
}

TEST(ArReader, DamagedHeadersAreRefused) {
  std::string end = k_by_hand, size = k_by_hand, negative = k_by_hand;
  end[8 + 58] = 'x';
  size[8 + 48] = 'x';
  negative.replace(8 + 48, 2, "-2");
  for (const auto& bytes : {end, size, negative}) EXPECT_EQ(code_of(read_ar(bytes)), ErrorCode::malformed);
}

TEST(ArReader, LongNamesAreRefused) {
  std::string bsd = k_by_hand, gnu = k_by_hand, empty = k_by_hand;
  bsd.replace(8, 4, "#1/9");
  gnu.replace(8, 2, "/3");
  empty.replace(8, 2, "/ ");
  for (const auto& bytes : {bsd, gnu, empty}) EXPECT_EQ(code_of(read_ar(bytes)), ErrorCode::malformed);
}

TEST(ArWriter, WritesWhatTheReaderReads) {
  ArWriter writer;
  writer.add("debian-binary", "2.0\n");
  writer.add("odd", "1");
  const std::vector<std::pair<std::string, std::string>> expected = {{"debian-binary", "2.0\n"}, {"odd", "1"}};
  EXPECT_EQ(read_ar(writer.take()).value(), expected);
}

}  // namespace
}  // namespace elfgate::archive
