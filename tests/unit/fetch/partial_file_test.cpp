#include "fetch/partial_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

namespace elfgate::fetch {
namespace {

namespace fs = std::filesystem;

class PartialFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "elfgate-partial-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    path_ = (folder_ / "below/file.part").string();
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path folder_;
  std::string path_;
};

TEST_F(PartialFileTest, KeepsWhatWasWrittenForTheNextOne) {
  {
    const auto file = PartialFile::open(path_);
    ASSERT_TRUE(file);
    ASSERT_EQ(::write(file->fd(), "half", 4), 4);
  }
  const auto again = PartialFile::open(path_);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->path(), path_);
  EXPECT_EQ(fs::file_size(path_), 4U);
}

TEST_F(PartialFileTest, ASecondWriterGetsAFileOfItsOwnThatDoesNotStay) {
  const auto first = PartialFile::open(path_);
  ASSERT_TRUE(first);
  std::string own;
  {
    const auto second = PartialFile::open(path_);
    ASSERT_TRUE(second);
    own = second->path();
    EXPECT_NE(own, path_);
    EXPECT_TRUE(fs::exists(own));
  }
  EXPECT_FALSE(fs::exists(own));
  EXPECT_TRUE(fs::exists(path_));
}

TEST_F(PartialFileTest, RemovesOnlyItself) {
  auto first = PartialFile::open(path_);
  ASSERT_TRUE(first);
  fs::remove(path_);
  const auto second = PartialFile::open(path_);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->path(), path_);
  first->remove();
  EXPECT_TRUE(fs::exists(path_));
}

TEST_F(PartialFileTest, DoesNotFollowALink) {
  fs::create_directories(folder_ / "below");
  fs::create_symlink(folder_ / "elsewhere", path_);
  EXPECT_FALSE(PartialFile::open(path_));
  EXPECT_FALSE(fs::exists(folder_ / "elsewhere"));
}

}  // namespace
}  // namespace elfgate::fetch
