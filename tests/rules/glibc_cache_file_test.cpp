// Section 5.1 and R4.2, the bytes: caches that ldconfig would not write. Each is made here, field by field, and holds one
// library of glibc-hwcaps/x86-64-v2.
#include <gmock/gmock.h>

#include "root.h"

namespace elfgate::rules {
namespace {

constexpr std::uint32_t k_generator_tag = 0, k_hwcaps_tag = 1;
const std::string k_library = "/c/glibc-hwcaps/x86-64-v2/libx";

void number(std::string& out, std::uint64_t value, unsigned width) {
  for (unsigned i = 0; i < width; ++i) out += static_cast<char>(value >> (8 * i));
}

struct Section {
  std::uint32_t tag;
  std::string data;
  std::uint32_t moved_by = 0;  ///< what its offset says too much
};

struct CacheText {
  std::uint8_t byte_order = 2;
  std::uint32_t isa_level = 0;  // of the entry: the high half of its hwcap word
  std::uint32_t directory = 0;  // the number of its name
  std::vector<std::string> names{"x86-64-v2"};
  std::vector<std::uint32_t> more_names;  // offsets that are written behind those of `names`
  std::vector<Section> sections;          // in front of the one of names
  std::string behind_names;               // bytes that belong to the section of names
  std::vector<Section> last_sections;

