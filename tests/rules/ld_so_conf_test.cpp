// Section 5.2: the grammar of ld.so.conf.
#include "loader/ld_so_conf.h"

#include <gmock/gmock.h>

#include "root.h"

namespace elfgate::rules {
namespace {

// One directory /c in ld.so.conf.
Root scanned(const std::string& conf = "/c\n") {
  Root root;
  root.conf(conf);
  return root;
}

std::vector<std::string> directories_of(const std::string& conf, unsigned glibc_minor = k_last_glibc) {
  const auto view = scanned(conf).view();
  loader::PathWalk walk(view);
  return loader::conf_directories(walk, glibc_minor);
}

using testing::ElementsAre;

TEST(LdSoConf, R5_15_one_directory_a_line_blanks_around_it_and_slashes_behind_it_are_cut) {
  EXPECT_THAT(directories_of("/a\n  /b/  \n\t/c///\r\n/d"), ElementsAre("/a", "/b", "/c", "/d"));
}

TEST(LdSoConf, R5_15_a_comment_begins_anywhere) {
  EXPECT_THAT(directories_of("# all\n/a # behind\n/b#x\n"), ElementsAre("/a", "/b"));
}

TEST(LdSoConf, R5_15_blanks_commas_and_colons_inside_of_a_line_are_part_of_the_name) {
  EXPECT_THAT(directories_of("/d7 /d8\n/a,/b\n/a:/b\n"), ElementsAre("/d7 /d8", "/a,/b", "/a:/b"));
}

TEST(LdSoConf, R5_15_only_include_and_a_blank_includes) {
  EXPECT_THAT(directories_of("includeX /d9\nInclude /x\ninclude\n"), ElementsAre("includeX /d9", "Include /x", "include"));
}

TEST(LdSoConf, R5_15_hwcap_lines_are_ignored_in_any_case_of_letters) {
  EXPECT_THAT(directories_of("hwcap 0 nosegneg\nHWCAP 1 x\n/a\n"), ElementsAre("/a"));
}

TEST(LdSoConf, R5_15_a_type_behind_an_equals_sign_is_cut_up_to_2_36_only) {
  EXPECT_THAT(directories_of("/c=libc6\n", 36), ElementsAre("/c"));
  EXPECT_THAT(directories_of("/c=libc6\n", 37), ElementsAre("/c=libc6"));
}

TEST(LdSoConf, R5_15_included_files_come_in_the_order_of_their_bytes_and_hidden_ones_not_at_all) {
  Root root;
  root.conf("/first\ninclude ld.so.conf.d/*.conf\n/last\n");
  root.text("/etc/ld.so.conf.d/b.conf", "/b\n");
  root.text("/etc/ld.so.conf.d/Z.conf", "/z\n");
  root.text("/etc/ld.so.conf.d/a.conf", "/a\n");
  root.text("/etc/ld.so.conf.d/.h.conf", "/h\n");
  root.text("/etc/ld.so.conf.d/c.txt", "/c\n");
  const auto view = root.view();
  loader::PathWalk walk(view);
  EXPECT_THAT(loader::conf_directories(walk, k_last_glibc), ElementsAre("/first", "/z", "/a", "/b", "/last"));
}

TEST(LdSoConf, R5_15_several_patterns_on_a_line_relative_ones_start_at_the_including_file) {
  Root root;
  root.conf("include  /etc/one/*.conf\ttwo/x.conf none/*\n");
  root.text("/etc/one/a.conf", "/a\ninclude deeper/*\n");
  root.text("/etc/one/deeper/y", "/y\n");
  root.text("/etc/two/x.conf", "/x\n");
  const auto view = root.view();
  loader::PathWalk walk(view);
  EXPECT_THAT(loader::conf_directories(walk, k_last_glibc), ElementsAre("/a", "/y", "/x"));
}

TEST(LdSoConf, R5_15_the_real_ldconfig_reads_it_the_same) {
  auto root = scanned("/a # comment\n  /b/  \n/d7 /d8\ninclude ld.so.conf.d/*.conf\nhwcap 0 x\n");
  root.text("/etc/ld.so.conf.d/x.conf", "/x\n");
  for (const std::string dir : {"/a", "/b", "/d7 /d8", "/d7", "/x"}) root.library(dir + "/liba.so");
  EXPECT_TRUE(
      root.caches({"liba.so => /a/liba.so", "liba.so => /b/liba.so", "liba.so => /d7 /d8/liba.so", "liba.so => /x/liba.so"}));
}

TEST(LdSoConf, R5_15_a_relative_directory_gives_a_relative_entry) {
  auto root = scanned("c\n");
  root.library("/c/liba.so");
  EXPECT_TRUE(root.caches({"liba.so => c/liba.so"}));
  root.program().needs("liba.so");
  EXPECT_TRUE(root.after_ldconfig().loads({"liba.so => c/liba.so"}));
  EXPECT_TRUE(root.cwd("/t").loads({"liba.so => not found"}));
  EXPECT_TRUE(root.simulate().depends_on_cwd);
}

TEST(LdSoConf, R5_15_without_a_file_only_the_builtin_directories_are_left) {
  Root root;
  root.library("/c/liba.so");
  root.library("/usr/lib/libb.so");
  EXPECT_TRUE(root.caches({"libb.so => /usr/lib/libb.so"}));
}

}  // namespace
}  // namespace elfgate::rules
