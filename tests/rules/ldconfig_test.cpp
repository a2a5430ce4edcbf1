// Section 5, ldconfig's side: which entries and links it makes of a tree. Entries in the order of ldconfig -p.
#include <gmock/gmock.h>

#include "root.h"

namespace elfgate::rules {
namespace {

// One directory /c in ld.so.conf.
Root scanned(const std::string& conf = "/c\n", const System& system = debian()) {
  Root root(system);
  root.conf(conf);
  return root;
}

TEST(Ldconfig, R5_6_builtin_directories_come_after_those_of_the_configuration) {
  auto root = scanned();
  root.library("/c/libx.so");
  root.library("/usr/lib/libx.so");
  EXPECT_TRUE(root.caches({"libx.so => /c/libx.so", "libx.so => /usr/lib/libx.so"}));
}

TEST(Ldconfig, R5_6_debians_builtin_directories) {
  Root root;
  root.library("/lib/x86_64-linux-gnu/liba.so");
  root.library("/usr/lib/x86_64-linux-gnu/liba.so");
  root.library("/lib/liba.so");
  root.library("/usr/lib/liba.so");
  root.library("/lib64/liba.so");
  root.library("/usr/local/lib/liba.so");
  EXPECT_TRUE(root.caches({"liba.so => /lib/x86_64-linux-gnu/liba.so", "liba.so => /usr/lib/x86_64-linux-gnu/liba.so",
                           "liba.so => /lib/liba.so", "liba.so => /usr/lib/liba.so"}));
}

TEST(Ldconfig, R5_6_upstreams_builtin_directories_are_more_than_its_default_ones) {
  Root root(upstream());
  for (const std::string dir : {"/lib", "/libx32", "/usr/lib", "/usr/lib64", "/usr/libx32"}) root.library(dir + "/liba.so");
  EXPECT_TRUE(root.caches({"liba.so => /lib/liba.so", "liba.so => /libx32/liba.so", "liba.so => /usr/lib/liba.so",
                           "liba.so => /usr/lib64/liba.so", "liba.so => /usr/libx32/liba.so",
                           "ld-linux-x86-64.so.2 => /lib64/ld-linux-x86-64.so.2"}));
  root.program().needs("liba.so");
  EXPECT_TRUE(root.loads({"liba.so => /usr/lib64/liba.so"}));
  EXPECT_TRUE(root.after_ldconfig().loads({"liba.so => /lib/liba.so"}));
}

TEST(Ldconfig, R5_6_upstreams_builtin_directories_of_aarch64) {
  Root root(upstream_arm64());
  for (const std::string dir : {"/lib64", "/usr/lib", "/usr/lib64", "/libx32"}) root.library(dir + "/liba.so");
  EXPECT_TRUE(root.caches({"liba.so => /lib64/liba.so", "liba.so => /usr/lib/liba.so", "liba.so => /usr/lib64/liba.so",
                           "ld-linux-aarch64.so.1 => /lib/ld-linux-aarch64.so.1"}));
}

TEST(Ldconfig, R5_6_wolfis_builtin_directories) {
  Root root(wolfi());
  for (const std::string dir : {"/lib", "/usr/lib", "/usr/lib64", "/usr/local/lib"}) root.library(dir + "/liba.so");
  EXPECT_TRUE(root.caches({"liba.so => /usr/lib/liba.so", "liba.so => /usr/lib64/liba.so"}));
}

TEST(Ldconfig, R5_7_the_first_spelling_of_a_directory_stays) {
  for (const bool usr_first : {false, true}) {
    auto root = scanned(usr_first ? "/usr/lib/T\n/lib/T\n" : "/lib/T\n/usr/lib/T\n");
    root.library("/usr/lib/T/liba.so");
    root.link("/lib", "usr/lib");
    EXPECT_TRUE(root.caches({usr_first ? "liba.so => /usr/lib/T/liba.so" : "liba.so => /lib/T/liba.so"}));
  }
}

TEST(Ldconfig, R5_7_without_configuration_the_builtin_spelling_comes_first) {
  Root root;
  root.library("/usr/lib/x86_64-linux-gnu/liba.so");
  root.link("/lib", "usr/lib");
  EXPECT_TRUE(root.caches({"liba.so => /lib/x86_64-linux-gnu/liba.so"}));
}

TEST(Ldconfig, R5_7_a_missing_directory_is_passed_over) {
  auto root = scanned("/none\n/c\n");
  root.library("/c/liba.so");
  EXPECT_TRUE(root.caches({"liba.so => /c/liba.so"}));
}

TEST(Ldconfig, R5_8_names_that_count) {
  auto root = scanned().glibc(33, 36);  // 2.37 cuts names that are no sonames (R5.10)
  for (const std::string name : {"libok.so", "libok2.so.1.2", "lib.so", "libfoo.so.conf.bak", "libbar.so.debug", "lib64.sox",
                                 "libx.sob.1", "ld-x.so", "ld-2.31.so", "ld.so.1", "ld64.so.2"})
    root.library("/c/" + name);
  const oracle::Lines entered{"lib64.sox => /c/lib64.sox",
                              "libx.sob.1 => /c/libx.sob.1",
                              "libok2.so.1.2 => /c/libok2.so.1.2",
                              "libok.so => /c/libok.so",
                              "libfoo.so.conf.bak => /c/libfoo.so.conf.bak",
                              "libbar.so.debug => /c/libbar.so.debug",
                              "lib.so => /c/lib.so",
                              "ld64.so.2 => /c/ld64.so.2",
                              "ld.so.1 => /c/ld.so.1",
                              "ld-2.31.so => /c/ld-2.31.so",
                              "ld-x.so => /c/ld-x.so"};
  EXPECT_TRUE(root.caches(entered));
  EXPECT_TRUE(root.glibc(38, 43).caches(entered));
}

TEST(Ldconfig, R5_8_names_that_do_not) {
  auto root = scanned();
  for (const std::string name :
       {"foo.so", "libnoext", "_lib.so", ".libh.so", "Libup.so", "ld.so", "lib.so.#prelink#", "lib.so.#prelink#.aBcDeF"})
    root.library("/c/" + name);
  EXPECT_TRUE(root.caches({}));
}

TEST(Ldconfig, R5_8_names_of_unfinished_installations_do_not_count_since_2_39) {
  auto root = scanned();
  for (const std::string name : {"libx.so;5f", "liba.so.dpkg-new", "liba.so.dpkg-tmp"}) root.library("/c/" + name);
  EXPECT_TRUE(root.glibc(39, 43).caches({}));
  EXPECT_TRUE(root.glibc(33, 38).caches(
      {"libx.so;5f => /c/libx.so;5f", "liba.so.dpkg-tmp => /c/liba.so.dpkg-tmp", "liba.so.dpkg-new => /c/liba.so.dpkg-new"}));
}

TEST(Ldconfig, R5_8_directories_below_are_not_scanned) {
  auto root = scanned();
  root.library("/c/sub/liba.so");
  EXPECT_TRUE(root.caches({}));
}

TEST(Ldconfig, R5_9_files_that_are_no_libraries_are_left_out) {
  auto root = scanned();
  root.text("/c/libempty.so", "");
  root.text("/c/libscript.so", "GROUP ( /c/libreal.so.1 ) and what else a linker script says, longer than an ELF header");
  root.library("/c/libexec.so").facts().type = model::k_et_exec;
  root.library("/c/librel.so").facts().type = model::k_et_rel;
  root.library("/c/libdebug.so").facts().has_dynamic = false;
  root.library("/c/libarm.so").facts().machine = model::k_em_aarch64;
  EXPECT_TRUE(root.caches({}));
}

TEST(Ldconfig, R5_9_a_position_independent_program_named_like_a_library_is_entered) {
  auto root = scanned();
  root.program("/c/libpie.so");
  EXPECT_TRUE(root.caches({"libpie.so => /c/libpie.so"}));
}

TEST(Ldconfig, R5_9_x86_64_enters_i386_under_flags_of_its_own) {
  auto root = scanned();
  auto& facts = root.library("/c/libold.so").facts();
  facts.elf_class = 1;
  facts.machine = model::k_em_386;
  EXPECT_TRUE(root.caches({"libold.so => /c/libold.so"}));
}

TEST(Ldconfig, R5_9_on_aarch64_a_foreign_library_enters_the_cache_and_hides_the_right_one) {
  Root root(debian_arm64());
  root.program().needs("liba.so");
  root.library("/c/liba.so").facts().machine = model::k_em_x86_64;
  root.library("/d/liba.so");
  root.conf("/c\n/d\n");
  EXPECT_TRUE(
      root.caches({"liba.so => /c/liba.so", "liba.so => /d/liba.so", "ld-linux-aarch64.so.1 => /lib/ld-linux-aarch64.so.1"}));
  EXPECT_TRUE(root.after_ldconfig().loads({"liba.so => not found"}));
}

TEST(Ldconfig, R5_10_the_key_is_the_soname_and_the_path_is_made_of_it) {
  auto root = scanned();
  root.library("/c/libbar.so.9").soname("libbaz.so.7");
  EXPECT_TRUE(root.caches({"libbaz.so.7 => /c/libbaz.so.7"}));
  root.program().needs("libbar.so.9", "libbaz.so.7");
  EXPECT_TRUE(root.after_ldconfig().loads({"libbar.so.9 => not found", "libbaz.so.7 => /c/libbaz.so.7"}));
}

TEST(Ldconfig, R5_10_without_soname_the_key_is_the_file_name) {
  auto root = scanned().glibc(38, 43);
  root.library("/c/libfoo.so.1.2.3");
  EXPECT_TRUE(root.caches({"libfoo.so.1.2.3 => /c/libfoo.so.1.2.3"}));
  EXPECT_TRUE(root.glibc(33, 36).caches({"libfoo.so.1.2.3 => /c/libfoo.so.1.2.3"}));
}

TEST(Ldconfig, R5_10_2_37_cuts_the_name_of_a_file_without_soname) {
  auto root = scanned().glibc(37, 37);
  root.library("/c/libfoo.so.1.2.3");
  EXPECT_TRUE(root.caches({"libfoo.so.1 => /c/libfoo.so.1"}));
}

TEST(Ldconfig, R5_10_a_soname_need_not_look_like_a_library) {
  auto root = scanned();
  root.library("/c/libweird.so").soname("plugin.so");
  EXPECT_TRUE(root.caches({"plugin.so => /c/plugin.so"}));
}

TEST(Ldconfig, R5_10_greater_names_come_first) {
  auto root = scanned();
  for (const std::string name : {"liba.so.2", "liba.so.10", "libb.so", "liba.so"}) root.library("/c/" + name);
  EXPECT_TRUE(root.caches(
      {"libb.so => /c/libb.so", "liba.so.10 => /c/liba.so.10", "liba.so.2 => /c/liba.so.2", "liba.so => /c/liba.so"}));
}

TEST(Ldconfig, R5_10_copies_for_newer_processors_come_before_the_plain_one_and_keep_their_file_name) {
  auto root = scanned();
  root.library("/c/libq.so.1").soname("libq.so.1");
  root.library("/c/glibc-hwcaps/x86-64-v2/libq.so.1.5").soname("libq.so.1");
  EXPECT_TRUE(root.caches({"libq.so.1 [x86-64-v2] => /c/glibc-hwcaps/x86-64-v2/libq.so.1.5", "libq.so.1 => /c/libq.so.1"}));
}

TEST(Ldconfig, R5_11_a_link_with_another_name_than_the_soname_has_no_key) {
  auto root = scanned();
  root.library("/c/libfoo.so.1.2.3").soname("libfoo.so.1");
  root.link("/c/libfoo.so.1", "libfoo.so.1.2.3");
  root.link("/c/libfoo.so", "libfoo.so.1");
  root.link("/c/libfoo-alias.so", "libfoo.so.1.2.3");
  root.link("/c/libf.so", "libfoo.so.1.2.3");
  EXPECT_TRUE(root.caches({"libfoo.so.1 => /c/libfoo.so.1", "libfoo.so => /c/libfoo.so"}));
}

TEST(Ldconfig, R5_11_a_link_to_a_library_elsewhere_counts_as_a_file_with_its_soname) {
  auto root = scanned();
  root.library("/o/libfoo.so.1.9").soname("libfoo.so.1");
  root.link("/c/libx.so.2", "/o/libfoo.so.1.9");
  EXPECT_TRUE(root.caches({"libfoo.so.1 => /c/libfoo.so.1"}));
  EXPECT_TRUE(root.links_below("/c", {"/c/libfoo.so.1 -> libx.so.2", "/c/libx.so.2 -> /o/libfoo.so.1.9"}));
  root.program().needs("libx.so.2", "libfoo.so.1");
  EXPECT_TRUE(root.after_ldconfig().loads({"libx.so.2 => not found", "libfoo.so.1 => /c/libfoo.so.1"}));
}

TEST(Ldconfig, R5_11_links_to_directories_and_dangling_ones_are_passed_over) {
  auto root = scanned();
  root.directory("/d");
  root.link("/c/libdir.so", "/d");
  root.link("/c/libgone.so", "nowhere");
  EXPECT_TRUE(root.caches({}));
  EXPECT_TRUE(root.links_below("/c", {"/c/libdir.so -> /d", "/c/libgone.so -> nowhere"}));
}

TEST(Ldconfig, R5_12_of_several_files_with_one_soname_the_greatest_name_is_kept) {
  auto root = scanned();
  root.library("/c/libfoo.so.1.9").soname("libfoo.so.1");
  root.library("/c/libfoo.so.1.10").soname("libfoo.so.1");
  EXPECT_TRUE(root.links_below("/c", {"/c/libfoo.so.1 -> libfoo.so.1.10"}));
}

TEST(Ldconfig, R5_12_whatever_the_names_have_in_common) {
  auto root = scanned();
  root.library("/c/libfoo.so.1.9").soname("libfoo.so.1");
  root.library("/c/libz.so.5").soname("libfoo.so.1");
  EXPECT_TRUE(root.links_below("/c", {"/c/libfoo.so.1 -> libz.so.5"}));
}

TEST(Ldconfig, R5_12_a_file_beats_a_link) {
  auto root = scanned();
  root.library("/o/libfoo").soname("libfoo.so.1");
  root.link("/c/libfoo.so.1", "/o/libfoo");
  root.library("/c/libfoo.so.1.2").soname("libfoo.so.1");
  EXPECT_TRUE(root.links_below("/c", {"/c/libfoo.so.1 -> libfoo.so.1.2"}));
}

TEST(Ldconfig, R5_13_S1_a_link_to_an_older_file_is_pointed_to_the_newer_one) {
  auto root = scanned();
  root.library("/c/libfoo.so.1.9").soname("libfoo.so.1");
  root.library("/c/libfoo.so.1.10").soname("libfoo.so.1");
  root.link("/c/libfoo.so.1", "libfoo.so.1.9");
  EXPECT_TRUE(root.links_below("/c", {"/c/libfoo.so.1 -> libfoo.so.1.10"}));
}

TEST(Ldconfig, R5_13_S2_a_file_in_the_place_of_the_link_stays_and_serves_the_entry) {
  auto root = scanned();
  root.library("/c/libfoo.so.1").soname("libfoo.so.1").defines({"OLD"});
  root.library("/c/libfoo.so.1.10").soname("libfoo.so.1").defines({"NEW"});
  EXPECT_TRUE(root.links_below("/c", {}));
  EXPECT_TRUE(root.caches({"libfoo.so.1 => /c/libfoo.so.1"}));
}

TEST(Ldconfig, R5_13_S3_a_link_that_leads_elsewhere_is_pointed_to_the_file_beside_it) {
  auto root = scanned();
  root.library("/o/libfoo.so.1.9").soname("libfoo.so.1");
  root.library("/c/libfoo.so.1.2").soname("libfoo.so.1");
  root.link("/c/libfoo.so.1", "/o/libfoo.so.1.9");
  EXPECT_TRUE(root.links_below("/c", {"/c/libfoo.so.1 -> libfoo.so.1.2"}));
}

TEST(Ldconfig, R5_13_S4_a_link_that_nobody_ships_is_made) {
  auto root = scanned();
  root.library("/c/libfoo.so.1.2.3").soname("libfoo.so.1");
  root.program().needs("libfoo.so.1");
  EXPECT_TRUE(root.links_below("/c", {"/c/libfoo.so.1 -> libfoo.so.1.2.3"}));
  EXPECT_TRUE(root.loads({"libfoo.so.1 => not found"}));
  EXPECT_TRUE(root.after_ldconfig().loads({"libfoo.so.1 => /c/libfoo.so.1"}));
}

TEST(Ldconfig, R5_13_S4_the_entry_says_that_ldconfig_made_its_link) {
  auto root = scanned();
  root.library("/c/libfoo.so.1.2.3").soname("libfoo.so.1");
  const auto view = root.view();
  loader::PathWalk walk(view);
  const auto cache = loader::run_ldconfig(walk, {model::k_em_x86_64, {}, k_last_glibc, true});
  ASSERT_EQ(cache.entries.size(), 1U);
  EXPECT_TRUE(cache.entries[0].created_link);
  EXPECT_EQ(cache.entries[0].link_target, "libfoo.so.1.2.3");
}

TEST(Ldconfig, R5_13_S5_without_links_the_entry_leads_nowhere) {
  auto root = scanned();
  root.library("/c/libfoo.so.1.2.3").soname("libfoo.so.1");
  root.program().needs("libfoo.so.1");
  EXPECT_TRUE(root.after_ldconfig(false).caches({"libfoo.so.1 => /c/libfoo.so.1"}));
  EXPECT_TRUE(root.loads({"libfoo.so.1 => not found"}));
}

TEST(Ldconfig, R5_13_a_made_link_is_met_by_other_ways_than_the_cache) {
  auto root = scanned();
  root.library("/c/libfoo.so.1.2.3").soname("libfoo.so.1");
  root.program().needs("libfoo.so.1").runpath("/c");
  EXPECT_TRUE(root.loads({"libfoo.so.1 => not found"}));
  EXPECT_TRUE(root.after_ldconfig().loads({"libfoo.so.1 => /c/libfoo.so.1"}));
}

TEST(Ldconfig, R5_13_dangling_links_with_a_version_in_their_name_are_deleted) {
  auto root = scanned();
  root.directory("/c");
  root.link("/c/libgone.so.1", "libgone.so.1.2");
  root.link("/c/libgone.so", "libgone.so.1");
  EXPECT_TRUE(root.links_below("/c", {"/c/libgone.so -> libgone.so.1"}));
}

TEST(Ldconfig, R5_13_no_links_are_made_in_hwcaps_directories) {
  auto root = scanned();
  root.directory("/c");
  root.library("/c/glibc-hwcaps/x86-64-v2/libq.so.1.5").soname("libq.so.1");
  EXPECT_TRUE(root.links_below("/c", {}));
}

TEST(Ldconfig, R5_14_every_directory_below_glibc_hwcaps_is_scanned_known_or_not) {
  auto root = scanned();
  root.library("/c/glibc-hwcaps/x86-64-v3/liba.so");
  root.library("/c/glibc-hwcaps/power9/libb.so");
  root.library("/o/libc1.so");
  root.link("/c/glibc-hwcaps/linked", "/o");
  EXPECT_TRUE(
      root.caches({"libc1.so [linked] => /c/glibc-hwcaps/linked/libc1.so", "libb.so [power9] => /c/glibc-hwcaps/power9/libb.so",
                   "liba.so [x86-64-v3] => /c/glibc-hwcaps/x86-64-v3/liba.so"}));
}

TEST(Ldconfig, R5_14_hidden_names_names_with_a_colon_and_deeper_ones_are_not) {
  auto root = scanned();
  root.library("/c/glibc-hwcaps/.hidden/liba.so");
  root.library("/c/glibc-hwcaps/a:b/liba.so");
  root.library("/c/glibc-hwcaps/x86-64-v2/sub/liba.so");
  EXPECT_TRUE(root.caches({}));
}

TEST(Ldconfig, R5_16_absolute_links_are_followed_inside_of_the_root) {
  auto root = scanned("/lnk\n");
  root.library("/real/liba.so");
  root.link("/lnk", "/real");
  EXPECT_TRUE(root.caches({"liba.so => /lnk/liba.so"}));
}

TEST(Ldconfig, R5_16_neither_RPATH_nor_LD_LIBRARY_PATH_mean_anything_to_it) {
  auto root = scanned();
  root.library("/c/liba.so").rpath("/x");
  root.library("/x/libb.so");
  EXPECT_TRUE(root.library_path("/x").caches({"liba.so => /c/liba.so"}));
}

}  // namespace
}  // namespace elfgate::rules
