#include "engine/head_reader.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace elfgate::engine {
namespace {

namespace fs = std::filesystem;

/// A directory of three batches of files, read with batches and without.
class HeadsOfADirectory : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    std::string name = ::testing::TempDir() + "elfgate-heads-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    directory_ = name;
    for (int i = 0; i < 300; ++i) {
      names_.push_back("file-" + std::to_string(i));
      std::ofstream(directory_ / names_.back()) << i << std::string(100, '.');
    }
  }
  void TearDown() override { fs::remove_all(directory_); }

  std::vector<std::int64_t> sizes(HeadReader& reader) {
    auto root = RootFiles::open(directory_);
    int failure = 0;
    const auto open = root->open_directory("/", failure);
    EXPECT_EQ(failure, 0);
    std::vector<std::int64_t> sizes;
    heads_.clear();
    for (const auto& head : reader.read(*open, names_)) {
      sizes.push_back(head.size);
      heads_.emplace_back(base::as_text(head.begin()));
    }
    return sizes;
  }

  fs::path directory_;
  std::vector<std::string> names_, heads_;
};

TEST_P(HeadsOfADirectory, EveryFileHasItsOwnHead) {
  HeadReader reader(GetParam());
  const auto got = sizes(reader);
  for (int i = 0; i < 300; ++i) {
    EXPECT_EQ(got[i], 64);
    EXPECT_EQ(heads_[i], (std::to_string(i) + std::string(64, '.')).substr(0, 64));
  }
}

TEST_P(HeadsOfADirectory, AShortFileIsReadAsFarAsItGoes) {
  std::ofstream(directory_ / names_[1], std::ios::trunc) << "ab";
  std::ofstream(directory_ / names_[2], std::ios::trunc);
  HeadReader reader(GetParam());
  const auto got = sizes(reader);
  EXPECT_EQ(heads_[1], "ab");
  EXPECT_EQ(got[2], 0);
  EXPECT_EQ(got[3], 64);
}

TEST_P(HeadsOfADirectory, WhatIsGoneOrALinkOrADirectoryByNowSaysSo) {
  fs::remove(directory_ / names_[1]);
  fs::remove(directory_ / names_[2]);
  fs::create_symlink(names_[0], directory_ / names_[2]);
  fs::remove(directory_ / names_[3]);
  fs::create_directory(directory_ / names_[3]);
  HeadReader reader(GetParam());
  const auto got = sizes(reader);
  EXPECT_EQ(got[1], -ENOENT);
  EXPECT_EQ(got[2], -ELOOP);
  EXPECT_EQ(got[3], -EISDIR);
  EXPECT_EQ(got[4], 64);
}

TEST_P(HeadsOfADirectory, TheSecondReadKnowsNothingOfTheFirst) {
  HeadReader reader(GetParam());
  sizes(reader);
  std::ofstream(directory_ / names_[7], std::ios::trunc) << "x";
  const auto got = sizes(reader);
  EXPECT_EQ(got[7], 1);
  EXPECT_EQ(heads_[7], "x");
  EXPECT_EQ(got[299], 64);
}

INSTANTIATE_TEST_SUITE_P(WithAndWithoutBatches, HeadsOfADirectory, ::testing::Bool(),
                         [](const auto& test) { return test.param ? "InBatches" : "OneByOne"; });

}  // namespace
}  // namespace elfgate::engine
