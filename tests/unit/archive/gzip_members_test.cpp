#include "archive/gzip_members.h"

#include "unit/archive/support.h"

namespace elfgate::archive {
namespace {

using base::ErrorCode;

/// `printf 'hello\n' | gzip -n`, made by gzip 1.12.
const std::string k_hello(
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48\xcd\xc9\xc9\xe7\x02\x00\x20\x30\x3a\x36\x06\x00\x00\x00", 26);

base::Result<std::string> inflate_all(const std::string& bytes, std::size_t step = 1 << 20, std::size_t buffer = 1 << 16) {
  SteppedSource source(bytes, step);
  GzipMembers members(source, {}, buffer);
  GzipSource inflated(members);
  return base::read_all(inflated, 1 << 30, "test");
}

TEST(GzipMembers, ReadsWhatGzipWrote) {
  EXPECT_EQ(inflate_all(k_hello).value(), "hello\n");
}

TEST(GzipMembers, C1MemberBoundariesAreTheConsumedCounts) {
  const std::string first = gzip("one"), second = gzip(noise(5000)), third = gzip("");
  base::MemorySource source(base::as_bytes(first + second + third));
  const std::string all = first + second + third;
  base::MemorySource bytes(base::as_bytes(all));
  GzipMembers members(bytes);
  std::vector<std::uint64_t> ends;
  std::vector<std::uint8_t> buffer(4096);
  while (members.next().value()) {
    while (members.read(buffer).value() > 0) {
    }
    ends.push_back(members.offset());
  }
  EXPECT_EQ(ends, (std::vector<std::uint64_t>{first.size(), first.size() + second.size(), all.size()}));
}

TEST(GzipMembers, C1DecoyMagicInsideContentIsNoBoundary) {
  const std::string content = "x" + k_hello + "\x1f\x8b\x08y";
  EXPECT_EQ(inflate_all(gzip(content)).value(), content);
}

TEST(GzipMembers, C1ObserverSeesEachMembersBytesExactly) {
  const std::vector<std::string> parts = {gzip("sig"), gzip(noise(70000)), gzip(noise(300, 7))};
  const std::string all = parts[0] + parts[1] + parts[2];
  for (const std::size_t step : {1U, 2U, 7U, 8U, 9U, 64U, 100000U}) {
    SteppedSource source(all, step);
    GzipMembers members(source, {}, 64);
    std::vector<std::string> seen;
    members.observe([&seen](base::Bytes bytes) { seen.back() += base::as_text(bytes); });
    std::vector<std::uint8_t> buffer(1000);
    for (;;) {
      seen.emplace_back();
      if (!members.next().value()) break;
      while (members.read(buffer).value() > 0) {
      }
    }
    seen.pop_back();
    EXPECT_EQ(seen, parts) << "step " << step;
  }
}

TEST(GzipMembers, AnyCutOfTheInputGivesTheSameOutput) {
  const std::string content = noise(200000) + std::string(100000, 'z') + noise(50000, 3);
  const std::string bytes = gzip(content) + gzip("tail");
  for (const std::size_t step : {1U, 3U, 11U, 4096U})
    for (const std::size_t buffer : {1U, 5U, 70000U}) EXPECT_EQ(inflate_all(bytes, step, buffer).value(), content + "tail");
}

TEST(GzipMembers, HeaderWithExtraNameCommentAndCrcIsSkipped) {
  std::string bytes = k_hello;
  bytes[3] = 2 | 4 | 8 | 16;
  bytes.insert(10, std::string("\x03\x00", 2) + "abc" + std::string("name\0comment\0", 13) + "\xAA\xBB");
  EXPECT_EQ(inflate_all(bytes, 3).value(), "hello\n");
}

TEST(GzipMembers, C6TrailingGarbageIsAnError) {
  EXPECT_EQ(code_of(inflate_all(k_hello + "abcd")), ErrorCode::malformed);
}

TEST(GzipMembers, C6TrailingZerosAreAnError) {
  EXPECT_EQ(code_of(inflate_all(k_hello + std::string(512, '\0'))), ErrorCode::malformed);
}

TEST(GzipMembers, EveryTruncationIsAnError) {
  for (std::size_t size = 1; size < k_hello.size(); ++size)
    EXPECT_EQ(code_of(inflate_all(k_hello.substr(0, size))), ErrorCode::truncated) << size;
}

TEST(GzipMembers, WrongCrcIsAMismatch) {
  std::string bytes = k_hello;
  bytes[bytes.size() - 5] ^= 1;
  EXPECT_EQ(code_of(inflate_all(bytes)), ErrorCode::mismatch);
}

TEST(GzipMembers, WrongSizeIsAMismatch) {
  std::string bytes = k_hello;
  bytes[bytes.size() - 1] ^= 1;
  EXPECT_EQ(code_of(inflate_all(bytes)), ErrorCode::mismatch);
}

TEST(GzipMembers, InvalidDeflateDataIsMalformed) {
  std::string bytes = k_hello;
  bytes[10] = '\x07';  // final block of the reserved type
  EXPECT_EQ(code_of(inflate_all(bytes)), ErrorCode::malformed);
}

TEST(GzipMembers, OtherMethodsAndReservedFlagsAreRefused) {
  std::string method = k_hello, flags = k_hello;
  method[2] = 7;
  flags[3] = '\x20';
  EXPECT_EQ(code_of(inflate_all(method)), ErrorCode::unsupported);
  EXPECT_EQ(code_of(inflate_all(flags)), ErrorCode::malformed);
}

TEST(GzipMembers, X6OutputBoundIsALimitError) {
  const std::string bytes = gzip(std::string(100000, 'z'));
  base::MemorySource source(base::as_bytes(bytes));
  GzipMembers members(source, {99999, "k_test_bytes"});
  GzipSource inflated(members);
  const auto all = base::read_all(inflated, 1 << 30, "test");
  EXPECT_EQ(code_of(all), ErrorCode::limit);
  EXPECT_NE(all.error().detail.find("k_test_bytes"), std::string::npos);
}

TEST(GzipMembers, OutputOfExactlyTheBoundIsRead) {
  const std::string bytes = gzip(std::string(100000, 'z'));
  base::MemorySource source(base::as_bytes(bytes));
  GzipMembers members(source, {100000, "k_test_bytes"});
  GzipSource inflated(members);
  EXPECT_EQ(base::read_all(inflated, 1 << 30, "test").value().size(), 100000U);
}

TEST(GzipWriter, WritesNoTimeAndNoName) {
  const std::string bytes = gzip("x");
  EXPECT_EQ(bytes.substr(0, 8), std::string("\x1f\x8b\x08\0\0\0\0\0", 8));
}

TEST(GzipWriter, LargeContentComesBack) {
  const std::string content = noise(3 << 20);
  EXPECT_EQ(inflate_all(gzip(content)).value(), content);
}

}  // namespace
}  // namespace elfgate::archive
