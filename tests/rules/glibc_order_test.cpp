// Section 1: in which order names are resolved, and when a name is satisfied by what is loaded already. The listing of the
// loader shows one line per object, in load order: a name that got an object already loaded has no line of its own.
#include <gmock/gmock.h>

#include "root.h"

namespace elfgate::rules {
namespace {

using oracle::Mode;

// The interpreter's line appears only where something asked for it.
constexpr const char* k_interp = "/lib64/ld-linux-x86-64.so.2";

TEST(GlibcOrder, R1_1_program_loader_and_vdso_are_there_before_any_name_is_resolved) {
  Root root;
  root.program().needs("libx");
  root.library("/p/libp");
  root.preload("/p/libp");
  const auto map = root.simulate();
  ASSERT_GE(map.objects.size(), 4U);
  EXPECT_EQ(map.objects[0].how, model::Found::program);
  EXPECT_EQ(map.objects[1].how, model::Found::interp);
  EXPECT_EQ(map.objects[2].how, model::Found::vdso);
  EXPECT_EQ(map.objects[3].how, model::Found::preload);
}

TEST(GlibcOrder, R1_1_preloads_of_the_environment_come_before_those_of_the_file) {
  Root root;
  root.program().needs("liba").runpath("/a");
  root.library("/a/liba");
  root.library("/p/libone");
  root.library("/p/libtwo");
  root.text("/etc/ld.so.preload", "/p/libone\n");
  root.preload("/p/libtwo");
  EXPECT_TRUE(root.loads({"/p/libtwo", "/p/libone", "liba => /a/liba"}));
}

TEST(GlibcOrder, R1_2_S1_the_programs_second_name_is_resolved_before_the_first_librarys) {
  Root root;
  root.program().needs("liba", "libx").runpath("/m:/a");
  root.library("/a/liba").needs("libx").runpath("/a");
  root.library("/a/libx");
  root.library("/m/libx");
  EXPECT_TRUE(root.loads({"liba => /a/liba", "libx => /m/libx"}));
  EXPECT_EQ(root.given("/a/liba", "libx"), "/m/libx");
}

TEST(GlibcOrder, R1_2_S2_the_first_library_that_asks_decides_which_copy_is_loaded) {
  for (const bool swapped : {false, true}) {
    Root root;
    auto program = root.program();
    swapped ? program.needs("b", "a") : program.needs("a", "b");
    program.runpath("/l");
    root.library("/l/a").needs("c").runpath("/a");
    root.library("/l/b").needs("c").runpath("/b");
    root.library("/a/c");
    root.library("/b/c");
    EXPECT_TRUE(swapped ? root.loads({"b => /l/b", "a => /l/a", "c => /b/c"})
                        : root.loads({"a => /l/a", "b => /l/b", "c => /a/c"}));
  }
}

TEST(GlibcOrder, R1_3_S1_a_soname_of_a_loaded_object_satisfies_a_name_without_a_search) {
  for (const bool swapped : {false, true}) {
    Root root;
    auto program = root.program();
    swapped ? program.needs("libb.so", "libfoo-impl.so") : program.needs("libfoo-impl.so", "libb.so");
    program.runpath("/a");
    root.library("/a/libfoo-impl.so").soname("libfoo.so.1");
    root.library("/usr/lib/libfoo.so.1");
    root.library("/a/libb.so").needs("libfoo.so.1");
    EXPECT_TRUE(swapped ? root.loads({"libb.so => /a/libb.so", "libfoo-impl.so => /a/libfoo-impl.so"})
                        : root.loads({"libfoo-impl.so => /a/libfoo-impl.so", "libb.so => /a/libb.so"}));
    EXPECT_EQ(root.given("/a/libb.so", "libfoo.so.1"), "/a/libfoo-impl.so");
  }
}

TEST(GlibcOrder, R1_3_S2_a_name_under_which_an_object_was_asked_for_satisfies_it_again) {
  Root root;
  root.program().needs("foo.so", "liba.so").runpath("/a");
  root.library("/a/foo.so").soname("bar.so");
  root.library("/b/foo.so");
  root.library("/a/liba.so").needs("foo.so", "bar.so").runpath("/b");
  EXPECT_TRUE(root.loads({"foo.so => /a/foo.so", "liba.so => /a/liba.so"}));
  EXPECT_EQ(root.given("/a/liba.so", "foo.so"), "/a/foo.so");
  EXPECT_EQ(root.given("/a/liba.so", "bar.so"), "/a/foo.so");
}

TEST(GlibcOrder, R1_3_what_is_loaded_is_not_checked_against_the_requesters_paths_or_read_again) {
  Root root;
  root.program().needs("libx", "liba").runpath("/a");
  root.library("/a/libx");
  root.library("/a/liba").needs("libx").runpath("/bad");
  root.text("/bad/libx", "a linker script, long enough to be read as a library and to be refused as one (no ELF magic)");
  EXPECT_TRUE(root.loads({"libx => /a/libx", "liba => /a/liba"}));
}

TEST(GlibcOrder, R1_4_a_file_that_is_found_is_loaded_even_if_its_soname_is_there_already) {
  Root root;
  root.program().needs("libb", "libfoo.so.1").rpath("/a");
  root.library("/a/libb").needs("libfoo-impl.so").rpath("/a");
  root.library("/a/libfoo-impl.so").soname("libfoo.so.1");
  root.library("/usr/lib/libfoo.so.1");
  EXPECT_TRUE(root.loads({"libb => /a/libb", "libfoo.so.1 => /usr/lib/libfoo.so.1", "libfoo-impl.so => /a/libfoo-impl.so"}));
}

TEST(GlibcOrder, R1_4_later_names_get_the_first_of_two_copies_in_load_order) {
  Root root;
  root.program().needs("one.so", "two.so", "libb").runpath("/a");
  root.library("/a/one.so").soname("libfoo.so.1");
  root.library("/a/two.so").soname("libfoo.so.1");
  root.library("/a/libb").needs("libfoo.so.1");
  EXPECT_TRUE(root.loads({"one.so => /a/one.so", "two.so => /a/two.so", "libb => /a/libb"}));
  EXPECT_EQ(root.given("/a/libb", "libfoo.so.1"), "/a/one.so");
}

TEST(GlibcOrder, R1_5_an_object_loaded_by_its_path_answers_to_a_bare_name_through_its_soname_only) {
  Root with;
  with.program().needs("/a/liba.so", "liba.so");
  with.library("/a/liba.so").soname("liba.so");
  EXPECT_TRUE(with.loads({"/a/liba.so"}));
  Root without;
  without.program().needs("/a/liba.so", "liba.so");
  without.library("/a/liba.so");
  EXPECT_TRUE(without.loads({"/a/liba.so", "liba.so => not found"}));
}

Root aliases() {
  Root root;
  root.library("/a/liba.so.1");
  root.hard_link("/a/libhard.so", "/a/liba.so.1");
  root.link("/a/libsym.so", "liba.so.1");
  root.link("/b/libother.so", "../a/liba.so.1");
  return root;
}

TEST(GlibcOrder, R1_6_links_and_hard_links_to_a_loaded_file_are_the_same_object) {
  auto root = aliases();
  root.program().needs("liba.so.1", "libhard.so", "libsym.so", "libother.so").runpath("/a:/b");
  EXPECT_TRUE(root.loads({"liba.so.1 => /a/liba.so.1"}));
}

TEST(GlibcOrder, R1_6_the_path_of_the_first_open_stays) {
  auto root = aliases();
  root.program().needs("libsym.so", "liba.so.1").runpath("/a:/b");
  EXPECT_TRUE(root.loads({"libsym.so => /a/libsym.so"}));
}

TEST(GlibcOrder, R1_6_a_copy_with_the_same_bytes_is_another_object) {
  auto root = aliases();
  root.library("/a/libcopy.so");
  root.program().needs("liba.so.1", "libcopy.so").runpath("/a");
  EXPECT_TRUE(root.loads({"liba.so.1 => /a/liba.so.1", "libcopy.so => /a/libcopy.so"}));
}

TEST(GlibcOrder, R1_6_a_name_that_led_to_a_loaded_file_is_one_of_its_names_from_then_on) {
  auto root = aliases();
  root.program().needs("liba.so.1", "libsym.so", "libc.so").runpath("/a");
  root.library("/a/libc.so").needs("libsym.so").runpath("/none");
  EXPECT_TRUE(root.loads({"liba.so.1 => /a/liba.so.1", "libc.so => /a/libc.so"}));
  EXPECT_EQ(root.given("/a/libc.so", "libsym.so"), "/a/liba.so.1");
}

TEST(GlibcOrder, R1_7_S1_the_programs_own_soname_is_the_program) {
  Root root;
  root.program().soname("libself.so").needs("libself.so", "liba").runpath("/a");
  root.library("/a/liba").needs("libself.so");
  EXPECT_TRUE(root.loads({"liba => /a/liba"}));
  EXPECT_EQ(root.given("/a/liba", "libself.so"), "/t/e");
}

TEST(GlibcOrder, R1_7_S2_a_search_that_ends_at_the_programs_file_maps_it_a_second_time) {
  Root root;
  root.program().needs("e").runpath("/t").facts().dt_flags_1 = 0;
  EXPECT_TRUE(root.loads({"e => /t/e"}));
}

TEST(GlibcOrder, R1_7_S2_a_search_that_ends_at_a_program_marked_as_one_is_fatal) {
  Root root;
  root.program().needs("e").runpath("/t");
  EXPECT_TRUE(root.loads({"! e: cannot dynamically load position-independent executable"}));
}

TEST(GlibcOrder, R1_7_S3_the_loaders_soname_and_the_text_of_PT_INTERP_are_the_loader) {
  Root by_soname;
  by_soname.program().needs("ld-linux-x86-64.so.2");
  EXPECT_TRUE(by_soname.loads({k_interp}));
  Root by_path;
  by_path.program().needs(k_interp);
  EXPECT_TRUE(by_path.loads({k_interp}));
}

TEST(GlibcOrder, R1_7_S3_the_vdso_has_a_name_too) {
  Root root;
  root.program().needs("linux-vdso.so.1", "liba").runpath("/a");
  root.library("/a/liba");
  EXPECT_TRUE(root.loads({"liba => /a/liba"}));
  EXPECT_EQ(root.given("/t/e", "linux-vdso.so.1"), "linux-vdso.so.1");
}

TEST(GlibcOrder, R1_7_S3_another_name_for_the_loaders_file_is_a_second_copy) {
  Root root;
  root.program().needs("libld.so").runpath("/a");
  root.link("/a/libld.so", k_interp);
  EXPECT_TRUE(root.loads({"libld.so => /a/libld.so"}));
}

TEST(GlibcOrder, R1_8_a_relative_path_starts_at_the_working_directory) {
  Root root;
  root.program().needs("a/liba.so");
  root.library("/a/liba.so");
  EXPECT_TRUE(root.loads({"a/liba.so"}));
  EXPECT_TRUE(root.cwd("/t").loads({"a/liba.so => not found"}));
}

TEST(GlibcOrder, R1_8_a_relative_path_is_said_to_depend_on_the_working_directory) {
  Root root;
  root.program().needs("a/liba.so");
  EXPECT_TRUE(root.simulate().depends_on_cwd);
}

TEST(GlibcOrder, R1_8_a_relative_path_of_a_library_does_not_start_at_the_library) {
  Root root;
  root.program().needs("/a/liba.so");
  root.library("/a/liba.so").needs("sub/libb.so");
  root.library("/a/sub/libb.so");
  EXPECT_TRUE(root.loads({"/a/liba.so", "sub/libb.so => not found"}));
}

TEST(GlibcOrder, R1_8_a_name_with_a_slash_is_searched_nowhere) {
  Root root;
  root.program().needs("sub/libx.so").runpath("/a");
  root.library("/a/sub/libx.so");
  EXPECT_TRUE(root.loads({"sub/libx.so => not found"}));
}

TEST(GlibcOrder, R1_8_paths_are_compared_as_texts_then_as_files) {
  Root root;
  root.program().needs("/a/liba.so", "/a//liba.so");
  root.library("/a/liba.so");
  EXPECT_TRUE(root.loads({"/a/liba.so"}));
}

TEST(GlibcOrder, R1_8_a_colon_in_a_path_is_a_letter) {
  Root root;
  root.program().needs("/a:b/liba.so");
  root.library("/a:b/liba.so");
  EXPECT_TRUE(root.loads({"/a:b/liba.so"}));
}

TEST(GlibcOrder, R1_9_S1_origin_in_a_name_is_replaced_before_it_is_compared) {
  Root root;
  root.program().needs("$ORIGIN/sub/liba.so", "${ORIGIN}/sub/liba.so", "liba.so");
  root.library("/t/sub/liba.so").soname("liba.so");
  EXPECT_TRUE(root.loads({"/t/sub/liba.so"}));
}

TEST(GlibcOrder, R1_9_S2_a_token_may_turn_a_name_into_a_path) {
  Root root;
  root.program().needs("lib${LIB}.so");
  root.library("/liblib/x86_64-linux-gnu.so");
  EXPECT_TRUE(root.loads({"liblib/x86_64-linux-gnu.so"}));
  EXPECT_TRUE(root.cwd("/t").loads({"liblib/x86_64-linux-gnu.so => not found"}));
}

TEST(GlibcOrder, R1_9_S2_where_lib_is_one_word_the_name_stays_a_name) {
  Root root(upstream());
  root.program().needs("lib${LIB}.so").runpath("/a");
  root.library("/a/liblib64.so");
  EXPECT_TRUE(root.loads({"liblib64.so => /a/liblib64.so"}));
}

TEST(GlibcOrder, R1_9_an_unknown_token_in_a_name_stays) {
  Root root;
  root.program().needs("lib$FOO.so").runpath("/a");
  root.library("/a/lib$FOO.so");
  EXPECT_TRUE(root.loads({"lib$FOO.so => /a/lib$FOO.so"}));
}

TEST(GlibcOrder, R1_9_S3_a_token_in_a_name_of_a_setuid_program_is_fatal) {
  Root root;
  root.program().needs("$ORIGIN/libx.so").mode(04755);
  root.library("/t/libx.so");
  EXPECT_TRUE(root.stops("! $ORIGIN/libx.so: DST not allowed in SUID/SGID programs"));
}

TEST(GlibcOrder, R1_9_S3_a_token_in_a_librarys_name_is_fatal_for_a_setuid_program_too) {
  Root root;
  root.program().needs("/a/liba.so").mode(04755);
  root.library("/a/liba.so").needs("$ORIGIN/libx.so");
  root.library("/a/libx.so");
  EXPECT_TRUE(root.stops("! $ORIGIN/libx.so: DST not allowed in SUID/SGID programs"));
}

TEST(GlibcOrder, R1_10_an_empty_name_is_the_program) {
  Root root;
  root.program().needs("", "liba").runpath("/a");
  root.library("/a/liba").needs("");
  EXPECT_TRUE(root.loads({"liba => /a/liba"}));
}

Root missing_for_one() {
  Root root;
  root.program().needs("libm1", "liba").runpath("/l");
  root.library("/l/liba").needs("libm1").runpath("/m");
  root.library("/m/libm1");
  return root;
}

TEST(GlibcOrder, R1_11_a_missing_name_may_be_found_for_another_requester) {
  EXPECT_TRUE(missing_for_one().loads({"libm1 => not found", "liba => /l/liba", "libm1 => /m/libm1"}));
}

TEST(GlibcOrder, R1_11_a_real_start_ends_at_the_first_missing_name) {
  EXPECT_TRUE(missing_for_one().misses("libm1"));
}

TEST(GlibcOrder, R1_11_a_missing_name_is_reported_for_everybody_who_asks) {
  Root root;
  root.program().needs("libgone", "liba").runpath("/l");
  root.library("/l/liba").needs("libgone");
  EXPECT_TRUE(root.loads({"libgone => not found", "liba => /l/liba", "libgone => not found"}));
}

TEST(GlibcOrder, R1_12_an_object_remembers_who_asked_for_it_first) {
  Root root;
  root.program().needs("liba", "libb").runpath("/l");
  root.library("/l/liba").needs("libb", "libc1").runpath("/l");
  root.library("/l/libb");
  root.library("/l/libc1");
  const auto map = root.simulate();
  for (const auto& object : map.objects) {
    if (object.path == "/l/libb") {
      EXPECT_EQ(map.objects[object.loader].path, "/t/e");
    } else if (object.path == "/l/libc1") {
      EXPECT_EQ(map.objects[object.loader].path, "/l/liba");
    }
  }
}

TEST(GlibcOrder, R1_12_a_preloaded_object_was_asked_for_by_the_program) {
  Root root;
  root.program().needs("liba").rpath("/l");
  root.library("/l/liba");
  root.library("/p/libp").needs("libq");
  root.library("/l/libq");
  EXPECT_TRUE(root.preload("/p/libp").loads({"/p/libp", "liba => /l/liba", "libq => /l/libq"}));
}

}  // namespace
}  // namespace elfgate::rules
