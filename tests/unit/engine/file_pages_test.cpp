#include "engine/file_pages.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace elfgate::engine {
namespace {

/// A file without a name that holds "0123456789" again and again.
class FilePagesOfAFile : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = ::testing::TempDir() + "elfgate-pages-XXXXXX";
    fd_ = ::mkstemp(name.data());
    ASSERT_GE(fd_, 0);
    ::unlink(name.c_str());
    std::string text;
    while (text.size() < k_size) text += "0123456789";
    ASSERT_EQ(::write(fd_, text.data(), k_size), static_cast<ssize_t>(k_size));
  }
  void TearDown() override { ::close(fd_); }

  static constexpr std::size_t k_size = 50'003;
  int fd_ = -1;
  PageSpace space_;
};

TEST_F(FilePagesOfAFile, WhatIsWantedIsThere) {
  FilePages pages(fd_, k_size, space_);
  const auto part = pages.bytes().subspan(8190, 20);
  pages.want(part);
  EXPECT_EQ(base::as_text(part), "01234567890123456789");
  EXPECT_EQ(pages.failure(), 0);
}

TEST_F(FilePagesOfAFile, TheEndOfTheFileIsThereToo) {
  FilePages pages(fd_, k_size, space_);
  pages.want(pages.bytes());
  EXPECT_EQ(base::as_text(pages.bytes().last(3)), "012");
  EXPECT_EQ(pages.failure(), 0);
}

TEST_F(FilePagesOfAFile, WhatNobodyWantsIsNotRead) {
  FilePages pages(fd_, k_size, space_);
  pages.want(pages.bytes().first(1));
  EXPECT_EQ(pages.bytes()[20'000], 0);
}

TEST_F(FilePagesOfAFile, AFileThatIsCutWhileItIsReadIsAnErrorAndNoCrash) {
  FilePages pages(fd_, k_size, space_);
  ASSERT_EQ(::ftruncate(fd_, 5000), 0);
  pages.want(pages.bytes().first(64));
  EXPECT_EQ(pages.failure(), 0);
  pages.want(pages.bytes().subspan(40'000, 64));
  EXPECT_EQ(pages.failure(), ESTALE);
}

TEST_F(FilePagesOfAFile, WhatWasReadAlreadyIsNotReadAgain) {
  std::string head(4096, 'x');
  FilePages pages(fd_, k_size, space_, base::as_bytes(head));
  pages.want(pages.bytes().first(4098));
  EXPECT_EQ(base::as_text(pages.bytes().subspan(4094, 4)), "xx67");
}

TEST_F(FilePagesOfAFile, PartOfAPageThatWasReadAlreadyIsReadAgain) {
  const std::string head(100, 'x');
  FilePages pages(fd_, k_size, space_, base::as_bytes(head));
  pages.want(pages.bytes().first(3));
  EXPECT_EQ(base::as_text(pages.bytes().first(3)), "012");
}

TEST_F(FilePagesOfAFile, NothingOfTheFileBeforeIsTakenForThisOne) {
  {
    FilePages pages(fd_, k_size, space_);
    pages.want(pages.bytes());
  }
  ASSERT_EQ(::ftruncate(fd_, 40'100), 0);
  FilePages pages(fd_, k_size, space_);
  const auto part = pages.bytes().subspan(40'098, 4);
  pages.want(part);
  EXPECT_EQ(base::as_text(part), std::string_view("89\0\0", 4));
}

TEST(PageSpace, GrowsAndIsUsedAgain) {
  PageSpace space;
  auto* const first = space.room(1);
  ASSERT_NE(first, nullptr);
  first[0] = 1;
  EXPECT_EQ(space.room(4096), first);
  auto* const larger = space.room(200ULL << 20U);
  ASSERT_NE(larger, nullptr);
  larger[(200ULL << 20U) - 1] = 1;
}

TEST(PageSpace, MemoryThatWasMuchUsedIsGivenBack) {
  PageSpace space;
  auto* room = space.room(4096);
  ASSERT_NE(room, nullptr);
  room[0] = 1;
  space.used(1ULL << 30U);
  room = space.room(4096);
  ASSERT_NE(room, nullptr);
  EXPECT_EQ(room[0], 0);
}

TEST(FilePages, AnEmptyFileIsAnEmptyView) {
  const int fd = ::open("/dev/null", O_RDONLY);
  PageSpace space;
  EXPECT_TRUE(FilePages(fd, 0, space).bytes().empty());
  ::close(fd);
}

}  // namespace
}  // namespace elfgate::engine
