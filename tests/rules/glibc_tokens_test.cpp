// Section 3: path lists are split and their tokens replaced; what $ORIGIN stands for, and when it is refused.
#include <gmock/gmock.h>

#include "real_judge.h"
#include "root.h"

namespace elfgate::rules {
namespace {

// The program has this RUNPATH and needs libx, which stands in each of DIRS.
Root with_runpath(const std::string& runpath, const std::vector<std::string>& dirs) {
  Root root;
  root.program().needs("libx").runpath(runpath);
  for (const auto& dir : dirs) root.library(dir + "/libx");
  return root;
}

AssertionResult finds(const Root& root, const std::string& path) {
  return root.loads({"libx => " + path});
}

TEST(GlibcPathLists, R3_1_a_semicolon_is_a_letter_in_a_runpath) {
  EXPECT_TRUE(finds(with_runpath("/a;/b", {"/b", "/a;/b"}), "/a;/b/libx"));
  EXPECT_TRUE(finds(with_runpath("/a;/b", {"/a", "/b"}), "not found"));
}

TEST(GlibcPathLists, R3_1_a_semicolon_separates_in_LD_LIBRARY_PATH) {
  auto root = with_runpath("", {"/b", "/a;/b"});
  EXPECT_TRUE(finds(root.library_path("/a;/b"), "/b/libx"));
}

TEST(GlibcPathLists, R3_1_blanks_are_letters) {
  EXPECT_TRUE(finds(with_runpath(" /b:/c", {"/b", "/c"}), "/c/libx"));
  EXPECT_TRUE(finds(with_runpath("/b :/c", {"/b ", "/c"}), "/b /libx"));
}

TEST(GlibcPathLists, R3_2_an_empty_runpath_has_no_directory) {
  EXPECT_TRUE(finds(with_runpath("", {""}), "not found"));
}

TEST(GlibcPathLists, R3_2_an_empty_element_is_the_working_directory) {
  for (const std::string list : {":/nope", "/nope:", "/nope::/nope", ":"}) {
    EXPECT_TRUE(with_runpath(list, {"/w"}).cwd("/w").loads({"libx"})) << list;
    EXPECT_TRUE(with_runpath(list, {}).simulate().depends_on_cwd) << list;
  }
}

TEST(GlibcPathLists, R3_2_in_its_place_among_the_others) {
  EXPECT_TRUE(with_runpath("/a::/b", {"/w", "/b"}).cwd("/w").loads({"libx"}));
  EXPECT_TRUE(finds(with_runpath("/a::/b", {"/w", "/a"}).cwd("/w"), "/a/libx"));
}

TEST(GlibcPathLists, R3_3_trailing_slashes_become_one_and_others_stay) {
  EXPECT_TRUE(finds(with_runpath("/x//y///", {"/x/y"}), "/x//y/libx"));
  EXPECT_TRUE(finds(with_runpath("/", {""}), "/libx"));
}

TEST(GlibcPathLists, R3_3_dots_stay_in_the_text) {
  EXPECT_TRUE(finds(with_runpath("$ORIGIN/../lib", {"/lib"}), "/t/../lib/libx"));
}

TEST(GlibcPathLists, R3_4_a_relative_element_starts_at_the_working_directory) {
  auto root = with_runpath("rel", {"/w/rel"});
  EXPECT_TRUE(finds(root.cwd("/w"), "rel/libx"));
  EXPECT_TRUE(finds(root.cwd("/"), "not found"));
  EXPECT_TRUE(root.simulate().depends_on_cwd);
}

TEST(GlibcPathLists, R3_5_a_directory_that_is_not_there_is_passed_over) {
  EXPECT_TRUE(finds(with_runpath("/none:/a", {"/a"}), "/a/libx"));
}

TEST(GlibcPathLists, R3_5_a_file_in_place_of_an_absolute_directory_is_passed_over) {
  auto root = with_runpath("/file:/a", {"/a"});
  root.text("/file", "no directory");
  EXPECT_TRUE(finds(root, "/a/libx"));
}

TEST(GlibcTokens, R3_6_a_token_with_or_without_braces_anywhere_and_more_than_once) {
  EXPECT_TRUE(finds(with_runpath("$ORIGIN/l", {"/t/l"}), "/t/l/libx"));
  EXPECT_TRUE(finds(with_runpath("${ORIGIN}/l", {"/t/l"}), "/t/l/libx"));
  EXPECT_TRUE(finds(with_runpath("/a$ORIGIN/b", {"/a/t/b"}), "/a/t/b/libx"));
  EXPECT_TRUE(finds(with_runpath("$ORIGIN$ORIGIN", {"/t/t"}), "/t/t/libx"));
  EXPECT_TRUE(finds(with_runpath("${ORIGIN}lib", {"/tlib"}), "/tlib/libx"));
}

TEST(GlibcTokens, R3_6_what_only_looks_like_a_token_is_text) {
  for (const std::string text :
       {"$FOO", "$ORIGINlib", "$ORIGIN_x", "$ORIGIN1", "${ORIGIN", "$OSNAME", "$origin", "$", "${FOO}", "$$"})
    EXPECT_TRUE(finds(with_runpath("/a/" + text + ":/b", {"/a/" + text, "/b"}), "/a/" + text + "/libx")) << text;
}

TEST(GlibcTokens, R3_6_a_backslash_is_no_quotation) {
  EXPECT_TRUE(finds(with_runpath("/\\$ORIGIN", {"/\\/t"}), "/\\/t/libx"));
}

TEST(GlibcTokens, R3_6_a_token_ends_before_what_is_no_letter) {
  EXPECT_TRUE(finds(with_runpath("$ORIGIN-x", {"/t-x"}), "/t-x/libx"));
  EXPECT_TRUE(finds(with_runpath("$ORIGIN.x", {"/t.x"}), "/t.x/libx"));
}

TEST(GlibcTokens, R3_7_an_element_whose_token_has_no_value_is_left_out) {
  Root root(debian());
  root.program().needs("libx").runpath("$PLATFORM/a:/b");
  root.library("/b/libx");
  loader::LoaderSettings settings;
  settings.system_dirs = {"/usr/lib"};
  const auto view = root.view();
  loader::PathWalk walk(view);
  const auto map = loader::glibc_loader.link(walk, settings, {"/t/e", {}});
  ASSERT_EQ(map.edges.size(), 1U);
  EXPECT_EQ(map.objects[map.edges[0].to].path, "/b/libx");
  EXPECT_FALSE(map.depends_on_cwd) << "the element is relative, and nothing of it may be left";
}

TEST(GlibcTokens, R3_7_a_needed_name_whose_token_has_no_value_is_passed_over) {
  Root root(debian());
  root.program().needs("lib$PLATFORM.so");
  loader::LoaderSettings settings;
  const auto view = root.view();
  loader::PathWalk walk(view);
  EXPECT_EQ(loader::glibc_loader.link(walk, settings, {"/t/e", {}}).status, model::LinkStatus::ok);
}

TEST(GlibcOrigin, R3_8_of_the_program_is_its_real_directory_behind_a_link_to_the_file) {
  Root root;
  root.program("/real/bin/e").needs("libx").runpath("$ORIGIN/../lib");
  root.library("/real/lib/libx");
  root.library("/usr/lib/libx");
  root.link("/usr/bin/e", "/real/bin/e");
  EXPECT_TRUE(finds(root.started_as("/usr/bin/e"), "/real/bin/../lib/libx"));
}

TEST(GlibcOrigin, R3_8_of_the_program_is_its_real_directory_behind_a_link_to_the_directory) {
  Root root;
  root.program("/real/bin/e").needs("libx").runpath("$ORIGIN/../lib");
  root.library("/real/lib/libx");
  root.link("/alias", "real");
  EXPECT_TRUE(finds(root.started_as("/alias/bin/e"), "/real/bin/../lib/libx"));
}

TEST(GlibcOrigin, R3_8_ldd_takes_the_name_it_was_given_up_to_2_41_and_the_real_one_since) {
  Root root;
  root.program("/real/bin/e").needs("libx").runpath("$ORIGIN/../lib");
  root.library("/real/lib/libx");
  root.library("/usr/lib/libx");
  root.link("/usr/bin/e", "/real/bin/e");
  root.started_as("/usr/bin/e");
  EXPECT_TRUE(root.glibc(33, 41).lists({"libx => /usr/bin/../lib/libx"}));
  EXPECT_TRUE(root.glibc(42, 43).lists({"libx => /real/bin/../lib/libx"}));
}

Root library_behind_a_link(bool link_to_directory) {
  Root root;
  root.program().needs("liba.so").runpath("/lnk");
  root.library("/real/liba.so").needs("libz.so").runpath("$ORIGIN");
  link_to_directory ? root.link("/lnk", "/real") : root.link("/lnk/liba.so", "/real/liba.so");
  return root;
}

TEST(GlibcOrigin, R3_9_S1_of_a_library_is_the_text_it_was_opened_by) {
  auto root = library_behind_a_link(false);
  root.library("/lnk/libz.so");
  root.library("/real/libz.so");
  EXPECT_TRUE(root.loads({"liba.so => /lnk/liba.so", "libz.so => /lnk/libz.so"}));
}

TEST(GlibcOrigin, R3_9_S1_beside_the_real_file_nothing_is_found) {
  auto root = library_behind_a_link(false);
  root.library("/real/libz.so");
  EXPECT_TRUE(root.loads({"liba.so => /lnk/liba.so", "libz.so => not found"}));
}

TEST(GlibcOrigin, R3_9_S2_through_a_link_to_the_directory_it_is_found) {
  auto root = library_behind_a_link(true);
  root.library("/real/libz.so");
  EXPECT_TRUE(root.loads({"liba.so => /lnk/liba.so", "libz.so => /lnk/libz.so"}));
}

TEST(GlibcOrigin, R3_9_S3_of_a_library_from_the_cache_is_the_directory_in_the_cache) {
  Root root;
  root.program().needs("liba.so.1");
  root.library("/real/liba.so.1.2").soname("liba.so.1").needs("libz.so").runpath("$ORIGIN");
  root.link("/c/liba.so.1", "/real/liba.so.1.2");
  root.library("/real/libz.so");
  root.library("/c/libz.so");
  root.conf("/c\n");
  EXPECT_TRUE(root.after_ldconfig().loads({"liba.so.1 => /c/liba.so.1", "libz.so => /c/libz.so"}));
}

TEST(GlibcOrigin, R3_9_S4_of_a_library_found_by_a_relative_element_starts_at_the_working_directory) {
  Root root;
  root.program().needs("liba.so").runpath("rel");
  root.library("/w/rel/liba.so").needs("libz.so").runpath("$ORIGIN/sub");
  root.library("/w/rel/sub/libz.so");
  EXPECT_TRUE(root.cwd("/w").loads({"liba.so => rel/liba.so", "libz.so => /w/rel/sub/libz.so"}));
}

TEST(GlibcOrigin, R3_9_the_alias_that_was_opened_first_decides) {
  Root root;
  root.program().needs("libsym.so", "liba.so").runpath("/lnk:/real");
  root.library("/real/liba.so").needs("libz.so").runpath("$ORIGIN");
  root.link("/lnk/libsym.so", "/real/liba.so");
  root.library("/lnk/libz.so");
  root.library("/real/libz.so");
  EXPECT_TRUE(root.loads({"libsym.so => /lnk/libsym.so", "libz.so => /lnk/libz.so"}));
}

TEST(GlibcOrigin, R3_10_in_LD_LIBRARY_PATH_is_the_programs) {
  Root root;
  root.program().needs("liba").rpath("/l");
  root.library("/l/liba").needs("libz");
  root.library("/t/libs/libz");
  EXPECT_TRUE(root.library_path("$ORIGIN/libs").loads({"liba => /l/liba", "libz => /t/libs/libz"}));
}

TEST(GlibcTokens, R3_11_lib_is_a_constant_of_the_loader) {
  const std::pair<System, std::string> known[] = {{debian(), "lib/x86_64-linux-gnu"},
                                                  {debian_arm64(), "lib/aarch64-linux-gnu"},
                                                  {upstream(), "lib64"},
                                                  {upstream_arm64(), "lib64"},
                                                  {wolfi(), "lib"}};
  for (const auto& [system, lib] : known) {
    Root root(system);
    root.program().needs("libx").runpath("/x/$LIB/y");
    root.library("/x/" + lib + "/y/libx");
    EXPECT_TRUE(finds(root, "/x/" + lib + "/y/libx")) << lib;
  }
}

TEST(GlibcTokens, R3_12_platform_is_the_machines) {
  const auto platform = RealJudge::platform(debian());
  auto root = with_runpath("/p/$PLATFORM", {"/p/" + platform});
  EXPECT_TRUE(finds(root.platform(platform), "/p/" + platform + "/libx"));
}

TEST(GlibcTokens, R3_12_platform_may_be_that_of_a_newer_processor) {
  for (const std::string platform : {"x86_64", "haswell", "xeon_phi"}) {
    auto root = with_runpath("/p/$PLATFORM", {"/p/x86_64", "/p/haswell", "/p/xeon_phi"});
    EXPECT_TRUE(finds(root.platform(platform), "/p/" + platform + "/libx"));
  }
}

TEST(GlibcTokens, R3_12_platform_without_being_told_is_the_plain_one) {
  EXPECT_TRUE(finds(with_runpath("/p/$PLATFORM", {"/p/x86_64", "/p/haswell"}).simulated_only(), "/p/x86_64/libx"));
  Root arm(debian_arm64());
  arm.program().needs("libx").runpath("/p/$PLATFORM");
  arm.library("/p/aarch64/libx");
  EXPECT_TRUE(finds(arm, "/p/aarch64/libx"));
}

// A set-user-ID program at PATH; libx only where its RUNPATH may lead.
Root setuid(const std::string& path, const std::string& runpath, const std::string& libx) {
  Root root;
  root.program(path).needs("libx").runpath(runpath).mode(04755);
  root.library(libx);
  return root.started_as(path);
}

TEST(GlibcSecure, R3_13_a_LD_LIBRARY_PATH_is_ignored) {
  auto root = setuid("/opt/a/e", "/none", "/llp/libx");
  EXPECT_TRUE(root.library_path("/llp").misses("libx"));
}

TEST(GlibcSecure, R3_13_b_origin_outside_of_a_default_directory_is_left_out) {
  EXPECT_TRUE(setuid("/opt/a/bin/e", "$ORIGIN/../lib", "/opt/a/lib/libx").misses("libx"));
  EXPECT_TRUE(setuid("/usr/lib/foo/e", "$ORIGIN/../../../opt/a", "/opt/a/libx").misses("libx"));
}

TEST(GlibcSecure, R3_13_b_origin_inside_of_a_default_directory_is_used) {
  EXPECT_TRUE(setuid("/usr/lib/foo/e", "$ORIGIN/sub", "/usr/lib/foo/sub/libx").starts());
}

TEST(GlibcSecure, R3_13_b_what_counts_is_the_text_with_its_dots_worked_out) {
  EXPECT_TRUE(setuid("/usr/bin/e", "$ORIGIN/../lib/foo", "/usr/lib/foo/libx").starts());
}

TEST(GlibcSecure, R3_13_b_origin_has_to_be_first) {
  EXPECT_TRUE(setuid("/usr/bin/e", "/usr/lib/../..$ORIGIN/../lib/foo", "/usr/lib/foo/libx").misses("libx"));
}

TEST(GlibcSecure, R3_13_b_where_usr_lib_is_no_default_directory_it_is_not_trusted) {
  Root root(upstream());
  root.program("/usr/lib/foo/e").needs("libx").runpath("$ORIGIN/sub").mode(04755);
  root.library("/usr/lib/foo/sub/libx");
  EXPECT_TRUE(root.started_as("/usr/lib/foo/e").misses("libx"));
}

TEST(GlibcSecure, R3_13_c_origin_of_a_library_is_not_tested_for_trust) {
  Root root;
  root.program().needs("/opt/a/lib/liba").mode(04755);
  root.library("/opt/a/lib/liba").needs("libx").runpath("$ORIGIN/priv");
  root.library("/opt/a/lib/priv/libx");
  EXPECT_TRUE(root.starts());
}

TEST(GlibcSecure, R3_13_c_origin_of_a_library_has_to_be_first_too) {
  Root root;
  root.program().needs("/a/liba").mode(04755);
  root.library("/a/liba").needs("libx").runpath("/x/$ORIGIN/priv");
  root.library("/x/a/priv/libx");
  EXPECT_TRUE(root.misses("libx"));
}

TEST(GlibcSecure, R3_13_d_what_has_no_origin_is_used_relative_and_empty_elements_included) {
  EXPECT_TRUE(setuid("/opt/a/bin/e", "/opt/a/lib", "/opt/a/lib/libx").starts());
  EXPECT_TRUE(setuid("/t/e", "lib/zz", "/lib/zz/libx").starts());
  EXPECT_TRUE(setuid("/t/e", "/nope:", "/libx").starts());
  EXPECT_TRUE(setuid("/t/e", "/$LIB/zz", "/lib/x86_64-linux-gnu/zz/libx").starts());
}

TEST(GlibcSecure, R3_13_e_needed_paths_without_tokens_are_allowed) {
  Root root;
  root.program().needs("/a/liba", "a/libb").mode(04755);
  root.library("/a/liba");
  root.library("/a/libb");
  EXPECT_TRUE(root.starts());
}

TEST(GlibcSecure, R3_13_setgid_and_file_capabilities_make_a_program_secure_too) {
  model::FileFact program;
  program.mode = 0755;
  EXPECT_FALSE(loader::is_secure(program));
  program.mode = 02755;
  EXPECT_TRUE(loader::is_secure(program));
  program.mode = 0755;
  program.has_capabilities = true;
  EXPECT_TRUE(loader::is_secure(program));
}

TEST(GlibcSecure, R3_13_setgid_without_group_execute_is_no_set_group_ID) {
  model::FileFact program;
  program.mode = 02745;
  EXPECT_FALSE(loader::is_secure(program));
}

TEST(GlibcSecure, R3_13_a_setgid_program_ignores_LD_LIBRARY_PATH) {
  Root root;
  root.program().needs("libx").mode(02755);
  root.library("/llp/libx");
  EXPECT_TRUE(root.library_path("/llp").misses("libx"));
}

}  // namespace
}  // namespace elfgate::rules
