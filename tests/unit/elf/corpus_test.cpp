// Both readers on the ELF files of the machine the test runs on: several hundred programs and libraries that real linkers made,
// and of whatever foreign architectures are installed. Bounded in number and size, because LIEF takes its time.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "base/byte_source.h"
#include "elf/reader.h"

namespace elfgate::elf {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t k_largest = 400'000;

/// Up to COUNT regular files of DIRECTORY, spread evenly over its names.
std::vector<std::string> sample(const char* directory, std::size_t count) {
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    std::error_code unreadable;
    if (entry.is_regular_file(unreadable) && !entry.is_symlink(unreadable) && entry.file_size(unreadable) < k_largest)
      files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> chosen;
  const std::size_t step = std::max<std::size_t>(1, files.size() / count);
  for (std::size_t i = 0; i < files.size() && chosen.size() < count; i += step) chosen.push_back(files[i]);
  return chosen;
}

TEST(Corpus, LibelfAndLiefAgreeOnInstalledFiles) {
  std::vector<std::string> files;
  for (const auto& [directory, count] :
       {std::pair("/usr/lib/x86_64-linux-gnu", 150), std::pair("/usr/bin", 150), std::pair("/usr/lib/aarch64-linux-gnu", 40),
        std::pair("/usr/lib/aarch64-linux-musl", 5), std::pair("/usr/lib/x86_64-linux-musl", 5), std::pair("/usr/lib32", 40),
        std::pair("/lib", 10), std::pair("/usr/lib", 10)}) {
    const auto chosen = sample(directory, static_cast<std::size_t>(count));
    files.insert(files.end(), chosen.begin(), chosen.end());
  }
  unsigned compared = 0;
  for (const auto& file : files) {
    const auto content = base::read_file(file, k_largest, "size of a corpus file");
    if (!content || !looks_like_elf(base::as_bytes(*content)) || needs_only_header(base::as_bytes(*content))) continue;
    const auto first = libelf_reader.read(base::as_bytes(*content), file);
    ASSERT_TRUE(first) << to_text(first.error());
    const auto second = lief_reader.read(base::as_bytes(*content), file);
    ASSERT_TRUE(second) << to_text(second.error());
    for (const auto& line : differences(*first, *second)) ADD_FAILURE() << file << ": " << line;
    ++compared;
  }
  if (compared == 0) GTEST_SKIP() << "no ELF files in the usual places";
}

}  // namespace
}  // namespace elfgate::elf
