// Section 5, the loader's side: what it makes of an ld.so.cache. The cache is what ldconfig writes for the tree.
#include <gmock/gmock.h>

#include "loader/ldconfig.h"
#include "root.h"

namespace elfgate::rules {
namespace {

using loader::cache_compare;

// libraries at PATHS, with the directories of CONF; the program needs NAME.
Root cached(const std::string& name, const std::vector<std::string>& paths, const std::string& conf = "/c\n/c2\n") {
  Root root;
  root.program().needs(name);
  for (const auto& path : paths) root.library(path);
  root.conf(conf);
  return root.after_ldconfig();
}

TEST(GlibcCache, R5_1_without_a_cache_its_directories_are_not_searched) {
  Root root;
  root.program().needs("libx.so");
  root.library("/c/libx.so");
  root.conf("/c\n");
  EXPECT_TRUE(root.loads({"libx.so => not found"}));
}

TEST(GlibcCache, R5_1_a_cache_that_is_none_is_passed_over_without_a_word) {
  for (const std::string content : {"", "no cache at all, and long enough to hold the header of one if it were"}) {
    Root root;
    root.program().needs("libx.so");
    root.library("/usr/lib/libx.so");
    root.text("/etc/ld.so.cache", content);
    EXPECT_TRUE(root.loads({"libx.so => /usr/lib/libx.so"}));
  }
}

TEST(GlibcCache, R5_1_our_reader_refuses_what_is_no_cache) {
  EXPECT_FALSE(loader::read_cache_file(base::as_bytes(std::string_view("no cache")), "x").has_value());
  EXPECT_FALSE(loader::read_cache_file({}, "x").has_value());
}

TEST(GlibcCache, R5_2_S1_numbers_in_names_are_compared_by_value) {
  EXPECT_TRUE(cached("libn.so.1", {"/c/libn.so.01"}).loads({"libn.so.1 => /c/libn.so.01"}));
  EXPECT_TRUE(cached("libn.so.001", {"/c/libn.so.01"}).loads({"libn.so.001 => /c/libn.so.01"}));
  EXPECT_TRUE(cached("libn.so.10", {"/c/libn.so.1"}).loads({"libn.so.10 => not found"}));
}

TEST(GlibcCache, R5_2_S2_among_equal_names_the_first_directory_wins_even_over_the_exact_name) {
  EXPECT_TRUE(cached("libn.so.1", {"/c/libn.so.01", "/c2/libn.so.1"}).loads({"libn.so.1 => /c/libn.so.01"}));
}

TEST(GlibcCache, R5_2_S3_numbers_wrap_as_C_ints_do) {
  EXPECT_TRUE(cached("libv-1.so", {"/c/libv-4294967297.so"}).loads({"libv-1.so => /c/libv-4294967297.so"}));
}

TEST(GlibcCache, R5_2_the_comparison_orders_versions) {
  EXPECT_GT(cache_compare("libfoo.so.1.10", "libfoo.so.1.9"), 0);
  EXPECT_LT(cache_compare("libfoo.so.1.9", "libfoo.so.1.10"), 0);
  EXPECT_EQ(cache_compare("libn.so.01", "libn.so.1"), 0);
  EXPECT_GT(cache_compare("libz.so.5", "libfoo.so.1.9"), 0);
  EXPECT_GT(cache_compare("lib1", "liba"), 0) << "a digit stands above everything else";
  EXPECT_GT(cache_compare("libfoo.so.1", "libfoo.so"), 0);
}

TEST(GlibcCache, R5_2_once_opened_the_file_decides_which_object_it_is) {
  Root root;
  root.program().needs("/c/libx.so", "libx.so");
  root.library("/c/libx.so");
  root.conf("/c\n");
  EXPECT_TRUE(root.after_ldconfig().loads({"/c/libx.so"}));
}

TEST(GlibcCache, R5_3_each_machine_has_its_own_flags) {
  EXPECT_EQ(loader::cache_flags(model::k_em_x86_64, 2), 0x303U);
  EXPECT_EQ(loader::cache_flags(model::k_em_aarch64, 2), 0xa03U);
}

TEST(GlibcCache, R5_3_entries_of_other_machines_are_invisible) {
  Root root;
  root.program().needs("libx.so");
  auto& foreign = root.library("/c/libx.so").facts();  // i386: in the cache of x86_64 under other flags
  foreign.elf_class = 1;
  foreign.machine = model::k_em_386;
  root.library("/c2/libx.so");
  root.conf("/c\n/c2\n");
  EXPECT_TRUE(root.caches({"libx.so => /c2/libx.so", "libx.so => /c/libx.so"}));
  EXPECT_TRUE(root.after_ldconfig().loads({"libx.so => /c2/libx.so"}));
}

// The entry leads to a soname link that ldconfig -X has not made.
TEST(GlibcCache, R5_4_an_entry_that_cannot_be_used_ends_in_the_default_directories) {
  Root root;
  root.program().needs("libx.so.1");
  root.library("/c/libx.so.1.5").soname("libx.so.1");
  root.library("/c2/libx.so.1").soname("libx.so.1");
  root.library("/usr/lib/libx.so.1");
  root.conf("/c\n/c2\n");
  EXPECT_TRUE(root.after_ldconfig(false).loads({"libx.so.1 => /usr/lib/libx.so.1"}));
}

TEST(GlibcCache, R5_4_the_next_entry_of_the_name_is_not_tried) {
  Root root;
  root.program().needs("libx.so.1");
  root.library("/c/libx.so.1.5").soname("libx.so.1");
  root.library("/c2/libx.so.1").soname("libx.so.1");
  root.conf("/c\n/c2\n");
  EXPECT_TRUE(root.after_ldconfig(false).loads({"libx.so.1 => not found"}));
}

TEST(GlibcCache, R5_4_a_file_that_others_may_not_read_is_such_an_entry) {
  Root root;
  root.program().needs("libx.so");
  root.library("/c/libx.so").mode(0600);
  root.library("/c2/libx.so");
  root.conf("/c\n/c2\n");
  EXPECT_TRUE(root.after_ldconfig().loads({"libx.so => not found"}));
}

TEST(GlibcCache, R5_5_among_equal_entries_the_first_directory_of_the_configuration_wins) {
  EXPECT_TRUE(cached("libx.so", {"/c/libx.so", "/c2/libx.so"}).loads({"libx.so => /c/libx.so"}));
  EXPECT_TRUE(cached("libx.so", {"/c/libx.so", "/c2/libx.so"}, "/c2\n/c\n").loads({"libx.so => /c2/libx.so"}));
}

}  // namespace
}  // namespace elfgate::rules