  /// Offsets of the extension count from the start of the file, BEHIND bytes in front of this table.
  std::string text(std::uint32_t behind = 0) const {
    constexpr std::uint32_t k_header = 48, k_entry = 24, k_is_extension = 1U << 30, k_flags_x86_64 = 0x303;
    std::string strings;
    const auto add = [&](const std::string& text) {
      const auto at = strings.size();
      strings += text + '\0';
      return static_cast<std::uint32_t>(k_header + k_entry + at);
    };
    const auto key = add("libx"), value = add(k_library);
    std::string numbers;
    for (const auto& name : names) number(numbers, behind + add(name), 4);
    for (const auto offset : more_names) number(numbers, offset, 4);
    while (strings.size() % 4 != 0) strings += '\0';
    const auto extension = static_cast<std::uint32_t>(behind + k_header + k_entry + strings.size());

    std::string out = "glibc-ld.so.cache1.1";
    number(out, 1, 4), number(out, strings.size(), 4), number(out, byte_order, 4), number(out, extension, 4);
    out.append(12, '\0');
    number(out, k_flags_x86_64, 4), number(out, key, 4), number(out, value, 4), number(out, 0, 4);
    number(out, directory, 4), number(out, k_is_extension | isa_level, 4);
    out += strings;
    auto all = sections;
    all.push_back({k_hwcaps_tag, numbers + behind_names});
    all.insert(all.end(), last_sections.begin(), last_sections.end());
    number(out, 0xeaa42174, 4), number(out, all.size(), 4);
    auto at = static_cast<std::uint32_t>(behind + out.size() + 16 * all.size());
    for (const auto& [tag, data, moved_by] : all) {
      number(out, tag, 4), number(out, 0, 4), number(out, at + moved_by, 4), number(out, data.size(), 4);
      at += static_cast<std::uint32_t>(data.size());
    }
    for (const auto& section : all) out += section.data;
    return out;
  }
};

Root asking(const std::string& cache) {
  Root root;
  root.program().needs("libx");
  root.library(k_library);
  root.text("/etc/ld.so.cache", cache);
  root.cpu_level(2);
  return root;
}

const Lines k_found = {"libx => " + k_library}, k_missing = {"libx => not found"}, k_crash = {"! crash"};

TEST(GlibcCacheFile, R4_2_an_entry_of_a_hwcaps_directory_names_it_by_number) {
  EXPECT_TRUE(asking(CacheText().text()).loads(k_found));
  EXPECT_TRUE(asking(CacheText{.directory = 1}.text()).loads(k_missing));
}

TEST(GlibcCacheFile, R4_2_a_directory_without_a_name_is_not_no_directory) {
  EXPECT_TRUE(asking(CacheText{.names = {""}}.text()).loads(k_missing));
}

TEST(GlibcCacheFile, R4_2_names_are_merged_as_sorted_ones) {
  EXPECT_TRUE(asking(CacheText{.directory = 1, .names = {"a", "x86-64-v2"}}.text()).loads(k_found));
  EXPECT_TRUE(asking(CacheText{.directory = 1, .names = {"z", "x86-64-v2"}}.text()).loads(k_missing));
  EXPECT_TRUE(asking(CacheText{.directory = 1, .names = {"x86-64-v2", "x86-64-v2"}}.text()).loads(k_missing));
}

TEST(GlibcCacheFile, R4_2_a_section_that_lies_outside_voids_all_of_them) {
  const std::vector<Section> inside = {{k_generator_tag, "made by hand"}}, outside = {{k_generator_tag, "made by hand", 4000}};
  EXPECT_TRUE(asking(CacheText{.sections = inside}.text()).loads(k_found));
  EXPECT_TRUE(asking(CacheText{.sections = outside}.text()).loads(k_missing));
}

TEST(GlibcCacheFile, R4_2_the_last_section_of_names_counts) {
  EXPECT_TRUE(asking(CacheText{.sections = {{k_hwcaps_tag, "none"}}}.text()).loads(k_found));
  EXPECT_TRUE(asking(CacheText{.last_sections = {{k_hwcaps_tag, ""}}}.text()).loads(k_missing));
}

TEST(GlibcCacheFile, R4_2_names_are_whole_and_aligned_numbers) {
  EXPECT_TRUE(asking(CacheText{.behind_names = "12"}.text()).loads(k_missing));
  EXPECT_TRUE(asking(CacheText{.sections = {{k_generator_tag, "12"}}}.text()).loads(k_missing));
}

TEST(GlibcCacheFile, R4_2_a_name_outside_of_the_file_is_more_than_the_loader_survives) {
  const CacheText cache{.directory = 1, .names = {}, .more_names = {4000, 72}};
  EXPECT_TRUE(asking(cache.text()).loads(k_crash));
  EXPECT_TRUE(asking(cache.text()).cpu_level(1).loads(k_missing)) << "a list without an end is not read";
}

TEST(GlibcCacheFile, R4_2_names_behind_the_last_of_a_level_are_not_read) {
  const CacheText cache{.more_names = {4000}};
  EXPECT_TRUE(asking(cache.text()).loads(k_found));
  EXPECT_TRUE(asking(cache.text()).cpu_level(3).loads(k_crash));
}

TEST(GlibcCacheFile, R4_2_only_an_entry_that_is_weighed_makes_the_loader_read_names) {
  const CacheText cache{.names = {}, .more_names = {4000}};
  Root root;
  root.program().needs("libother");
  root.text("/etc/ld.so.cache", cache.text());
  EXPECT_TRUE(root.cpu_level(2).loads({"libother => not found"}));
}

TEST(GlibcCacheFile, R4_6_the_level_of_an_entry_is_a_shift_of_32_bits) {
  EXPECT_TRUE(asking(CacheText{.isa_level = 64}.text()).loads(k_found));
  EXPECT_TRUE(asking(CacheText{.isa_level = 9}.text()).loads(k_missing));
}

TEST(GlibcCacheFile, R5_1_the_byte_order_is_little_or_not_told) {
  EXPECT_TRUE(asking(CacheText{.byte_order = 0}.text()).loads(k_found));
  for (const std::uint8_t order : {1, 3, 4}) EXPECT_TRUE(asking(CacheText{.byte_order = order}.text()).loads(k_missing));
}

TEST(GlibcCacheFile, R5_1_an_old_table_is_read_where_nothing_follows_it) {
  constexpr std::uint32_t k_flags_x86_64 = 0x303, k_flags_aarch64 = 0xa03;
  for (const auto flags : {k_flags_x86_64, k_flags_aarch64}) {
    std::string cache = "ld.so-1.7.0" + std::string(1, '\0');
    number(cache, 1, 4), number(cache, flags, 4), number(cache, 0, 4), number(cache, 5, 4);
    cache += "libx" + std::string(1, '\0') + k_library + '\0';
    EXPECT_TRUE(asking(cache).loads(flags == k_flags_x86_64 ? k_found : k_missing));
  }
}

TEST(GlibcCacheFile, R5_1_a_new_table_behind_an_old_one_is_taken) {
  std::string cache = "ld.so-1.7.0" + std::string(1, '\0');
  number(cache, 0, 4);
  EXPECT_TRUE(asking(cache + CacheText().text(16)).loads(k_found));
  EXPECT_TRUE(asking(cache + CacheText().text()).loads(k_missing)) << "its extension counts from the start of the file";
}

}  // namespace
}  // namespace elfgate::rules
