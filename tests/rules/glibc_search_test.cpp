// Section 2: where a name without a slash is looked for, and whose RPATH counts. Debian's default directories.
#include <gmock/gmock.h>

#include "root.h"

namespace elfgate::rules {
namespace {

using oracle::Mode;

constexpr const char* k_default = "/usr/lib/x86_64-linux-gnu";

// libx stands in every place that a search can end at.
Root everywhere() {
  Root root;
  for (const std::string dir : {"/rp", "/llp", "/rup", "/cachedir", k_default}) root.library(dir + "/libx");
  return root;
}

TEST(GlibcSearch, R2_1_rpath_comes_before_LD_LIBRARY_PATH) {
  auto root = everywhere();
  root.program().needs("libx").rpath("/rp");
  EXPECT_TRUE(root.library_path("/llp").loads({"libx => /rp/libx"}));
}

TEST(GlibcSearch, R2_1_LD_LIBRARY_PATH_comes_before_runpath) {
  auto root = everywhere();
  root.program().needs("libx").runpath("/rup");
  EXPECT_TRUE(root.library_path("/llp").loads({"libx => /llp/libx"}));
}

TEST(GlibcSearch, R2_1_runpath_comes_before_the_cache) {
  Root root;
  root.program().needs("libx.so").runpath("/rup");
  root.library("/rup/libx.so");
  root.library("/cachedir/libx.so");
  root.conf("/cachedir\n");
  EXPECT_TRUE(root.after_ldconfig().loads({"libx.so => /rup/libx.so"}));
}

TEST(GlibcSearch, R2_1_the_cache_comes_before_the_default_directories) {
  Root root;
  root.program().needs("libx.so");
  root.library("/cachedir/libx.so");
  root.library(std::string(k_default) + "/libx.so");
  root.conf("/cachedir\n");
  EXPECT_TRUE(root.after_ldconfig().loads({"libx.so => /cachedir/libx.so"}));
}

TEST(GlibcSearch, R2_1_without_a_cache_the_default_directories_are_left) {
  auto root = everywhere();
  root.program().needs("libx");
  EXPECT_TRUE(root.loads({"libx => /usr/lib/x86_64-linux-gnu/libx"}));
}

TEST(GlibcSearch, R2_1_rpath_is_not_looked_at_for_a_requester_with_a_runpath) {
  auto root = everywhere();
  root.program().needs("liba").rpath("/rp");
  root.library("/rp/liba").needs("libx").runpath("/none");
  EXPECT_TRUE(root.loads({"liba => /rp/liba", "libx => /usr/lib/x86_64-linux-gnu/libx"}));
}

TEST(GlibcSearch, R2_1_a_fatal_candidate_ends_everything) {
  auto root = everywhere();
  root.text("/bad/libx", "");
  root.program().needs("libx").runpath("/bad:/rup");
  EXPECT_TRUE(root.loads({"! /bad/libx: file too short"}));
}

// e -> liba -> libb -> libz, all but libz in /l.
struct Chain {
  Root root;
  Elf program = root.program();
  Elf liba = root.library("/l/liba");
  Elf libb = root.library("/l/libb");
  Chain() {
    program.needs("liba");
    liba.needs("libb");
    libb.needs("libz");
  }
  AssertionResult finds(const std::string& libz) const {
    return root.loads({"liba => /l/liba", "libb => /l/libb", "libz => " + libz});
  }
};

Chain nearest_first() {
  Chain chain;
  chain.program.rpath("/l:/ze");
  chain.liba.rpath("/l:/za");
  for (const std::string dir : {"/ze", "/za", "/zb"}) chain.root.library(dir + "/libz");
  return chain;
}

TEST(GlibcSearch, R2_2_S1_the_requesters_own_rpath_comes_first) {
  auto chain = nearest_first();
  chain.libb.rpath("/zb");
  EXPECT_TRUE(chain.finds("/zb/libz"));
}

TEST(GlibcSearch, R2_2_S1_then_the_rpath_of_who_asked_for_the_requester) {
  EXPECT_TRUE(nearest_first().finds("/za/libz"));
}

TEST(GlibcSearch, R2_2_S1_then_the_rpath_of_the_program) {
  Chain chain;
  chain.program.rpath("/l:/ze");
  chain.liba.rpath("/l");
  chain.root.library("/ze/libz");
  EXPECT_TRUE(chain.finds("/ze/libz"));
}

TEST(GlibcSearch, R2_2_S2_only_the_first_who_asked_hands_on_its_rpath) {
  for (const bool program_asks_first : {false, true}) {
    Root root;
    auto program = root.program().needs("liba").runpath("/l");
    if (program_asks_first) program.needs("libb");
    root.library("/l/liba").needs("libb").rpath("/l:/za");
    root.library("/l/libb").needs("libz");
    root.library("/za/libz");
    EXPECT_TRUE(
        root.loads({"liba => /l/liba", "libb => /l/libb", program_asks_first ? "libz => not found" : "libz => /za/libz"}));
  }
}

TEST(GlibcSearch, R2_2_S3_an_object_with_a_runpath_hands_on_the_rpath_of_others) {
  Chain chain;
  chain.program.rpath("/l:/z1");
  chain.liba.runpath("/l");
  chain.root.library("/z1/libz");
  EXPECT_TRUE(chain.finds("/z1/libz"));
}

TEST(GlibcSearch, R2_3_S1_a_runpath_switches_off_the_rpath_of_the_same_object) {
  for (const std::string runpath : {"/nope", ""}) {
    Root root;
    root.program().needs("libx").rpath("/rp").runpath(runpath);
    root.library("/rp/libx");
    EXPECT_TRUE(root.loads({"libx => not found"})) << "runpath '" << runpath << "'";
  }
}

TEST(GlibcSearch, R2_3_S2_and_takes_it_out_of_the_chain_of_what_it_loads) {
  Chain chain;
  chain.program.runpath("/l");
  chain.liba.rpath("/z1").runpath("/l");
  chain.root.library("/z1/libz");
  EXPECT_TRUE(chain.finds("not found"));
}

TEST(GlibcSearch, R2_3_S2_for_the_program_too) {
  Root root;
  root.program().needs("liba").rpath("/z1").runpath("/l");
  root.library("/l/liba").needs("libz");
  root.library("/z1/libz");
  EXPECT_TRUE(root.loads({"liba => /l/liba", "libz => not found"}));
}

TEST(GlibcSearch, R2_4_the_last_of_two_rpath_tags_counts) {
  constexpr std::uint64_t k_dt_rpath = 15;
  Root root;
  root.program().needs("libx", "liby").rpath("/first").image().more_strings.push_back({k_dt_rpath, "/last"});
  root.library("/first/libx");
  root.library("/last/liby");
  EXPECT_TRUE(root.loads({"libx => not found", "liby => /last/liby"}));
}

TEST(GlibcSearch, R2_4_the_last_of_two_runpath_tags_counts) {
  constexpr std::uint64_t k_dt_runpath = 29;
  Root root;
  root.program().needs("libx", "liby").runpath("/first").image().more_strings.push_back({k_dt_runpath, "/last"});
  root.library("/first/libx");
  root.library("/last/liby");
  EXPECT_TRUE(root.loads({"libx => not found", "liby => /last/liby"}));
}

TEST(GlibcSearch, R2_4_the_last_of_two_sonames_counts) {
  constexpr std::uint64_t k_dt_soname = 14;
  Root root;
  root.program().needs("file", "first", "last").runpath("/a");
  root.library("/a/file").soname("first").image().more_strings.push_back({k_dt_soname, "last"});
  EXPECT_TRUE(root.loads({"file => /a/file", "first => not found"}));
}

TEST(GlibcSearch, R2_4_the_last_flags_count) {
  constexpr std::uint64_t k_dt_flags_1 = 0x6ffffffb;
  Root root;
  // the writer puts the number in front of the program's own flags
  root.program().needs("libx").image().more_numbers.push_back({k_dt_flags_1, 0x08000800});
  root.library(std::string(k_default) + "/libx");
  EXPECT_TRUE(root.loads({"libx => /usr/lib/x86_64-linux-gnu/libx"}));
}

TEST(GlibcSearch, R2_5_a_runpath_serves_the_object_that_has_it_and_nobody_else) {
  Root root;
  root.program().needs("liba").runpath("/l");
  root.library("/l/liba").needs("libb");
  root.library("/l/libb");
  EXPECT_TRUE(root.loads({"liba => /l/liba", "libb => not found"}));
}

TEST(GlibcSearch, R2_5_an_object_with_a_runpath_gets_nothing_from_the_rpath_of_others) {
  Root root;
  root.program().needs("liba").rpath("/l:/z1");
  root.library("/l/liba").needs("libz").runpath("/none");
  root.library("/z1/libz");
  EXPECT_TRUE(root.loads({"liba => /l/liba", "libz => not found"}));
}

TEST(GlibcSearch, R2_6_nodeflib_leaves_other_entries_of_the_cache_usable) {
  Root root;
  root.program().needs("libx.so").no_default_dirs();
  root.library("/cachedir/libx.so");
  root.conf("/cachedir\n");
  EXPECT_TRUE(root.after_ldconfig().loads({"libx.so => /cachedir/libx.so"}));
}

TEST(GlibcSearch, R2_6_nodeflib_refuses_a_cached_path_that_begins_with_a_default_directory) {
  Root root;
  root.program().needs("libx.so").no_default_dirs();
  root.library("/usr/lib/sub/libx.so");
  root.conf("/usr/lib/sub\n");
  EXPECT_TRUE(root.after_ldconfig().loads({"libx.so => not found"}));
}

TEST(GlibcSearch, R2_6_which_of_them_are_default_directories_is_the_loaders_own_list) {
  Root root(upstream());
  root.program().needs("libx.so").no_default_dirs();
  root.library("/usr/lib/sub/libx.so");
  root.conf("/usr/lib/sub\n");
  EXPECT_TRUE(root.after_ldconfig().loads({"libx.so => /usr/lib/sub/libx.so"}));
}

TEST(GlibcSearch, R2_6_nodeflib_skips_the_default_directories) {
  for (const bool cached : {false, true}) {
    Root root;
    root.program().needs("libx.so").no_default_dirs();
    root.library("/usr/lib/libx.so");
    if (cached) root.after_ldconfig();
    EXPECT_TRUE(root.loads({"libx.so => not found"}));
  }
}

TEST(GlibcSearch, R2_6_nodeflib_concerns_the_requester_only) {
  Root root;
  root.program().needs("liba").no_default_dirs().runpath("/l");
  root.library("/l/liba").needs("libx");
  root.library("/usr/lib/libx");
  EXPECT_TRUE(root.loads({"liba => /l/liba", "libx => /usr/lib/libx"}));
}

TEST(GlibcSearch, R2_7_a_library_alone_is_judged_as_if_it_were_the_program) {
  for (const bool by_rpath : {false, true}) {
    Root root;
    auto liba = root.library("/l/liba").needs("libb");
    by_rpath ? liba.rpath("/l:/z") : liba.runpath("/l");
    root.library("/l/libb").needs("libz");
    root.library("/z/libz");
    root.started_as("/l/liba");
    EXPECT_TRUE(root.lists({"libb => /l/libb", by_rpath ? "libz => /z/libz" : "libz => not found"}));
  }
}

TEST(GlibcSearch, R2_7_alone_a_library_without_soname_that_is_needed_back_is_mapped_twice) {
  Root root;
  root.library("/l/liba").needs("libb").runpath("/l");
  root.library("/l/libb").needs("liba").runpath("/l");
  EXPECT_TRUE(root.started_as("/l/liba").lists({"libb => /l/libb", "liba => /l/liba"}));
}

TEST(GlibcSearch, R2_7_with_a_consumer_the_consumers_rpath_counts_as_well) {
  Root root;
  root.program().needs("liba").rpath("/l:/z");
  root.library("/l/liba").needs("libz");
  root.library("/z/libz");
  EXPECT_TRUE(root.loads({"liba => /l/liba", "libz => /z/libz"}));
  EXPECT_TRUE(root.started_as("/l/liba").lists({"libz => not found"}));
}

std::string given_to_plugin(const Root& root, const std::string& name) {
  const auto map = root.simulate(Mode::trace, k_last_glibc, {"/p/plugin.so"});
  for (const auto& edge : map.edges)
    if (map.objects[edge.from].path == "/p/plugin.so" && edge.name == name)
      return edge.to == model::k_no_object ? "not found" : map.objects[edge.to].path;
  return "never asked for";
}

TEST(GlibcSearch, R2_8_what_a_dlopened_object_needs_is_found_by_the_programs_rpath) {
  Root root;
  root.program().rpath("/e");
  root.library("/p/plugin.so").needs("libz");
  root.library("/e/libz");
  EXPECT_EQ(given_to_plugin(root, "libz"), "/e/libz");
}

TEST(GlibcSearch, R2_8_and_not_by_the_programs_runpath) {
  Root root;
  root.program().runpath("/e");
  root.library("/p/plugin.so").needs("libz");
  root.library("/e/libz");
  EXPECT_EQ(given_to_plugin(root, "libz"), "not found");
}

TEST(GlibcSearch, R2_8_nor_by_the_rpath_of_another_object_that_is_loaded) {
  Root root;
  root.program().needs("caller").rpath("/l");
  root.library("/l/caller").rpath("/q");
  root.library("/p/plugin.so").needs("libz");
  root.library("/q/libz");
  EXPECT_EQ(given_to_plugin(root, "libz"), "not found");
}

TEST(GlibcSearch, R2_8_a_dlopened_object_gets_what_the_start_has_loaded) {
  Root root;
  root.program().needs("libz").runpath("/e");
  root.library("/p/plugin.so").needs("libz");
  root.library("/e/libz");
  EXPECT_EQ(given_to_plugin(root, "libz"), "/e/libz");
}

TEST(GlibcSearch, R2_8_an_object_marked_as_not_for_dlopen_is_refused) {
  Root root;
  root.program();
  root.library("/p/plugin.so").facts().dt_flags_1 = 0x40;
  const auto map = root.simulate(Mode::trace, k_last_glibc, {"/p/plugin.so"});
  ASSERT_EQ(map.failed_opens.size(), 1U);
  EXPECT_EQ(map.failed_opens[0].refusal, model::Refusal::not_for_dlopen);
}

TEST(GlibcSearch, R2_9_a_preload_is_looked_up_by_the_programs_paths) {
  for (const bool by_rpath : {false, true}) {
    Root root;
    auto program = root.program().needs("libx");
    by_rpath ? program.rpath("/p") : program.runpath("/p");
    root.library("/p/libp");
    root.library("/p/libx");
    EXPECT_TRUE(root.preload("libp").loads({"libp => /p/libp", "libx => /p/libx"}));
  }
}

TEST(GlibcSearch, R2_9_what_a_preload_needs_is_found_by_the_programs_rpath_and_not_its_runpath) {
  for (const bool by_rpath : {false, true}) {
    Root root;
    auto program = root.program().needs("libx");
    by_rpath ? program.rpath("/p:/q") : program.runpath("/p:/q");
    root.library("/p/libp").needs("libq");
    root.library("/p/libx");
    root.library("/q/libq");
    EXPECT_TRUE(
        root.preload("libp").loads({"libp => /p/libp", "libx => /p/libx", by_rpath ? "libq => /q/libq" : "libq => not found"}));
  }
}

TEST(GlibcSearch, R7_1_the_root_as_a_search_directory_is_taken_for_missing_when_it_lacks_the_first_name) {
  Root root;
  root.program().needs("libgone", "libb").runpath("/");
  root.library("/libb");
  EXPECT_TRUE(root.loads({"libgone => not found", "libb => not found"}));
}

TEST(GlibcSearch, R7_1_the_root_that_had_the_first_name_stays_a_search_directory) {
  Root root;
  root.program().needs("liba", "libgone", "libb").runpath("/");
  root.library("/liba");
  root.library("/libb");
  EXPECT_TRUE(root.loads({"liba => /liba", "libgone => not found", "libb => /libb"}));
}

TEST(GlibcSearch, R7_1_the_root_that_has_a_link_loop_for_the_first_name_does_not_end_the_list) {
  Root root;
  root.program().needs("libloop", "libb").runpath("/:/l");
  root.link("/libloop", "libloop");
  root.library("/l/libloop");
  root.library("/l/libb");
  root.library("/libb");
  EXPECT_TRUE(root.loads({"libloop => /l/libloop", "libb => /l/libb"}));
}

}  // namespace
}  // namespace elfgate::rules
