// Section 10: filters, auxiliary filters, audit modules and preloads.
#include <gmock/gmock.h>

#include "root.h"

namespace elfgate::rules {
namespace {

// The program needs libf, which is in /l.
struct Filtered {
  Root root;
  Elf libf = root.library("/l/libf");
  Filtered() { root.program().needs("libf").runpath("/l"); }
};

TEST(GlibcFilters, R10_1_a_filter_loads_its_filtee) {
  Filtered tree;
  tree.libf.filter("libfil").runpath("/l");
  tree.root.library("/l/libfil");
  EXPECT_TRUE(tree.root.loads({"libfil => /l/libfil", "libf => /l/libf"}));
}

TEST(GlibcFilters, R10_1_a_missing_filtee_is_fatal) {
  Filtered tree;
  tree.libf.filter("libfil");
  EXPECT_TRUE(tree.root.misses("libfil"));
  EXPECT_EQ(tree.root.simulate().status, model::LinkStatus::missing);
}

TEST(GlibcFilters, R10_1_a_missing_auxiliary_filtee_is_nothing) {
  Filtered tree;
  tree.libf.auxiliary("libaux");
  EXPECT_TRUE(tree.root.starts());
  EXPECT_EQ(tree.root.simulate().status, model::LinkStatus::ok);
}

TEST(GlibcFilters, R10_1_an_auxiliary_filtee_that_is_no_library_is_nothing) {
  Filtered tree;
  tree.libf.auxiliary("libaux").runpath("/l");
  tree.root.text("/l/libaux", "garbage, and enough of it to be read as an ELF header and to be refused as one; no magic");
  EXPECT_TRUE(tree.root.starts());
  EXPECT_EQ(tree.root.simulate().status, model::LinkStatus::ok);
}

TEST(GlibcFilters, R10_1_what_an_auxiliary_filtee_needs_has_to_be_there) {
  Filtered tree;
  tree.libf.auxiliary("libq").runpath("/l");
  tree.root.library("/l/libq").needs("libmissing");
  EXPECT_TRUE(tree.root.misses("libmissing"));
}

TEST(GlibcFilters, R10_1_filtees_are_looked_up_by_the_filters_paths) {
  for (const bool own_path : {false, true}) {
    Root root;
    root.program().needs("libf").runpath("/l:/q");
    auto libf = root.library("/l/libf").auxiliary("libq");
    if (own_path) libf.runpath("/q");
    root.library("/q/libq");
    EXPECT_EQ(root.given("/l/libf", "libq"), own_path ? "/q/libq" : "not found");
    EXPECT_TRUE(root.starts());
  }
}

TEST(GlibcFilters, R10_1_tokens_are_allowed) {
  Filtered tree;
  tree.libf.auxiliary("$ORIGIN/../q/libq.so");
  tree.root.library("/q/libq.so");
  EXPECT_TRUE(tree.root.loads({"/l/../q/libq.so", "libf => /l/libf"}));
}

TEST(GlibcFilters, R10_2_tags_are_resolved_in_table_order_and_filtees_stand_before_their_filter) {
  Root root;
  root.program().needs("libm1", "libz").runpath("/l");
  root.library("/l/libm1").needs("a").auxiliary("x").needs("b").filter("y").runpath("/l");
  for (const std::string name : {"libz", "a", "x", "b", "y"}) root.library("/l/" + name);
  EXPECT_TRUE(root.loads({"x => /l/x", "y => /l/y", "libm1 => /l/libm1", "libz => /l/libz", "a => /l/a", "b => /l/b"}));
}

TEST(GlibcFilters, R10_2_who_resolves_a_name_first_is_its_loader_also_among_filtees) {
  Root root;
  root.program().needs("libf").rpath("/l");
  root.library("/l/libf").auxiliary("x").needs("c").rpath("/f");
  root.library("/f/x").needs("c").rpath("/x");
  root.library("/f/c");
  root.library("/x/c");
  EXPECT_TRUE(root.loads({"x => /f/x", "libf => /l/libf", "c => /f/c"}));
}

TEST(GlibcFilters, R10_3_the_listing_says_not_found_of_a_harmless_auxiliary_filtee) {
  Filtered tree;
  tree.libf.auxiliary("libaux");
  EXPECT_TRUE(tree.root.loads({"libaux => not found", "libf => /l/libf"}));
}

TEST(GlibcFilters, R10_3_filtees_of_the_program_are_not_listed) {
  Root root;
  root.program().needs("libx").filter("libfil").runpath("/l");
  root.library("/l/libx");
  root.library("/l/libfil");
  EXPECT_TRUE(root.loads({"libx => /l/libx"}));
  EXPECT_EQ(root.given("/t/e", "libfil"), "/l/libfil");
}

TEST(GlibcFilters, R10_4_audit_modules_are_optional) {
  Root root;
  auto program = root.program().needs("libx").runpath("/l");
  program.facts().audit = "libaudit-gone.so";
  root.library("/l/libx");
  EXPECT_EQ(root.simulate().status, model::LinkStatus::ok);
}

TEST(GlibcFilters, R10_4_audit_modules_of_libraries_are_ignored) {
  Root root;
  root.program().needs("libx").runpath("/l");
  auto& facts = root.library("/l/libx").facts();
  facts.audit = "libgone.so";
  facts.depaudit = "libgone2.so";
  EXPECT_TRUE(root.loads({"libx => /l/libx"}));
}

TEST(GlibcPreload, R10_5_a_preloaded_object_satisfies_later_names) {
  Root root;
  root.program().needs("libx.so").runpath("/l");
  root.library("/p/libx.so").soname("libx.so");
  root.library("/l/libx.so").soname("libx.so");
  EXPECT_TRUE(root.preload("/p/libx.so").loads({"/p/libx.so"}));
}

TEST(GlibcPreload, R10_5_a_preload_that_is_not_there_is_a_message) {
  Root root;
  root.program().needs("libx").runpath("/l");
  root.library("/l/libx");
  EXPECT_TRUE(root.preload("/p/libgone.so").loads({"libx => /l/libx"}));
}

TEST(GlibcPreload, R10_5_the_file_etc_ld_so_preload_preloads_for_everybody) {
  Root root;
  root.program().needs("libx").runpath("/l");
  root.library("/l/libx");
  for (const std::string name : {"a", "b", "c", "d"}) root.library("/p/lib" + name);
  root.text("/etc/ld.so.preload", "/p/liba:/p/libb /p/libc # /p/libcommented\n\t/p/libd\n");
  EXPECT_TRUE(root.loads({"/p/liba", "/p/libb", "/p/libc", "/p/libd", "libx => /l/libx"}));
}

TEST(GlibcPreload, R10_5_what_a_preloaded_object_needs_has_to_be_there) {
  Root root;
  root.program().needs("libx").runpath("/l");
  root.library("/l/libx");
  root.library("/p/libp").needs("libgone");
  root.text("/etc/ld.so.preload", "/p/libp\n");
  EXPECT_TRUE(root.misses("libgone"));
}

TEST(GlibcPreload, R10_5_tokens_work_in_paths) {
  Root root;
  root.program().needs("libx.so");
  root.library("/t/libp").soname("libx.so");
  EXPECT_TRUE(root.preload("$ORIGIN/libp").starts());
}

// A setuid program whose only libx is preloaded.
Root setuid_with_preload(const std::string& path, unsigned mode, const std::string& preloaded_as) {
  Root root;
  root.program().needs("libx.so").mode(04755);
  root.library(path).soname("libx.so").mode(mode);
  return root.preload(preloaded_as);
}

TEST(GlibcPreload, R10_5_a_secure_program_ignores_paths_in_LD_PRELOAD) {
  EXPECT_TRUE(setuid_with_preload("/p/libx.so", 04755, "/p/libx.so").misses("libx.so"));
}

TEST(GlibcPreload, R10_5_a_secure_program_preloads_bare_names_with_the_setuid_bit_from_default_directories) {
  EXPECT_TRUE(setuid_with_preload("/usr/lib/other.so", 04755, "other.so").starts());
  EXPECT_TRUE(setuid_with_preload("/usr/lib/other.so", 0755, "other.so").misses("libx.so"));
}

TEST(GlibcPreload, R10_5_a_secure_program_does_not_look_for_preloads_in_the_cache) {
  for (const bool secure : {false, true}) {
    Root root;
    root.program().needs("liba").runpath("/a").mode(secure ? 04755 : 0755);
    root.library("/a/liba");
    root.library("/c/libp.so").needs("libgone").mode(04755);  // that it was preloaded shows in what it lacks
    root.conf("/c\n");
    root.preload("libp.so").after_ldconfig();
    EXPECT_TRUE(secure ? root.starts() : root.misses("libgone"));
  }
}

TEST(GlibcPreload, R10_5_a_secure_program_takes_paths_from_the_file) {
  Root root;
  root.program().needs("libx.so").mode(04755);
  root.library("/p/libx.so").soname("libx.so");
  root.text("/etc/ld.so.preload", "/p/libx.so\n");
  EXPECT_TRUE(root.starts());
}

}  // namespace
}  // namespace elfgate::rules
