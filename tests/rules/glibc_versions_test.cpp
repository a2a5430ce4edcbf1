// Section 9: symbol versions are checked once everything is mapped, by name, against the object that was loaded.
#include <gmock/gmock.h>

#include "root.h"

namespace elfgate::rules {
namespace {

const std::string k_assertion = "! assertion";

std::string not_found(const std::string& provider, const std::string& version, const std::string& by) {
  return "! /t/e: " + provider + ": version `" + version + "' not found (required by " + by + ")";
}

// The program needs libv.so.1 of /l and wants VERSION of it.
Root wanting(const std::string& version) {
  Root root;
  root.program().needs("libv.so.1").runpath("/l").wants("libv.so.1", {version});
  return root;
}

TEST(GlibcVersions, R9_1_every_loaded_object_is_checked_and_all_is_said_in_load_order) {
  Root root;
  root.program().needs("libu", "libv.so.1").runpath("/l").wants("libv.so.1", {"V3"});
  root.library("/l/libu").wants("libv.so.1", {"V2"});
  root.library("/l/libv.so.1").soname("libv.so.1").defines({"V1"});
  EXPECT_TRUE(root.loads({not_found("/l/libv.so.1", "V3", "/t/e"), not_found("/l/libv.so.1", "V2", "/l/libu"),
                          "libu => /l/libu", "libv.so.1 => /l/libv.so.1"}));
}

TEST(GlibcVersions, R9_1_a_missing_library_ends_a_start_before_versions_are_looked_at) {
  Root root;
  root.program().needs("libv.so.1", "libgone").runpath("/l").wants("libv.so.1", {"V2"});
  root.library("/l/libv.so.1").soname("libv.so.1").defines({"V1"});
  EXPECT_TRUE(root.misses("libgone"));
}

TEST(GlibcVersions, R9_2_S1_the_provider_is_any_loaded_object_of_that_name) {
  Root root;
  root.program().needs("libu", "libv.so.1").runpath("/l");
  root.library("/l/libu").wants("libv.so.1", {"V1"});
  root.library("/l/libv.so.1").defines({"V1"});
  EXPECT_TRUE(root.loads({"libu => /l/libu", "libv.so.1 => /l/libv.so.1"}));
}

TEST(GlibcVersions, R9_2_S2_a_provider_that_nothing_has_loaded_trips_an_assertion) {
  Root root;
  root.program().needs("libu").runpath("/l");
  root.library("/l/libu").wants("libv.so.1", {"V1"});
  EXPECT_TRUE(root.loads({k_assertion}));
}

TEST(GlibcVersions, R9_2_a_start_keeps_no_place_for_a_missing_auxiliary_filtee) {
  Root root;
  root.program().needs("libu").runpath("/l");
  root.library("/l/libu").auxiliary("libv.so.1").wants("libv.so.1", {"V1"});
  EXPECT_TRUE(root.stops(k_assertion));
  EXPECT_TRUE(root.loads({"libv.so.1 => not found", "libu => /l/libu"}));
  EXPECT_EQ(root.simulate().versions.size(), 1U) << "who starts it is told";
}

TEST(GlibcVersions, R9_2_a_start_asks_the_one_behind_a_missing_auxiliary_filtee) {
  Root root;
  root.program().needs("libu", "libw").runpath("/l");
  root.library("/l/libu").auxiliary("libv.so.1").runpath("/none").wants("libv.so.1", {"V2"});
  root.library("/l/libw").needs("libv.so.1").runpath("/l");
  root.library("/l/libv.so.1").defines({"V1"});
  EXPECT_TRUE(root.stops(not_found("/l/libv.so.1", "V2", "/l/libu")));
}

TEST(GlibcVersions, R9_2_S2_a_soname_is_no_name_of_the_provider) {
  Root root;
  root.program().needs("/l/libv.so.1").wants("libv.so.1", {"V1"});
  root.library("/l/libv.so.1").soname("libv.so.1").defines({"V1"});
  EXPECT_TRUE(root.loads({k_assertion}));
}

TEST(GlibcVersions, R9_2_S2_until_something_has_asked_for_it_by_that_name) {
  Root root;
  root.program().needs("/l/libv.so.1", "libv.so.1").wants("libv.so.1", {"V1"});
  root.library("/l/libv.so.1").soname("libv.so.1").defines({"V1"});
  EXPECT_TRUE(root.loads({"/l/libv.so.1"}));
}

TEST(GlibcVersions, R9_2_S2_an_alias_that_was_needed_leaves_the_old_name_without_provider) {
  Root root;
  root.program().needs("libalias.so").runpath("/l").wants("libv.so.1", {"V1"});
  root.library("/l/libv.so.1").soname("libv.so.1").defines({"V1"});
  root.link("/l/libalias.so", "libv.so.1");
  EXPECT_TRUE(root.loads({k_assertion}));
}

TEST(GlibcVersions, R9_2_S3_the_object_that_was_loaded_is_asked_even_if_another_file_has_the_version) {
  Root root;
  root.program().needs("libv-impl.so", "libu").runpath("/l");
  root.library("/l/libv-impl.so").soname("libv.so.1").defines({"V1"});
  root.library("/usr/lib/libv.so.1").soname("libv.so.1").defines({"V1", "V2"});
  root.library("/l/libu").needs("libv.so.1").wants("libv.so.1", {"V2"});
  EXPECT_TRUE(
      root.loads({not_found("/l/libv-impl.so", "V2", "/l/libu"), "libv-impl.so => /l/libv-impl.so", "libu => /l/libu"}));
}

TEST(GlibcVersions, R9_3_a_version_that_is_defined_satisfies) {
  auto root = wanting("V1");
  root.library("/l/libv.so.1").soname("libv.so.1").defines({"V1", "V2"});
  EXPECT_TRUE(root.starts());
}

TEST(GlibcVersions, R9_3_the_base_version_counts_as_one) {
  auto root = wanting("libv.so.1");
  root.library("/l/libv.so.1").soname("libv.so.1").defines({"V1"});
  EXPECT_TRUE(root.starts());
}

TEST(GlibcVersions, R9_3_a_version_that_is_missing_is_fatal) {
  auto root = wanting("V2");
  root.library("/l/libv.so.1").soname("libv.so.1").defines({"V1"});
  EXPECT_TRUE(root.stops(not_found("/l/libv.so.1", "V2", "/t/e")));
}

TEST(GlibcVersions, R9_3_a_provider_without_versions_is_a_warning) {
  auto root = wanting("V1");
  root.library("/l/libv.so.1").soname("libv.so.1");
  EXPECT_TRUE(
      root.loads({"! /t/e: /l/libv.so.1: no version information available (required by /t/e)", "libv.so.1 => /l/libv.so.1"}));
  const auto map = root.simulate();
  ASSERT_EQ(map.versions.size(), 1U);
  EXPECT_FALSE(map.versions[0].fatal());
}

TEST(GlibcVersions, R9_3_a_weak_version_that_is_missing_is_a_warning) {
  Root root;
  root.program().needs("libv.so.1").runpath("/l").wants("libv.so.1", {"V2"}, true);
  root.library("/l/libv.so.1").soname("libv.so.1").defines({"V1"});
  EXPECT_TRUE(
      root.loads({"! /t/e: /l/libv.so.1: weak version `V2' not found (required by /t/e)", "libv.so.1 => /l/libv.so.1"}));
  EXPECT_FALSE(root.simulate().versions[0].fatal());
}

TEST(GlibcVersions, R9_3_the_hash_has_to_be_the_same_too) {
  auto root = wanting("V1");
  auto library = root.library("/l/libv.so.1").soname("libv.so.1").defines({"V1"});
  library.facts().defined_versions.back().hash = 12345;
  EXPECT_TRUE(root.stops(not_found("/l/libv.so.1", "V1", "/t/e")));
}

TEST(GlibcVersions, R9_3_records_of_another_revision_are_fatal) {
  auto needing = wanting("V1");
  needing.library("/l/libv.so.1").soname("libv.so.1").defines({"V1"});
  auto defining = needing;
  Root wrong_need;
  wrong_need.program().needs("libv.so.1").runpath("/l").wants("libv.so.1", {"V1"}).facts().needed_versions[0].revision = 2;
  wrong_need.library("/l/libv.so.1").soname("libv.so.1").defines({"V1"});
  EXPECT_EQ(wrong_need.simulate().versions.back().kind, model::VersionProblem::Kind::bad_revision);
  auto wrong_definition = wanting("V1");
  wrong_definition.library("/l/libv.so.1").soname("libv.so.1").defines({"V1"}).facts().defined_versions[0].revision = 2;
  EXPECT_EQ(wrong_definition.simulate().versions.back().kind, model::VersionProblem::Kind::bad_revision);
}

TEST(GlibcVersions, R9_3_a_missing_library_is_not_asked_for_versions) {
  auto root = wanting("V1");
  EXPECT_TRUE(root.loads({"libv.so.1 => not found"}));
}

TEST(GlibcVersions, R9_4_a_version_inherited_from_a_parent_does_not_count_only_names_of_definitions_do) {
  // Verdaux records behind the first are parents; facts keep the name of the definition alone.
  auto root = wanting("PARENT");
  root.library("/l/libv.so.1").soname("libv.so.1").defines({"CHILD"});
  EXPECT_TRUE(root.stops(not_found("/l/libv.so.1", "PARENT", "/t/e")));
}

TEST(GlibcVersions, R9_4_a_version_without_its_symbol_passes) {
  auto root = wanting("V1");
  root.library("/l/libv.so.1").soname("libv.so.1").defines({"V1"});  // defines no symbol at all
  EXPECT_TRUE(root.starts());
}

TEST(GlibcVersions, R9_5_pseudo_versions_of_libc_are_versions_like_any_other) {
  for (const std::string version :
       {"GLIBC_ABI_DT_RELR", "GLIBC_ABI_DT_X86_64_PLT", "GLIBC_ABI_GNU2_TLS", "GLIBC_ABI_GNU_TLS"}) {
    Root root;
    root.program().needs("libc.so.6").runpath("/l").wants("libc.so.6", {version});
    root.library("/l/libc.so.6").soname("libc.so.6").defines({"GLIBC_2.2.5"});
    EXPECT_TRUE(root.stops(not_found("/l/libc.so.6", version, "/t/e")));
  }
}

// DT_RELR in the program, which needs a libc and wants VERSIONS of it.
Root packed(const std::vector<std::string>& versions, bool needs_libc = true) {
  Root root;
  auto program = root.program().runpath("/l");
  program.facts().has_relr = true;
  if (needs_libc) program.needs("libc.so.6");
  if (!versions.empty()) program.wants(needs_libc ? "libc.so.6" : "libv.so.1", versions);
  if (!needs_libc) program.needs("libv.so.1");
  root.library("/l/libc.so.6").soname("libc.so.6").defines({"GLIBC_2.36", "GLIBC_ABI_DT_RELR"});
  root.library("/l/libv.so.1").soname("libv.so.1").defines({"V1"});
  return root;
}

TEST(GlibcVersions, R9_6_packed_relocations_without_their_version_are_fatal_since_2_36) {
  auto root = packed({"GLIBC_2.36"});
  EXPECT_TRUE(root.glibc(36, 43).loads({"! /t/e: DT_RELR without GLIBC_ABI_DT_RELR dependency"}));
  EXPECT_TRUE(root.glibc(33, 35).loads({"libc.so.6 => /l/libc.so.6"}));
}

TEST(GlibcVersions, R9_6_with_it_they_are_in_order) {
  EXPECT_TRUE(packed({"GLIBC_2.36", "GLIBC_ABI_DT_RELR"}).loads({"libc.so.6 => /l/libc.so.6"}));
}

TEST(GlibcVersions, R9_6_without_version_needs_or_without_libc_nothing_is_checked) {
  EXPECT_TRUE(packed({}).loads({"libc.so.6 => /l/libc.so.6"}));
  EXPECT_TRUE(packed({"V1"}, false).loads({"libv.so.1 => /l/libv.so.1"}));
}

}  // namespace
}  // namespace elfgate::rules
