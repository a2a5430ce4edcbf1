// Section 12: paths are followed as the kernel follows them, inside of the root.
#include "loader/path_walk.h"

#include <gmock/gmock.h>

#include "root.h"

namespace elfgate::rules {
namespace {

using loader::WalkError;

struct Followed {
  WalkError error;
  std::string real;
  bool operator==(const Followed&) const = default;
};

void PrintTo(const Followed& followed, std::ostream* out) {
  *out << static_cast<int>(followed.error) << " " << followed.real;
}

Followed follow(const Root& root, const std::string& path, const std::string& cwd = "/") {
  const auto view = root.view();
  loader::PathWalk walk(view);
  const auto walked = walk.resolve(path, cwd);
  return {walked.error, walked.error == WalkError::none ? walked.real : ""};
}

Followed found(const std::string& real) {
  return {WalkError::none, real};
}
Followed failed(WalkError error) {
  return {error, ""};
}

TEST(PathWalk, R12_1_a_link_of_one_package_leads_the_files_of_another_one) {
  Root root;
  root.program().needs("liba.so").runpath("/lib/x");
  root.library("/usr/lib/x/liba.so");
  root.link("/lib", "usr/lib");
  EXPECT_TRUE(root.loads({"liba.so => /lib/x/liba.so"}));
  EXPECT_EQ(follow(root, "/lib/x/liba.so"), found("/usr/lib/x/liba.so"));
}

TEST(PathWalk, R12_1_two_spellings_are_one_file) {
  Root root;
  root.program().needs("/lib/liba.so", "/usr/lib/liba.so");
  root.library("/usr/lib/liba.so");
  root.link("/lib", "usr/lib");
  EXPECT_TRUE(root.loads({"/lib/liba.so"}));
}

TEST(PathWalk, R12_2_absolute_links_start_at_the_root_and_relative_ones_where_they_stand) {
  Root root;
  root.library("/a/b/file");
  root.link("/x/absolute", "/a/b/file");
  root.link("/x/relative", "../a/b/file");
  root.link("/x/dir", "../a");
  EXPECT_EQ(follow(root, "/x/absolute"), found("/a/b/file"));
  EXPECT_EQ(follow(root, "/x/relative"), found("/a/b/file"));
  EXPECT_EQ(follow(root, "/x/dir/b/file"), found("/a/b/file"));
}

TEST(PathWalk, R12_2_dots_dots_are_taken_where_a_link_has_led) {
  Root root;
  root.program().needs("libfoo.so").runpath("/lib64/sub");
  root.link("/lib64", "usr/lib64");
  root.library("/usr/lib64/sub/libfoo.so").needs("libz").runpath("$ORIGIN/../../share/x");
  root.library("/usr/share/x/libz");
  root.library("/share/x/libz").needs("libwrong");
  EXPECT_TRUE(root.loads({"libfoo.so => /lib64/sub/libfoo.so", "libz => /lib64/sub/../../share/x/libz"}));
}

TEST(PathWalk, R12_2_above_the_root_is_the_root) {
  Root root;
  root.library("/file");
  root.link("/a/out", "../../../file");
  EXPECT_EQ(follow(root, "/../../file"), found("/file"));
  EXPECT_EQ(follow(root, "/a/out"), found("/file"));
}

Root chain_of(unsigned links) {
  Root root;
  root.program().needs("libx.so").runpath("/d");
  root.library("/d/l0");
  for (unsigned at = 1; at < links; ++at) root.link("/d/l" + std::to_string(at), "l" + std::to_string(at - 1));
  root.link("/d/libx.so", "l" + std::to_string(links - 1));
  return root;
}

TEST(PathWalk, R12_2_forty_links_are_followed_and_the_next_one_is_an_error) {
  EXPECT_TRUE(chain_of(40).loads({"libx.so => /d/libx.so"}));
  EXPECT_TRUE(chain_of(41).loads({"libx.so => not found"}));
  EXPECT_EQ(follow(chain_of(41), "/d/libx.so"), failed(WalkError::link_loop));
}

TEST(PathWalk, R12_2_links_of_directories_count_with_those_of_the_file) {
  Root root;
  root.directory("/d0");
  root.library("/d0/file");
  for (unsigned at = 1; at <= 40; ++at) root.link("/d" + std::to_string(at), "d" + std::to_string(at - 1));
  root.link("/d0/link", "file");
  EXPECT_EQ(follow(root, "/d40/file"), found("/d0/file"));
  EXPECT_EQ(follow(root, "/d40/link"), failed(WalkError::link_loop));
}

TEST(PathWalk, R12_2_loops_end) {
  Root root;
  root.link("/self", "self");
  root.link("/a", "b");
  root.link("/b", "a");
  root.link("/down", "down/below");
  for (const std::string path : {"/self", "/a/x", "/down"}) EXPECT_EQ(follow(root, path), failed(WalkError::link_loop));
}

TEST(PathWalk, R12_2_names_and_paths_that_are_too_long) {
  Root root;
  const std::string longest(255, 'n');
  root.library("/" + longest);
  EXPECT_EQ(follow(root, "/" + longest), found("/" + longest));
  EXPECT_EQ(follow(root, "/" + longest + "n"), failed(WalkError::name_too_long));
  std::string deep;
  while (deep.size() < 4096) deep += "/.";
  EXPECT_EQ(follow(root, deep), failed(WalkError::name_too_long));
}

TEST(PathWalk, R12_2_a_file_is_no_directory) {
  Root root;
  root.library("/file");
  root.link("/link", "file/");
  EXPECT_EQ(follow(root, "/file/x"), failed(WalkError::not_a_directory));
  EXPECT_EQ(follow(root, "/file/"), failed(WalkError::not_a_directory));
  EXPECT_EQ(follow(root, "/file/.."), failed(WalkError::not_a_directory));
  EXPECT_EQ(follow(root, "/link"), failed(WalkError::not_a_directory));
}

TEST(PathWalk, R12_2_what_is_missing_on_the_way_is_missing) {
  Root root;
  root.directory("/d");
  root.link("/dangling", "nowhere");
  EXPECT_EQ(follow(root, "/d/../none/../d"), failed(WalkError::absent));
  EXPECT_EQ(follow(root, "/dangling"), failed(WalkError::absent));
  EXPECT_EQ(follow(root, ""), failed(WalkError::absent));
}

TEST(PathWalk, R12_2_a_relative_path_starts_at_the_working_directory) {
  Root root;
  root.library("/w/a/file");
  EXPECT_EQ(follow(root, "a/file", "/w"), found("/w/a/file"));
  EXPECT_EQ(follow(root, "./../w/a/./file", "/w"), found("/w/a/file"));
}

TEST(PathWalk, R12_3_the_text_and_the_real_path_are_both_kept) {
  Root root;
  root.program().needs("libx").runpath("/t/../lnk");
  root.link("/lnk", "real");
  root.library("/real/libx");
  const auto map = root.simulate();
  const auto& object = map.objects[map.edges[0].to];
  EXPECT_EQ(object.path, "/t/../lnk/libx");
  EXPECT_EQ(object.real, "/real/libx");
}

TEST(PathWalk, R12_4_a_file_that_others_may_not_read_and_a_directory_they_may_not_enter_are_passed_over) {
  Root root;
  root.program().needs("libx", "liby").runpath("/closed:/open");
  root.directory("/closed", 0700);
  root.library("/closed/libx");
  root.library("/open/libx");
  root.library("/open/liby").mode(0640);
  root.library("/usr/lib/liby");
  EXPECT_TRUE(root.loads({"libx => /open/libx", "liby => /usr/lib/liby"}));
  EXPECT_EQ(follow(root, "/closed/libx"), failed(WalkError::not_searchable));
}

TEST(PathWalk, R12_4_a_set_user_ID_program_of_root_reads_what_others_may_not) {
  for (const bool setuid : {false, true}) {
    Root root;
    root.program().needs("libx").runpath("/closed").mode(setuid ? 04755 : 0755);
    root.directory("/closed", 0700);
    root.library("/closed/libx").mode(0600);
    EXPECT_TRUE(setuid ? root.starts() : root.misses("libx"));
  }
}

}  // namespace
}  // namespace elfgate::rules
