// Reading a file in parts. What is expected is what the same reader says of the whole file; the parts that it did not ask for
// are rubbish.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "base/byte_source.h"
#include "elf/reader.h"
#include "hidden_file.h"

namespace elfgate::elf {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t k_largest = 4'000'000;

std::vector<std::string> installed_files() {
  std::vector<std::string> files;
  for (const char* directory : {"/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/bin", "/lib64", "/lib"}) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(directory, error))
      if (std::error_code unreadable; entry.is_regular_file(unreadable) && entry.file_size(unreadable) < k_largest)
        files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  if (files.size() > 800) files.resize(800);
  return files;
}

TEST(ReadingInParts, SaysTheSameAsReadingTheWholeFile) {
  std::size_t compared = 0, size = 0, asked = 0;
  for (const auto& path : installed_files()) {
    const auto content = base::read_file(path, k_largest, "size of an installed file");
    if (!content || !looks_like_elf(base::as_bytes(*content))) continue;
    std::vector<base::Error> oddities, hidden_oddities;
    const auto whole = read_elf(base::as_bytes(*content), path, oddities);
    test::HiddenFile file(base::as_bytes(*content));
    const auto parts = read_elf(file.bytes(), path, hidden_oddities, &file);
    ASSERT_EQ(whole.has_value(), parts.has_value()) << path;
    EXPECT_EQ(oddities, hidden_oddities) << path;
    if (!whole) continue;
    EXPECT_TRUE(*whole == *parts) << path;
    ++compared;
    size += content->size();
    if (!whole->loader) asked += file.asked();
  }
  if (compared == 0) GTEST_SKIP() << "no ELF files in the usual places";
  EXPECT_LT(asked, size / 4) << "most of a file says nothing about linkage";
}

}  // namespace
}  // namespace elfgate::elf
