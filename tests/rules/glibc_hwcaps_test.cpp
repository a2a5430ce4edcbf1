// Section 4: copies of libraries for newer processors. A level is told to the real loader by --glibc-hwcaps-mask.
#include <gmock/gmock.h>

#include "root.h"

namespace elfgate::rules {
namespace {

const std::string k_v2 = "/glibc-hwcaps/x86-64-v2", k_v3 = "/glibc-hwcaps/x86-64-v3", k_v4 = "/glibc-hwcaps/x86-64-v4";

// libq.so.1 in each of DIRS; the program searches RUNPATH.
Root with(const std::string& runpath, const std::vector<std::string>& dirs) {
  Root root;
  auto program = root.program().needs("libq.so.1");
  if (!runpath.empty()) program.runpath(runpath);
  for (const auto& dir : dirs) root.library(dir + "/libq.so.1");
  return root;
}

AssertionResult finds(Root root, unsigned level, const std::string& path) {
  return root.cpu_level(level).loads({"libq.so.1 => " + path});
}

TEST(GlibcHwcaps, R4_1_S1_the_copy_for_the_processor_stands_before_the_plain_one) {
  const auto root = with("/c", {"/c" + k_v2, "/c"});
  EXPECT_TRUE(finds(root, 1, "/c/libq.so.1"));
  for (const unsigned level : {2U, 3U, 4U}) EXPECT_TRUE(finds(root, level, "/c/glibc-hwcaps/x86-64-v2/libq.so.1"));
}

TEST(GlibcHwcaps, R4_1_S1_a_path_is_not_expanded) {
  Root root;
  root.program().needs("/c/libq.so.1");
  root.library("/c/libq.so.1");
  root.library("/c" + k_v2 + "/libq.so.1");
  EXPECT_TRUE(root.cpu_level(4).loads({"/c/libq.so.1"}));
}

TEST(GlibcHwcaps, R4_1_the_greatest_level_the_processor_has_comes_first) {
  const auto root = with("/c", {"/c" + k_v2, "/c" + k_v3, "/c" + k_v4, "/c"});
  EXPECT_TRUE(finds(root, 1, "/c/libq.so.1"));
  EXPECT_TRUE(finds(root, 2, "/c/glibc-hwcaps/x86-64-v2/libq.so.1"));
  EXPECT_TRUE(finds(root, 3, "/c/glibc-hwcaps/x86-64-v3/libq.so.1"));
  EXPECT_TRUE(finds(root, 4, "/c/glibc-hwcaps/x86-64-v4/libq.so.1"));
}

TEST(GlibcHwcaps, R4_1_S2_the_order_of_directories_comes_before_the_level) {
  EXPECT_TRUE(finds(with("/d1:/d2", {"/d1", "/d2" + k_v4}), 4, "/d1/libq.so.1"));
}

TEST(GlibcHwcaps, R4_1_S3_in_a_hwcaps_directory_the_file_name_counts_and_not_the_soname) {
  Root root;
  root.program().needs("libq.so.1").runpath("/c");
  root.library("/c" + k_v2 + "/libq.so.1.5").soname("libq.so.1");
  root.library("/c/libq.so.1").soname("libq.so.1");
  EXPECT_TRUE(finds(root, 2, "/c/libq.so.1"));
}

TEST(GlibcHwcaps, R4_1_S4_a_copy_of_another_machine_is_passed_over) {
  auto root = with("/c", {"/c" + k_v2, "/c"});
  root.library("/c" + k_v4 + "/libq.so.1").facts().machine = model::k_em_aarch64;
  EXPECT_TRUE(finds(root, 4, "/c/glibc-hwcaps/x86-64-v2/libq.so.1"));
}

TEST(GlibcHwcaps, R4_1_default_directories_and_LD_LIBRARY_PATH_are_expanded_too) {
  EXPECT_TRUE(finds(with("", {"/usr/lib" + k_v3, "/usr/lib"}), 3, "/usr/lib/glibc-hwcaps/x86-64-v3/libq.so.1"));
  EXPECT_TRUE(finds(with("", {"/llp" + k_v3, "/llp"}).library_path("/llp"), 3, "/llp/glibc-hwcaps/x86-64-v3/libq.so.1"));
  Root by_rpath;
  by_rpath.program().needs("libq.so.1").rpath("/c");
  by_rpath.library("/c" + k_v3 + "/libq.so.1");
  EXPECT_TRUE(finds(by_rpath, 3, "/c/glibc-hwcaps/x86-64-v3/libq.so.1"));
}

TEST(GlibcHwcaps, R4_1_names_that_no_loader_knows_are_not_searched) {
  EXPECT_TRUE(finds(with("/c", {"/c/glibc-hwcaps/x86-64-v5", "/c/glibc-hwcaps/power9", "/c"}), 4, "/c/libq.so.1"));
}

TEST(GlibcHwcaps, R4_1_aarch64_has_none) {
  Root root(debian_arm64());
  root.program().needs("libq.so.1").runpath("/c");
  root.library("/c" + k_v2 + "/libq.so.1");
  EXPECT_TRUE(root.loads({"libq.so.1 => not found"}));
}

Root cached(const std::vector<std::string>& dirs) {
  auto root = with("", dirs);
  root.conf("/c1\n/c2\n");
  return root.after_ldconfig();
}

TEST(GlibcHwcaps, R4_2_in_the_cache_the_level_comes_before_the_order_of_directories) {
  const auto root = cached({"/c1", "/c2" + k_v2});
  EXPECT_TRUE(finds(root, 1, "/c1/libq.so.1"));
  EXPECT_TRUE(finds(root, 2, "/c2/glibc-hwcaps/x86-64-v2/libq.so.1"));
}

TEST(GlibcHwcaps, R4_2_in_the_cache_the_best_level_wins) {
  const auto root = cached({"/c1" + k_v2, "/c2" + k_v3, "/c2"});
  EXPECT_TRUE(finds(root, 2, "/c1/glibc-hwcaps/x86-64-v2/libq.so.1"));
  EXPECT_TRUE(finds(root, 3, "/c2/glibc-hwcaps/x86-64-v3/libq.so.1"));
}

TEST(GlibcHwcaps, R4_2_a_library_for_newer_processors_only_is_found_on_them_only) {
  const auto root = cached({"/c1" + k_v2});
  EXPECT_TRUE(finds(root, 1, "not found"));
  EXPECT_TRUE(finds(root, 2, "/c1/glibc-hwcaps/x86-64-v2/libq.so.1"));
}

TEST(GlibcHwcaps, R4_2_entries_of_unknown_directories_are_ignored) {
  EXPECT_TRUE(finds(cached({"/c1/glibc-hwcaps/power9", "/c2"}), 4, "/c2/libq.so.1"));
}

TEST(GlibcHwcaps, R4_2_an_entry_that_needs_more_than_the_processor_has_is_ignored) {
  // The isa level is recorded for files below glibc-hwcaps only; bit 2 is v3.
  Root root;
  root.program().needs("libq.so.1");
  root.library("/c1" + k_v2 + "/libq.so.1").facts().x86_isa_needed = 0x4;
  root.library("/c2/libq.so.1");
  root.conf("/c1\n/c2\n");
  root.after_ldconfig().simulated_only();  // the mask hides directories, not what the processor can do
  EXPECT_TRUE(finds(root, 2, "/c2/libq.so.1"));
}

TEST(GlibcHwcaps, R4_3_origin_of_a_library_from_a_hwcaps_directory_is_that_directory) {
  Root root;
  root.program().needs("liba").runpath("/c");
  root.library("/c" + k_v2 + "/liba").needs("libz").runpath("$ORIGIN");
  root.library("/c/liba").needs("libz").runpath("$ORIGIN");
  root.library("/c/libz");
  EXPECT_TRUE(root.cpu_level(1).loads({"liba => /c/liba", "libz => /c/libz"}));
  EXPECT_TRUE(root.cpu_level(2).loads({"liba => /c/glibc-hwcaps/x86-64-v2/liba", "libz => not found"}));
}

TEST(GlibcHwcaps, R4_4_legacy_directories_are_searched_up_to_2_36) {
  Root root;
  root.program().needs("libh.so.1").runpath("/c");
  root.library("/c/tls/libh.so.1");
  root.library("/c/libh.so.1");
  EXPECT_TRUE(root.glibc(33, 36).loads({"libh.so.1 => /c/tls/libh.so.1"}));
  EXPECT_TRUE(root.glibc(37, 43).loads({"libh.so.1 => /c/libh.so.1"}));
}

TEST(GlibcHwcaps, R4_4_ldconfig_scans_legacy_directories_up_to_2_36) {
  Root root;
  root.program().needs("libh.so.1");
  root.library("/c/tls/libh.so.1");
  root.library("/c/libh.so.1");
  root.conf("/c\n");
  root.after_ldconfig();
  EXPECT_TRUE(root.glibc(33, 36).loads({"libh.so.1 => /c/tls/libh.so.1"}));
  EXPECT_TRUE(root.glibc(37, 43).loads({"libh.so.1 => /c/libh.so.1"}));
}

TEST(GlibcHwcaps, R4_4_legacy_directories_combine) {
  Root root;
  root.program().needs("libh.so.1").runpath("/c");
  root.library("/c/tls/x86_64/libh.so.1");
  root.library("/c/tls/libh.so.1");
  root.library("/c/x86_64/libh.so.1");
  EXPECT_TRUE(root.glibc(33, 36).loads({"libh.so.1 => /c/tls/x86_64/libh.so.1"}));
}

TEST(GlibcHwcaps, R4_4_glibc_hwcaps_come_before_legacy_directories) {
  Root root;
  root.program().needs("libh.so.1").runpath("/c");
  root.library("/c/tls/libh.so.1");
  root.library("/c" + k_v2 + "/libh.so.1");
  EXPECT_TRUE(root.glibc(33, 36).cpu_level(2).loads({"libh.so.1 => /c/glibc-hwcaps/x86-64-v2/libh.so.1"}));
}

TEST(GlibcHwcaps, R4_4_aarch64_has_legacy_directories_too) {
  Root root(debian_arm64());
  root.program().needs("libh.so.1").runpath("/c");
  root.library("/c/aarch64/libh.so.1");
  root.library("/c/libh.so.1");
  EXPECT_TRUE(root.glibc(33, 36).loads({"libh.so.1 => /c/aarch64/libh.so.1"}));
  EXPECT_TRUE(root.glibc(37, 43).loads({"libh.so.1 => /c/libh.so.1"}));
}

TEST(GlibcHwcaps, R4_5_a_copy_above_the_level_does_not_satisfy_the_baseline_and_is_said) {
  auto root = with("/c", {"/c" + k_v3});
  EXPECT_TRUE(finds(root, 1, "not found"));
  EXPECT_TRUE(root.simulate().depends_on_cpu_level);
}

TEST(GlibcHwcaps, R4_5_without_copies_nothing_depends_on_the_level) {
  EXPECT_FALSE(with("/c", {"/c"}).simulate().depends_on_cpu_level);
}

TEST(GlibcHwcaps, R4_6_an_object_that_needs_more_than_the_processor_has_is_fatal) {
  // GNU_PROPERTY_X86_ISA_1_NEEDED: bit 0 baseline, bit 1 v2, bit 2 v3, bit 3 v4
  Root root;
  root.program().needs("libq.so.1").runpath("/c");
  root.library("/c/libq.so.1").facts().x86_isa_needed = 0x4;
  root.simulated_only();
  EXPECT_TRUE(root.cpu_level(2).stops("! /c/libq.so.1: CPU ISA level is lower than required"));
  EXPECT_TRUE(root.cpu_level(3).starts());
}

}  // namespace
}  // namespace elfgate::rules
