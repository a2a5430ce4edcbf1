// Section 11: musl. It shares nothing with glibc but the kernel's path resolution. The listing is that of --list, without the
// line of musl itself; a name that is missing is a complaint behind it.
#include <gmock/gmock.h>

#include <functional>

#include "loader/musl/names.h"
#include "root.h"

namespace elfgate::rules {
namespace {

const std::string k_self = "/lib/ld-musl-x86_64.so.1";

std::string missing(const std::string& name, const std::string& by = "/t/e") {
  return "! missing " + name + " for " + by;
}

// The program needs libx and searches RUNPATH.
Root with_runpath(const std::string& runpath, const std::vector<std::string>& dirs = {}) {
  Root root(alpine());
  root.program().needs("libx").runpath(runpath);
  for (const auto& dir : dirs) root.library(dir + "/libx");
  return root;
}

AssertionResult finds(const Root& root, const std::string& path) {
  return root.loads({"libx => " + path});
}
AssertionResult does_not_find(const Root& root) {
  return root.loads({missing("libx")});
}

TEST(MuslWalk, R11_1_names_are_resolved_breadth_first) {
  Root root(alpine());
  root.program().needs("liba", "libx").runpath("/m:/a");
  root.library("/a/liba").needs("libx").runpath("/a");
  root.library("/a/libx");
  root.library("/m/libx");
  EXPECT_TRUE(root.loads({"liba => /a/liba", "libx => /m/libx"}));
}

TEST(MuslWalk, R11_1_everything_that_is_missing_is_reported) {
  Root root(alpine());
  root.program().needs("libgone", "liba").runpath("/a");
  root.library("/a/liba").needs("libgone2");
  EXPECT_TRUE(root.loads({"liba => /a/liba", missing("libgone"), missing("libgone2", "/a/liba")}));
}

TEST(MuslNames, R11_2_1_an_empty_name_is_an_error) {
  Root root(alpine());
  root.program().needs("");
  EXPECT_EQ(root.simulate(oracle::Mode::list).status, model::LinkStatus::missing);
}

TEST(MuslNames, R11_2_2_reserved_names_are_musl_whatever_follows) {
  for (const std::string name : {"libc.so", "libc.so.6", "libm.so.6", "libpthread.so.0", "librt.so.1", "libdl.so.2",
                                 "libutil.so.1", "libxnet.so", "libc.musl-x86_64.so.1", "libm.foo"}) {
    Root root(alpine());
    root.program().needs(name).runpath("/a");
    root.library("/a/" + name);
    EXPECT_TRUE(root.loads({name + " => " + k_self})) << name;
  }
}

TEST(MuslNames, R11_2_2_names_that_only_look_reserved_are_searched) {
  for (const std::string name : {"libcrypt.so.1", "libresolv.so.2", "libmvec.so.1", "libnsl.so.1", "libcc.so", "libm-2.31.so",
                                 "libc", "ld-linux-x86-64.so.2"}) {
    Root root(alpine());
    root.program().needs(name).runpath("/a");
    root.library("/a/" + name);
    EXPECT_TRUE(root.loads({name + " => /a/" + name})) << name;
  }
}

TEST(MuslNames, R11_2_2_only_bare_names_are_reserved) {
  Root root(alpine());
  root.program().needs("/l/libc.so.7");
  root.library("/l/libc.so.7");
  EXPECT_TRUE(root.loads({"/l/libc.so.7 => /l/libc.so.7"}));
}

TEST(MuslNames, R11_2_3_the_text_of_PT_INTERP_is_musl_itself) {
  Root root(alpine());
  root.program().needs(k_self);
  EXPECT_TRUE(root.starts());
  EXPECT_EQ(root.simulate(oracle::Mode::list).edges[0].how, model::Found::interp);
}

TEST(MuslNames, R11_2_4_a_path_is_opened_as_it_is_relative_to_the_working_directory) {
  Root root(alpine());
  root.program().needs("a/libx");
  root.library("/a/libx");
  EXPECT_TRUE(root.loads({"a/libx => a/libx"}));
  EXPECT_TRUE(root.simulate(oracle::Mode::list).depends_on_cwd);
  EXPECT_TRUE(root.cwd("/t").loads({missing("a/libx")}));
}

TEST(MuslNames, R11_2_4_tokens_in_names_are_text) {
  Root root(alpine());
  root.program().needs("$ORIGIN/libx");
  root.library("/t/libx");
  EXPECT_TRUE(root.loads({missing("$ORIGIN/libx")}));
  root.library("/$ORIGIN/libx");
  EXPECT_TRUE(root.loads({"$ORIGIN/libx => $ORIGIN/libx"}));
}

TEST(MuslNames, R11_2_5_a_soname_satisfies_nothing) {
  Root root(alpine());
  root.program().needs("libfoo-impl.so", "libb").runpath("/l");
  root.library("/l/libfoo-impl.so").soname("libfoo.so.1");
  root.library("/usr/lib/libfoo.so.1");
  root.library("/l/libb").needs("libfoo.so.1");
  EXPECT_TRUE(root.loads({"libfoo-impl.so => /l/libfoo-impl.so", "libb => /l/libb", "libfoo.so.1 => /usr/lib/libfoo.so.1"}));
}

TEST(MuslNames, R11_2_5_the_base_name_under_which_an_object_was_found_does) {
  Root root(alpine());
  root.program().needs("libx", "liba").runpath("/l");
  root.library("/l/libx");
  root.library("/l/liba").needs("libx").runpath("/other");
  root.library("/other/libx");
  EXPECT_TRUE(root.loads({"libx => /l/libx", "liba => /l/liba"}));
}

TEST(MuslNames, R11_2_5_an_object_opened_by_its_path_has_no_such_name) {
  Root root(alpine());
  root.program().needs("/l/libq.so", "libq.so");
  root.library("/l/libq.so").soname("libq.so");
  EXPECT_TRUE(root.loads({"/l/libq.so => /l/libq.so", missing("libq.so")}));
}

TEST(MuslNames, R11_2_6_a_name_of_more_than_255_bytes_is_an_error) {
  Root root(alpine());
  const std::string name(256, 'x');
  root.program().needs(name).runpath("/a");
  EXPECT_TRUE(root.loads({missing(name)}));
}

TEST(MuslNames, R11_2_one_file_is_one_object_under_all_its_names) {
  Root root(alpine());
  root.program().needs("liba.so", "libsym.so", "libhard.so").runpath("/a");
  root.library("/a/liba.so");
  root.link("/a/libsym.so", "liba.so");
  root.hard_link("/a/libhard.so", "/a/liba.so");
  EXPECT_TRUE(root.loads({"liba.so => /a/liba.so"}));
}

TEST(MuslNames, R11_2_the_program_has_no_such_identity) {
  Root root(alpine());
  root.program().needs("e").runpath("/t");
  EXPECT_TRUE(root.loads({"e => /t/e"}));
}

TEST(MuslNames, R11_2_a_second_libc_is_replaced_by_musl_itself) {
  Root root(alpine());
  root.program().needs("libother.so").runpath("/a");
  root.library("/a/libother.so").facts().is_libc = true;
  EXPECT_EQ(root.simulate(oracle::Mode::list).edges[0].how, model::Found::interp);
  EXPECT_TRUE(root.starts());
}

TEST(MuslSearch, R11_3_LD_LIBRARY_PATH_comes_before_RPATH) {
  Root root(alpine());
  root.program().needs("libx").rpath("/rp");
  root.library("/rp/libx");
  root.library("/llp/libx");
  EXPECT_TRUE(finds(root.library_path("/llp"), "/llp/libx"));
}

TEST(MuslSearch, R11_3_RPATH_and_RUNPATH_are_inherited_alike) {
  for (const bool by_rpath : {false, true}) {
    Root root(alpine());
    auto program = root.program().needs("liba");
    by_rpath ? program.rpath("/l:/z") : program.runpath("/l:/z");
    root.library("/l/liba").needs("libb");
    root.library("/l/libb").needs("libz");
    root.library("/z/libz");
    EXPECT_TRUE(root.loads({"liba => /l/liba", "libb => /l/libb", "libz => /z/libz"}));
  }
}

TEST(MuslSearch, R11_3_the_requesters_path_comes_first_then_that_of_who_asked_for_it) {
  Root root(alpine());
  root.program().needs("liba").runpath("/l:/ze");
  root.library("/l/liba").needs("libz").runpath("/za");
  root.library("/za/libz");
  root.library("/ze/libz");
  EXPECT_TRUE(root.loads({"liba => /l/liba", "libz => /za/libz"}));
}

TEST(MuslSearch, R11_3_a_runpath_stands_for_an_rpath_of_the_same_object) {
  Root root(alpine());
  root.program().needs("libx").rpath("/rp").runpath("/rup");
  root.library("/rp/libx");
  EXPECT_TRUE(does_not_find(root));
}

TEST(MuslSearch, R11_3_only_the_first_who_asked_hands_on_its_path) {
  Root root(alpine());
  root.program().needs("liba", "libb").runpath("/l");
  root.library("/l/liba").needs("libb").runpath("/za");
  root.library("/l/libb").needs("libz");
  root.library("/za/libz");
  EXPECT_TRUE(root.loads({"liba => /l/liba", "libb => /l/libb", missing("libz", "/l/libb")}));
}

TEST(MuslSearch, R11_3_preloads_and_what_they_need_do_not_get_the_programs_path) {
  Root root(alpine());
  root.program().runpath("/l");
  root.library("/l/libp");
  root.library("/p/libp2").needs("libq");
  root.library("/l/libq");
  EXPECT_TRUE(root.preload("/p/libp2").loads({"/p/libp2 => /p/libp2", missing("libq", "/p/libp2")}));
}

TEST(MuslSearch, R11_3_the_default_directories_in_their_order) {
  const std::vector<std::string> dirs{"/lib", "/usr/local/lib", "/usr/lib"};
  for (std::size_t first = 0; first < dirs.size(); ++first)
    EXPECT_TRUE(
        finds(with_runpath("/none", {dirs.begin() + static_cast<std::ptrdiff_t>(first), dirs.end()}), dirs[first] + "/libx"));
}

Root with_path_file(const std::string& content) {
  auto root = with_runpath("/none", {"/usr/lib", "/conf"});
  root.text("/etc/ld-musl-x86_64.path", content);
  return root;
}

TEST(MuslSearch, R11_3_the_path_file_replaces_the_default_directories) {
  EXPECT_TRUE(finds(with_path_file("/conf\n/usr/lib\n"), "/conf/libx"));
  EXPECT_TRUE(does_not_find(with_path_file("/other\n")));
}

TEST(MuslSearch, R11_3_an_empty_path_file_leaves_no_directory) {
  EXPECT_TRUE(does_not_find(with_path_file("")));
}

TEST(MuslSearch, R11_3_a_path_file_has_no_comments) {
  auto root = with_path_file("# c\n");
  EXPECT_TRUE(does_not_find(root));
  root.library("/# c/libx");
  EXPECT_TRUE(finds(root.cwd("/"), "# c/libx"));
}

TEST(MuslSearch, R11_3_a_path_file_that_dangles_leaves_the_defaults_and_one_that_loops_leaves_nothing) {
  auto dangling = with_runpath("/none", {"/usr/lib"});
  dangling.link("/etc/ld-musl-x86_64.path", "nowhere");
  EXPECT_TRUE(finds(dangling, "/usr/lib/libx"));
  auto looping = with_runpath("/none", {"/usr/lib"});
  looping.link("/etc/ld-musl-x86_64.path", "ld-musl-x86_64.path");
  EXPECT_TRUE(does_not_find(looping));
  auto directory = with_runpath("/none", {"/usr/lib"});
  directory.directory("/etc/ld-musl-x86_64.path");
  EXPECT_TRUE(does_not_find(directory));
}

TEST(MuslSearch, R11_3_the_path_file_stands_two_levels_above_the_loader) {
  using loader::musl::path_file;
  EXPECT_EQ(path_file("/lib/ld-musl-x86_64.so.1", model::k_em_x86_64), "/etc/ld-musl-x86_64.path");
  EXPECT_EQ(path_file("/usr/lib/ld-musl-x86_64.so.1", model::k_em_x86_64), "/usr/etc/ld-musl-x86_64.path");
  EXPECT_EQ(path_file("/opt/m/lib/ld-musl-aarch64.so.1", model::k_em_aarch64), "/opt/m/etc/ld-musl-aarch64.path");
  EXPECT_EQ(path_file("/ld-musl-x86_64.so.1", model::k_em_x86_64), "/etc/ld-musl-x86_64.path");
}

TEST(MuslLists, R11_4_colons_and_line_ends_separate_and_nothing_else_does) {
  EXPECT_TRUE(finds(with_runpath("/a\n/b", {"/b"}), "/b/libx"));
  EXPECT_TRUE(finds(with_runpath("/a;/b:/c", {"/b", "/c"}), "/c/libx"));
  EXPECT_TRUE(finds(with_runpath("/a :/c", {"/a", "/c"}), "/c/libx"));
}

TEST(MuslLists, R11_4_empty_elements_are_skipped) {
  for (const std::string list : {":", "::/none", "/none:"}) EXPECT_TRUE(does_not_find(with_runpath(list, {"/w"}).cwd("/w")));
}

TEST(MuslLists, R11_4_slashes_stay) {
  EXPECT_TRUE(finds(with_runpath("/x//y///", {"/x/y"}), "/x//y////libx"));
}

TEST(MuslLists, R11_4_relative_elements_start_at_the_working_directory) {
  auto root = with_runpath("rel", {"/w/rel"});
  EXPECT_TRUE(finds(root.cwd("/w"), "rel/libx"));
  EXPECT_TRUE(does_not_find(root.cwd("/")));
}

TEST(MuslLists, R11_4_a_candidate_of_more_than_511_bytes_is_skipped) {
  std::string dir;
  while (dir.size() < 500) dir += "/" + std::string(99, 'd');
  Root root(alpine());
  root.program().needs("libx", "liblonglonglong").runpath(dir + ":/a");
  root.library(dir + "/liblonglonglong");
  root.library("/a/liblonglonglong");
  root.library(dir + "/libx");
  EXPECT_TRUE(root.loads({"libx => " + dir + "/libx", "liblonglonglong => /a/liblonglonglong"}));
}

TEST(MuslOrigin, R11_5_origin_is_recognised_by_its_first_letters) {
  EXPECT_TRUE(finds(with_runpath("$ORIGIN/l", {"/t/l"}), "/t/l/libx"));
  EXPECT_TRUE(finds(with_runpath("${ORIGIN}/l", {"/t/l"}), "/t/l/libx"));
  EXPECT_TRUE(finds(with_runpath("$ORIGINlib", {"/tlib"}), "/tlib/libx"));
}

TEST(MuslOrigin, R11_5_any_other_dollar_makes_the_whole_list_void) {
  for (const std::string list : {"/a:$LIB", "/a:$FOO", "/a:$", "$PLATFORM:/a"})
    EXPECT_TRUE(does_not_find(with_runpath(list, {"/a"}))) << list;
}

TEST(MuslOrigin, R11_5_LD_LIBRARY_PATH_is_not_expanded) {
  auto root = with_runpath("/none", {"/t/l"});
  EXPECT_TRUE(does_not_find(root.library_path("$ORIGIN/l")));
}

TEST(MuslOrigin, R11_5_of_a_library_is_the_directory_of_the_text_it_was_opened_by) {
  Root root(alpine());
  root.program().needs("liba.so").runpath("/lnk");
  root.library("/real/liba.so").needs("libz.so").runpath("$ORIGIN");
  root.link("/lnk/liba.so", "/real/liba.so");
  root.library("/lnk/libz.so");
  root.library("/real/libz.so");
  EXPECT_TRUE(root.loads({"liba.so => /lnk/liba.so", "libz.so => /lnk/libz.so"}));
}

TEST(MuslOrigin, R11_5_of_a_program_that_was_started_is_its_real_directory) {
  Root root(alpine());
  root.program("/real/e").needs("libx").runpath("$ORIGIN/l");
  root.library("/real/l/libx");
  root.link("/lnk/e", "/real/e");
  root.started_as("/lnk/e");
  EXPECT_TRUE(root.starts());
}

TEST(MuslOrigin, R11_5_of_a_program_given_to_musl_is_the_directory_of_its_name) {
  Root root(alpine());
  root.program("/real/e").needs("libx").runpath("$ORIGIN/l");
  root.library("/real/l/libx");
  root.link("/lnk/e", "/real/e");
  EXPECT_TRUE(root.started_as("/lnk/e").loads({"! missing libx for /lnk/e"}));
}

// A candidate in the first directory, a good file behind it.
Root with_candidate(const std::function<void(Elf&)>& spoil) {
  Root root(alpine());
  root.program().needs("libx").runpath("/bad:/good");
  auto elf = root.library("/bad/libx");
  spoil(elf);
  root.library("/good/libx");
  return root;
}

TEST(MuslCandidates, R11_6_the_first_file_that_opens_is_final_also_when_it_cannot_be_loaded) {
  EXPECT_TRUE(does_not_find(with_candidate([](Elf& elf) { elf.image().truncate_to = 0; })));
  EXPECT_TRUE(does_not_find(with_candidate([](Elf& elf) { elf.image().truncate_to = 63; })));
  EXPECT_TRUE(does_not_find(with_candidate([](Elf& elf) { elf.facts().type = model::k_et_rel; })));
  EXPECT_TRUE(does_not_find(with_candidate([](Elf& elf) { elf.facts().type = model::k_et_core; })));
  EXPECT_TRUE(does_not_find(with_candidate([](Elf& elf) { elf.facts().has_dynamic = false; })));
  EXPECT_TRUE(does_not_find(with_candidate([](Elf& elf) { elf.facts().phentsize_ok = false; })));
}

TEST(MuslCandidates, R11_6_a_text_or_a_directory_is_final_too) {
  auto text = with_runpath("/bad:/good", {"/good"});
  text.text("/bad/libx", "INPUT ( libx.so.1 ) and more text, long enough that only its content can be what is wrong with it");
  EXPECT_TRUE(does_not_find(text));
  auto directory = with_runpath("/bad:/good", {"/good"});
  directory.directory("/bad/libx");
  EXPECT_TRUE(does_not_find(directory));
}

TEST(MuslCandidates, R11_6_a_wrong_machine_an_OS_ABI_and_padding_are_not_looked_at) {
  EXPECT_TRUE(finds(with_candidate([](Elf& elf) { elf.facts().machine = model::k_em_aarch64; }), "/bad/libx"));
  EXPECT_TRUE(finds(with_candidate([](Elf& elf) { elf.facts().osabi = 9; }), "/bad/libx"));
  EXPECT_TRUE(finds(with_candidate([](Elf& elf) { elf.facts().ident_padding = true; }), "/bad/libx"));
}

TEST(MuslCandidates, R11_6_a_wrong_machine_that_is_taken_is_kept_as_the_reason) {
  const auto root = with_candidate([](Elf& elf) { elf.facts().machine = model::k_em_aarch64; });
  EXPECT_EQ(root.simulate(oracle::Mode::list).edges[0].refusal, model::Refusal::other_machine);
}

TEST(MuslCandidates, R11_6_programs_can_be_dependencies) {
  EXPECT_TRUE(finds(with_candidate([](Elf& elf) { elf.facts().dt_flags_1 = 0x08000000; }), "/bad/libx"));
}

TEST(MuslCandidates, R11_6_what_may_not_be_opened_is_passed_over) {
  EXPECT_TRUE(finds(with_candidate([](Elf& elf) { elf.mode(0600); }), "/good/libx"));
  auto closed = with_runpath("/closed:/good", {"/closed", "/good"});
  Root root(alpine());
  root.program().needs("libx").runpath("/closed:/file:/dangling:/good");
  root.directory("/closed", 0700);
  root.library("/closed/libx");
  root.text("/file", "no directory");
  root.link("/dangling/libx", "nowhere");
  root.library("/good/libx");
  EXPECT_TRUE(finds(root, "/good/libx"));
}

TEST(MuslCandidates, R11_6_a_looping_link_ends_the_whole_search) {
  auto root = with_runpath("/bad", {"/usr/lib"});
  root.link("/bad/libx", "libx");
  EXPECT_TRUE(does_not_find(root));
}

// A set-user-ID program that needs libx.
Root setuid(const std::string& runpath, const std::string& libx) {
  Root root(alpine());
  root.program().needs("libx").runpath(runpath).mode(04755);
  root.library(libx);
  return root;
}

TEST(MuslSecure, R11_7_LD_LIBRARY_PATH_and_LD_PRELOAD_are_ignored) {
  EXPECT_TRUE(setuid("/none", "/llp/libx").library_path("/llp").stops(missing("libx")));
  Root root(alpine());
  root.program().mode(04755);
  root.library("/p/libp").needs("libgone");
  EXPECT_TRUE(root.preload("/p/libp").starts());
}

TEST(MuslSecure, R11_7_the_programs_path_is_void_with_a_dollar_and_used_without) {
  EXPECT_TRUE(setuid("$ORIGIN:/a", "/a/libx").stops(missing("libx")));
  EXPECT_TRUE(setuid("/a", "/a/libx").starts());
  EXPECT_TRUE(setuid("rel", "/rel/libx").starts());
}

TEST(MuslSecure, R11_7_a_library_with_an_absolute_path_may_use_origin) {
  Root root(alpine());
  root.program().needs("/opt/a/liba").mode(04755);
  root.library("/opt/a/liba").needs("libx").runpath("$ORIGIN/priv");
  root.library("/opt/a/priv/libx");
  EXPECT_TRUE(root.starts());
}

TEST(MuslVersions, R11_8_versions_are_not_checked) {
  Root root(alpine());
  root.program().needs("libx").runpath("/a").wants("libx", {"V2"}).wants("libnowhere.so", {"V1"});
  root.library("/a/libx").defines({"V1"});
  EXPECT_TRUE(finds(root, "/a/libx"));
  EXPECT_TRUE(root.simulate(oracle::Mode::list).versions.empty());
}

TEST(MuslListing, R11_9_a_reserved_name_is_listed_once_of_its_kind) {
  Root root(alpine());
  root.program().needs("libc.so.6", "libc.musl-x86_64.so.1", "libm.so.6");
  EXPECT_TRUE(root.loads({"libc.so.6 => " + k_self, "libm.so.6 => " + k_self}));
}

TEST(MuslAlpine, R11_10_the_name_of_alpines_libc_is_reserved) {
  for (const auto& [system, name] :
       {std::pair(alpine(), "libc.musl-x86_64.so.1"), std::pair(alpine_arm64(), "libc.musl-aarch64.so.1")}) {
    Root root(system);
    root.program().needs(name);
    EXPECT_TRUE(root.loads({name + std::string(" => ") + system.interp}));
  }
}

TEST(MuslAlpine, R11_10_of_a_glibc_program_only_the_loaders_own_name_needs_a_file) {
  Root root(alpine());
  root.program().needs("libc.so.6", "libpthread.so.0", "ld-linux-x86-64.so.2");
  EXPECT_TRUE(root.loads({"libc.so.6 => " + k_self, "libpthread.so.0 => " + k_self, missing("ld-linux-x86-64.so.2")}));
}

TEST(MuslNothing, R11_8_filters_sonames_nodeflib_preload_file_and_conf_are_not_read) {
  Root root(alpine());
  root.program().filter("libgone").auxiliary("libgone2").needs("libx").no_default_dirs();
  root.library("/usr/lib/libx");
  root.library("/c/liby");
  root.conf("/c\n");
  root.text("/etc/ld.so.preload", "/c/liby\n");
  EXPECT_TRUE(finds(root, "/usr/lib/libx"));
}

}  // namespace
}  // namespace elfgate::rules
