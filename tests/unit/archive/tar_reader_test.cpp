#include "archive/tar_reader.h"

#include "archive/tar_writer.h"
#include "base/limits.h"
#include "unit/archive/support.h"

namespace elfgate::archive {
namespace {

using base::ErrorCode;

struct Read {
  TarEntry entry;
  std::string content;
};

base::Result<std::vector<Read>> read_tar(const std::string& bytes, TarDialect dialect = TarDialect::apk,
                                         std::size_t step = 1 << 20, std::size_t buffer = 4096) {
  SteppedSource source(bytes, step);
  TarReader tar(source, dialect, buffer);
  std::vector<Read> all;
  TarEntry entry;
  for (;;) {
    ELFGATE_TRY_ASSIGN(const bool more, tar.next(entry));
    if (!more) return all;
    ELFGATE_TRY_ASSIGN(std::string content, base::read_all(tar, 1 << 20, "test"));
    all.push_back({entry, std::move(content)});
  }
}

/// One file entry; CHANGE edits the header block before its checksum is made.
template <typename Change>
std::string one_entry(Change change, const TarRecord& record = {"usr/x"}, std::string_view content = "hello") {
  TarWriter writer;
  writer.add(record, content);
  std::string bytes = writer.take();
  change(bytes);
  seal_tar_header(bytes, 0);
  return bytes;
}

std::string plain_entry() {
  return one_entry([](std::string&) {});
}

/// A header of type FLAG with BODY, as GNU tar writes long names.
std::string extension(char flag, std::string_view body) {
  TarWriter writer;
  TarRecord record{"././@LongLink"};
  record.type = flag;
  writer.add(record, body);
  return writer.take();
}

const std::string k_zero_block(512, '\0');

TEST(TarReader, ReadsEveryTypeOfEntry) {
  TarWriter writer;
  TarRecord record{"usr"};
  record.type = '5';
  record.mode = 0755;
  writer.add(record);
  writer.add({"usr/a"}, "content");
  record = {"usr/b"};
  record.type = '1';
  record.target = "usr/a";
  writer.add(record);
  record.name = "usr/c";
  record.type = '2';
  writer.add(record);
  for (const char type : {'3', '4', '6'}) {
    record = {std::string("dev/") + type};
    record.type = type;
    writer.add(record);
  }
  writer.end();
  const auto all = read_tar(writer.take()).value();
  std::vector<TarType> types;
  for (const auto& read : all) types.push_back(read.entry.type);
  EXPECT_EQ(types, (std::vector<TarType>{TarType::directory, TarType::file, TarType::hard_link, TarType::symlink,
                                         TarType::char_device, TarType::block_device, TarType::fifo}));
  EXPECT_EQ(all[0].entry.mode, 0755U);
  EXPECT_EQ(all[1].content, "content");
  EXPECT_EQ(all[2].entry.target, "usr/a");
  EXPECT_EQ(all[3].entry.target, "usr/a");
}

TEST(TarReader, ContentIsTheSameForEveryCutOfTheStream) {
  TarWriter writer;
  const std::string large = noise(20000);
  writer.add({"a"}, large);
  writer.add({"b"}, "tail");
  writer.end();
  const std::string bytes = writer.take();
  for (const std::size_t step : {1U, 511U, 513U, 100000U})
    for (const std::size_t buffer : {1U, 512U, 4096U, 1000000U}) {
      const auto all = read_tar(bytes, TarDialect::apk, step, buffer).value();
      ASSERT_EQ(all.size(), 2U);
      EXPECT_EQ(all[0].content, large);
      EXPECT_EQ(all[1].content, "tail");
    }
}

TEST(TarReader, UnreadContentIsSkipped) {
  TarWriter writer;
  writer.add({"a"}, noise(20000));
  writer.add({"b"}, "tail");
  SteppedSource source(writer.take(), 1000);
  TarReader tar(source, TarDialect::apk, 700);
  TarEntry entry;
  ASSERT_TRUE(tar.next(entry).value());
  ASSERT_TRUE(tar.next(entry).value());
  EXPECT_EQ(entry.name, "b");
  EXPECT_EQ(base::read_all(tar, 10, "test").value(), "tail");
}

TEST(TarReader, C5NoEndBlocksAreNeeded) {
  EXPECT_EQ(read_tar(plain_entry()).value().size(), 1U);
}

TEST(TarReader, C5SingleZeroBlockBetweenEntriesIsSkipped) {
  EXPECT_EQ(read_tar(plain_entry() + k_zero_block + plain_entry()).value().size(), 2U);
}

TEST(TarReader, C5EntryAfterTwoZeroBlocksIsRefused) {
  EXPECT_EQ(code_of(read_tar(plain_entry() + k_zero_block + k_zero_block + plain_entry())), ErrorCode::malformed);
}

TEST(TarReader, C5BlocksThatBeginWithZeroMayFollowTheEnd) {
  std::string padding(512, 'x');
  padding[0] = '\0';
  EXPECT_EQ(read_tar(plain_entry() + k_zero_block + k_zero_block + padding).value().size(), 1U);
}

TEST(TarReader, C4EndBlocksAreReported) {
  for (const bool ends : {false, true}) {
    const std::string bytes = plain_entry() + (ends ? std::string(1024, '\0') : std::string());
    base::MemorySource source(base::as_bytes(bytes));
    TarReader tar(source, TarDialect::apk, 512);
    TarEntry entry;
    while (tar.next(entry).value()) {
    }
    EXPECT_EQ(tar.saw_end_blocks(), ends);
  }
}

TEST(TarReader, C9HeaderWithoutUstarIsRefusedInAnApk) {
  const auto v7 = one_entry([](std::string& bytes) { bytes.replace(257, 8, 8, '\0'); });
  EXPECT_EQ(code_of(read_tar(v7)), ErrorCode::malformed);
  EXPECT_EQ(read_tar(v7, TarDialect::deb).value()[0].content, "hello");
}

TEST(TarReader, C9GnuMagicIsRead) {
  const auto gnu = one_entry([](std::string& bytes) { bytes.replace(257, 8, std::string("ustar  \0", 8)); });
  EXPECT_EQ(read_tar(gnu).value().size(), 1U);
}

TEST(TarReader, C10Base256SizeIsRefusedInAnApkAndReadInADeb) {
  const auto bytes = one_entry([](std::string& block) {
    block.replace(124, 12, 12, '\0');
    block[124] = '\x80';
    block[135] = 5;
  });
  EXPECT_EQ(code_of(read_tar(bytes)), ErrorCode::malformed);
  EXPECT_EQ(read_tar(bytes, TarDialect::deb).value()[0].content, "hello");
}

TEST(TarReader, X8NegativeBase256SizeIsRefused) {
  const auto bytes = one_entry([](std::string& block) { block.replace(124, 12, 12, '\xFF'); });
  EXPECT_EQ(code_of(read_tar(bytes, TarDialect::deb)), ErrorCode::malformed);
}

TEST(TarReader, C10NumbersMayBePaddedWithBlanks) {
  const auto bytes = one_entry([](std::string& block) { block.replace(124, 12, "          5 "); });
  EXPECT_EQ(read_tar(bytes).value()[0].content, "hello");
}

TEST(TarReader, C10SizeThatIsNoNumberIsRefused) {
  const auto bytes = one_entry([](std::string& block) { block.replace(124, 12, "0000000005x "); });
  EXPECT_EQ(code_of(read_tar(bytes)), ErrorCode::malformed);
}

TEST(TarReader, C11WrongChecksumIsRefused) {
  for (const auto dialect : {TarDialect::apk, TarDialect::deb}) {
    std::string bytes = plain_entry();
    bytes[0] = 'X';
    EXPECT_EQ(code_of(read_tar(bytes, dialect)), ErrorCode::malformed);
  }
}

TEST(TarReader, C11SignedChecksumOfOldWritersIsAccepted) {
  std::string bytes = one_entry([](std::string& block) { block[0] = '\xFF'; });
  const auto sum = std::stoul(bytes.substr(148, 6), nullptr, 8) - 256;
  std::string field = "000000";
  for (std::size_t i = 6, rest = sum; i-- > 0; rest >>= 3) field[i] = static_cast<char>('0' + (rest & 7));
  bytes.replace(148, 6, field);
  EXPECT_EQ(read_tar(bytes).value().size(), 1U);
}

TEST(TarReader, C12PrefixComesBeforeTheName) {
  const auto bytes = one_entry([](std::string& block) { block.replace(345, 7, "usr/lib"); }, {"libx.so"});
  EXPECT_EQ(read_tar(bytes).value()[0].entry.name, "usr/lib/libx.so");
}

TEST(TarReader, C12GnuHeaderWithAPrefixIsRefusedInAnApk) {
  const auto bytes = one_entry([](std::string& block) {
    block.replace(257, 8, std::string("ustar  \0", 8));
    block.replace(345, 12, "14371465463 ");
  });
  EXPECT_EQ(code_of(read_tar(bytes)), ErrorCode::unsupported);
  EXPECT_EQ(read_tar(bytes, TarDialect::deb).value()[0].entry.name, "usr/x");
}

TEST(TarReader, C12GnuLongNameIsRead) {
  const std::string name = "usr/" + std::string(200, 'n');
  EXPECT_EQ(read_tar(extension('L', name + '\0') + plain_entry()).value()[0].entry.name, name);
}

TEST(TarReader, C12PaxPathWinsOverGnuLongName) {
  TarWriter writer;
  TarRecord record{"short"};
  record.pax = {{"path", "from/pax"}};
  writer.add(record, "x");
  EXPECT_EQ(read_tar(extension('L', "from/gnu") + writer.take()).value()[0].entry.name, "from/pax");
}

TEST(TarReader, C12GnuLongLinkIsRefusedInAnApkAndReadInADeb) {
  TarWriter writer;
  TarRecord record{"link"};
  record.type = '2';
  record.target = "cut";
  writer.add(record);
  const std::string target(150, 't');
  const std::string bytes = extension('K', target + '\0') + writer.take();
  EXPECT_EQ(code_of(read_tar(bytes)), ErrorCode::unsupported);
  EXPECT_EQ(read_tar(bytes, TarDialect::deb).value()[0].entry.target, target);
}

TEST(TarReader, C12LongNamesOfTheWriterComeBack) {
  TarWriter writer;
  TarRecord record{"usr/" + std::string(150, 'n')};
  record.type = '2';
  record.target = std::string(300, 't');
  writer.add(record);
  const auto all = read_tar(writer.take()).value();
  EXPECT_EQ(all[0].entry.name, record.name);
  EXPECT_EQ(all[0].entry.target, record.target);
}

TEST(TarReader, C13ReadsPathLinkChecksumAndCapabilities) {
  TarWriter writer;
  TarRecord record{"x"};
  record.pax = {
      {"APK-TOOLS.checksum.SHA1", "abc"}, {"SCHILY.xattr.security.capability", std::string("\1\0\0", 3)}, {"mtime", "1.5"}};
  writer.add(record, "x");
  writer.add({"y"}, "y");
  const auto all = read_tar(writer.take()).value();
  EXPECT_TRUE(all[0].entry.has_checksum);
  EXPECT_EQ(all[0].entry.checksum, "abc");
  EXPECT_TRUE(all[0].entry.has_capabilities);
  EXPECT_FALSE(all[1].entry.has_checksum);
  EXPECT_FALSE(all[1].entry.has_capabilities);
}

TEST(TarReader, C13PaxSizeThatDiffersIsRefused) {
  TarWriter writer;
  TarRecord record{"x"};
  record.pax = {{"size", "5"}};
  writer.add(record);
  EXPECT_EQ(code_of(read_tar(writer.take())), ErrorCode::unsupported);
}

TEST(TarReader, C13PaxSizeThatAgreesIsRead) {
  TarWriter writer;
  TarRecord record{"x"};
  record.pax = {{"size", "5"}};
  writer.add(record, "hello");
  EXPECT_EQ(read_tar(writer.take()).value()[0].content, "hello");
}

TEST(TarReader, C13GlobalHeaderThatSetsAPathIsRefused) {
  EXPECT_EQ(code_of(read_tar(extension('g', "12 path=abc\n") + plain_entry())), ErrorCode::unsupported);
}

TEST(TarReader, C13OtherGlobalHeadersAreSkippedAndTold) {
  const std::string bytes = extension('g', "16 comment=xyzzy\n") + plain_entry();
  EXPECT_EQ(code_of(read_tar(bytes)), ErrorCode::malformed) << "17 bytes announced as 16";
  const std::string good = extension('g', "17 comment=xyzzy\n") + plain_entry();
  base::MemorySource source(base::as_bytes(good));
  TarReader tar(source, TarDialect::apk);
  TarEntry entry;
  EXPECT_TRUE(tar.next(entry).value());
  EXPECT_TRUE(tar.saw_global_header());
}

TEST(TarReader, C13DamagedPaxRecordsAreRefused) {
  for (const char* body : {"x", "99 path=a\n", "9 path=ab", "5 a b\n", "0 \n", "18446744073709551616 a=b\n", "6 =ab\n"})
    EXPECT_EQ(code_of(read_tar(extension('x', body) + plain_entry())), ErrorCode::malformed) << body;
}

TEST(TarReader, C14RefusesTypeNul) {
  const auto bytes = one_entry([](std::string& block) { block[156] = '\0'; });
  EXPECT_EQ(code_of(read_tar(bytes)), ErrorCode::unsupported);
  EXPECT_EQ(read_tar(bytes, TarDialect::deb).value()[0].content, "hello");
}

TEST(TarReader, C14RefusesUnknownTypes) {
  for (const char type : {'8', 'S', 'V', 'M', 'z'})
    EXPECT_EQ(code_of(read_tar(one_entry([type](std::string& block) { block[156] = type; }))), ErrorCode::unsupported);
}

TEST(TarReader, C14TypeSevenIsARegularFile) {
  EXPECT_EQ(read_tar(one_entry([](std::string& block) { block[156] = '7'; })).value()[0].content, "hello");
}

TEST(TarReader, C18LinksAndDirectoriesWithASizeAreRefused) {
  for (const char type : {'1', '2', '5'})
    EXPECT_EQ(code_of(read_tar(one_entry([type](std::string& block) { block[156] = type; }))), ErrorCode::malformed);
}

TEST(TarReader, X7LongNameHeaderIsBounded) {
  const std::string name(base::limits::k_name_bytes + 1, 'n');
  EXPECT_EQ(code_of(read_tar(extension('L', name) + plain_entry())), ErrorCode::limit);
}

TEST(TarReader, X7PaxHeaderIsBoundedBeforeItIsRead) {
  std::string bytes = extension('x', "");
  bytes.replace(124, 12, "77777777777 ");
  seal_tar_header(bytes, 0);
  EXPECT_EQ(code_of(read_tar(bytes)), ErrorCode::limit);
}

TEST(TarReader, X7PaxNameIsBounded) {
  TarWriter writer;
  writer.add({std::string(base::limits::k_name_bytes + 1, 'n')}, "x");
  EXPECT_EQ(code_of(read_tar(writer.take())), ErrorCode::limit);
}

TEST(TarReader, X8SizeBeyondTheStreamIsTruncated) {
  const auto bytes = one_entry([](std::string& block) { block.replace(124, 12, "00000002000 "); });
  EXPECT_EQ(code_of(read_tar(bytes)), ErrorCode::truncated);
}

TEST(TarReader, X8EntryLargerThanTheDataBoundIsALimit) {
  const auto bytes = one_entry([](std::string& block) {
    block.replace(124, 12, 12, '\0');
    block[124] = '\x80';
    block[130] = '\x7F';
  });
  EXPECT_EQ(code_of(read_tar(bytes, TarDialect::deb)), ErrorCode::limit);
}

TEST(TarReader, EveryTruncationInsideAHeaderOrContentIsAnError) {
  const std::string bytes = plain_entry();
  for (const std::size_t size : {1U, 511U, 513U, 516U, 1000U})
    EXPECT_EQ(code_of(read_tar(bytes.substr(0, size))), ErrorCode::truncated);
}

TEST(TarReader, ExtensionHeaderWithoutAnEntryIsRefused) {
  EXPECT_EQ(code_of(read_tar(extension('L', "name"))), ErrorCode::malformed);
  EXPECT_EQ(code_of(read_tar(extension('L', "name") + k_zero_block + plain_entry())), ErrorCode::malformed);
}

TEST(TarReader, EntryWithoutANameIsRefused) {
  EXPECT_EQ(code_of(read_tar(one_entry([](std::string& block) { block.replace(0, 100, 100, '\0'); }))), ErrorCode::malformed);
}

TEST(TarReader, PaxPathWithANulIsRefused) {
  EXPECT_EQ(code_of(read_tar(extension('x', std::string("12 path=a\0b\n", 12)) + plain_entry())), ErrorCode::malformed);
}

TEST(TarReader, ErrorsNameTheOffsetOfTheHeader) {
  std::string second = plain_entry();
  second[0] = 'X';
  const auto read = read_tar(plain_entry() + second);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().offset, 1024U);
}

}  // namespace
}  // namespace elfgate::archive
