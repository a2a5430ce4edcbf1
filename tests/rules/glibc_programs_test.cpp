// Section 8: which files are programs, who loads them, and what of a program is never looked at.
#include <gmock/gmock.h>

#include "root.h"

namespace elfgate::rules {
namespace {

using model::LinkStatus;
using oracle::Mode;

model::LinkStatus status_of(const Root& root) {
  return root.simulate().status;
}

const loader::Loader* loader_behind(const Root& root, const std::string& interp) {
  const auto view = root.view();
  loader::PathWalk walk(view);
  return loader::detect_loader(walk, interp, model::k_em_x86_64, 2).loader;
}

TEST(Programs, R8_1_the_file_behind_PT_INTERP_decides_and_not_its_name) {
  Root root;
  Elf musl = root.library("/lib/musl.so");
  musl.facts() = loader_of(alpine(), 0);
  root.link("/lib64/ld-linux-x86-64.so.2", "/lib/musl.so");
  EXPECT_EQ(loader_behind(root, "/lib64/ld-linux-x86-64.so.2"), &loader::musl_loader);
}

TEST(Programs, R8_1_PT_INTERP_is_followed_through_links) {
  Root root;
  root.library("/usr/lib/ld-2.36.so").facts() = loader_of(debian(), 36);
  root.link("/lib64", "usr/lib");
  root.link("/usr/lib/anything", "ld-2.36.so");
  EXPECT_EQ(loader_behind(root, "/lib64/anything"), &loader::glibc_loader);
}

TEST(Programs, R8_1_where_the_file_is_missing_its_usual_name_is_left) {
  EXPECT_EQ(loader_behind(Root(), "/lib64/ld-linux-x86-64.so.2"), &loader::glibc_loader);
  EXPECT_EQ(loader_behind(Root(), "/lib/ld-musl-x86_64.so.1"), &loader::musl_loader);
  EXPECT_EQ(loader_behind(Root(), "/opt/loader"), nullptr);
}

TEST(Programs, R8_1_a_relative_PT_INTERP_depends_on_the_working_directory) {
  Root root;
  root.program().facts().interp = "lib64/ld-linux-x86-64.so.2";
  EXPECT_TRUE(root.simulate().depends_on_cwd);
}

TEST(Programs, R8_2_a_program_is_dynamic_with_PT_INTERP_whatever_its_type) {
  for (const bool fixed : {false, true}) {
    Root root;
    auto program = root.program().needs("libx").runpath("/a");
    if (fixed) program.facts().type = model::k_et_exec, program.facts().dt_flags_1 = 0;
    root.library("/a/libx");
    EXPECT_TRUE(root.loads({"libx => /a/libx"}));
  }
}

TEST(Programs, R8_2_a_library_that_can_be_run_is_both) {
  Root root;
  root.program().needs("libc1.so").runpath("/a");
  auto& facts = root.library("/a/libc1.so").soname("libc1.so").needs("libx").runpath("/a").facts();
  facts.interp = root.system().interp;
  root.library("/a/libx");
  EXPECT_TRUE(root.loads({"libc1.so => /a/libc1.so", "libx => /a/libx"}));
  EXPECT_TRUE(root.started_as("/a/libc1.so").lists({"libx => /a/libx"}));
}

TEST(Programs, R8_2_a_shared_library_without_PT_INTERP_is_loaded_as_ldd_does) {
  Root root;
  root.library("/a/liba").needs("libx").runpath("/a");
  root.library("/a/libx");
  EXPECT_TRUE(root.started_as("/a/liba").lists({"libx => /a/libx"}));
}

TEST(Programs, R8_2_what_has_no_PT_INTERP_and_is_a_program_is_static) {
  Root pie;
  pie.program().facts().interp.reset();
  EXPECT_EQ(status_of(pie), LinkStatus::static_program);
  Root fixed;
  auto& facts = fixed.program().facts();
  facts.interp.reset();
  facts.type = model::k_et_exec;
  facts.dt_flags_1 = 0;
  EXPECT_EQ(status_of(fixed), LinkStatus::static_program);
}

TEST(Programs, R8_2_a_dynamic_program_may_need_nothing) {
  Root root;
  root.program();
  EXPECT_TRUE(root.loads({"statically linked"}));
  EXPECT_EQ(status_of(root), LinkStatus::ok);
}

TEST(Programs, R8_2_other_types_are_no_programs) {
  for (const auto type : {model::k_et_rel, model::k_et_core}) {
    Root root;
    root.program().facts().type = type;
    EXPECT_EQ(status_of(root), LinkStatus::not_loadable);
  }
}

TEST(Programs, R8_3_what_a_static_pie_needs_is_never_loaded) {
  Root root;
  auto program = root.program().needs("libmissing");
  program.facts().interp.reset();
  const auto map = root.simulate();
  EXPECT_EQ(map.status, LinkStatus::static_program);
  EXPECT_TRUE(map.edges.empty());
}

TEST(Programs, R8_4_PT_INTERP_without_PT_DYNAMIC_is_fatal) {
  Root root;
  root.program().facts().has_dynamic = false;
  EXPECT_EQ(status_of(root), LinkStatus::fatal);
}

TEST(Programs, R8_5_a_position_independent_program_without_the_flag_can_be_a_dependency) {
  Root root;
  root.program().needs("tool").runpath("/a");
  root.program("/a/tool").facts().dt_flags_1 = 0;
  EXPECT_TRUE(root.loads({"tool => /a/tool"}));
}

TEST(Programs, R8_5_with_the_flag_or_fixed_it_cannot) {
  Root pie;
  pie.program().needs("tool").runpath("/a");
  pie.program("/a/tool");
  EXPECT_TRUE(pie.loads({"! tool: cannot dynamically load position-independent executable"}));
  Root fixed;
  fixed.program().needs("tool").runpath("/a");
  fixed.program("/a/tool").facts().type = model::k_et_exec;
  EXPECT_TRUE(fixed.loads({"! tool: cannot dynamically load executable"}));
}

TEST(Programs, R8_6_the_loader_satisfies_its_name_where_no_directory_has_it) {
  Root root;
  root.program().needs("liba").runpath("/a");
  root.library("/a/liba").needs("ld-linux-x86-64.so.2");
  EXPECT_TRUE(root.loads({"liba => /a/liba", "/lib64/ld-linux-x86-64.so.2"}));
}

TEST(Programs, R8_7_PT_INTERP_of_a_library_means_nothing) {
  Root root;
  root.program().needs("liba").runpath("/a");
  root.library("/a/liba").facts().interp = "/lib/ld-musl-x86_64.so.1";
  EXPECT_TRUE(root.loads({"liba => /a/liba"}));
}

TEST(Programs, R8_7_a_library_of_musl_is_just_another_object) {
  Root root;
  root.program().needs("liba").runpath("/a");
  root.library("/a/liba").needs("libc.musl-x86_64.so.1");
  EXPECT_TRUE(root.loads({"liba => /a/liba", "libc.musl-x86_64.so.1 => not found"}));
}

}  // namespace
}  // namespace elfgate::rules
