// Sections 6 and 7: the default directories, and what a file that was found must be like: taken, passed over, the end of its
// list, or the end of everything.
#include <gmock/gmock.h>

#include <functional>

#include "root.h"

namespace elfgate::rules {
namespace {

using model::ElfFacts;

const System k_systems[] = {debian(), debian_arm64(), upstream(), upstream_arm64(), wolfi()};

TEST(GlibcDefaultDirs, R6_1_each_loader_searches_its_own_list_in_its_order) {
  for (const auto& system : k_systems) {
    std::vector<std::string> dirs;  // Wolfi names one twice
    for (const auto& dir : system.default_dirs)
      if (std::find(dirs.begin(), dirs.end(), dir) == dirs.end()) dirs.push_back(dir);
    for (std::size_t first = 0; first < dirs.size(); ++first) {
      Root root(system);
      root.program().needs("libx");
      for (auto at = first; at < dirs.size(); ++at) root.library(dirs[at] + "libx");
      EXPECT_TRUE(root.loads({"libx => " + dirs[first] + "libx"}));
    }
  }
}

TEST(GlibcDefaultDirs, R6_1_lib64_is_none_of_debians) {
  Root root;
  root.program().needs("libx.so");
  root.library("/lib64/libx.so");
  EXPECT_TRUE(root.loads({"libx.so => not found"}));
}

TEST(GlibcDefaultDirs, R6_1_usr_lib_is_none_of_upstreams_without_a_cache) {
  Root root(upstream());
  root.program().needs("libx.so");
  root.library("/usr/lib/libx.so");
  EXPECT_TRUE(root.loads({"libx.so => not found"}));
  EXPECT_TRUE(root.after_ldconfig().loads({"libx.so => /usr/lib/libx.so"}));
}

// What is detected where the loader's file says nothing: the place of libc.so.6 tells the layout.
std::vector<std::string> detected_dirs(const std::string& libc) {
  Root root;
  root.library(libc).soname("libc.so.6");
  const auto view = root.view();
  loader::PathWalk walk(view);
  return loader::detect_loader(walk, "/lib64/ld-linux-x86-64.so.2", model::k_em_x86_64, 2).settings.system_dirs;
}

TEST(GlibcDefaultDirs, R6_1_without_a_loader_the_place_of_libc_tells_the_list) {
  using testing::ElementsAre;
  EXPECT_THAT(detected_dirs("/lib/x86_64-linux-gnu/libc.so.6"),
              ElementsAre("/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib", "/usr/lib"));
  EXPECT_THAT(detected_dirs("/usr/lib64/libc.so.6"), ElementsAre("/lib64", "/usr/lib64"));
  EXPECT_THAT(detected_dirs("/usr/lib/libc.so.6"),
              ElementsAre("/usr/lib", "/usr/local/lib", "/usr/local/lib64", "/usr/lib", "/usr/lib64", "/lib", "/lib64"));
}

TEST(GlibcDefaultDirs, R6_2_the_loaders_file_says_its_list_its_lib_and_its_version) {
  Root root(wolfi());
  root.program().needs("libx").runpath("/$LIB/x");
  root.library("/lib/x/libx");
  EXPECT_TRUE(root.loads({"libx => /lib/x/libx"}));
}

// A candidate for libx, changed by SPOIL. Where it stands decides what comes behind it.
using Spoil = std::function<void(Elf&)>;

void put(Root& root, const std::string& path, const Spoil& spoil) {
  auto elf = root.library(path);
  spoil(elf);
}

// The five settings of R7.1.
Root in_runpath(const Spoil& spoil) {  // a good file later in the list
  Root root;
  root.program().needs("libx").runpath("/bad:/good");
  put(root, "/bad/libx", spoil);
  root.library("/good/libx");
  root.library("/usr/lib/libx");
  return root;
}

Root in_earlier_step(const Spoil& spoil) {  // a good file in a later step
  Root root;
  root.program().needs("libx").runpath("/bad");
  put(root, "/bad/libx", spoil);
  root.library("/usr/lib/libx");
  return root;
}

Root in_default_dir(const Spoil& spoil) {
  Root root;
  root.program().needs("libx");
  put(root, "/lib/x86_64-linux-gnu/libx", spoil);
  root.library("/usr/lib/libx");
  return root;
}

Root by_path(const Spoil& spoil) {
  Root root;
  root.program().needs("/bad/libx");
  put(root, "/bad/libx", spoil);
  return root;
}

AssertionResult passed_over(const Spoil& spoil) {
  if (auto result = in_runpath(spoil).loads({"libx => /good/libx"}); !result) return result;
  if (auto result = in_earlier_step(spoil).loads({"libx => /usr/lib/libx"}); !result) return result;
  if (auto result = in_default_dir(spoil).loads({"libx => /usr/lib/libx"}); !result) return result;
  return by_path(spoil).loads({"/bad/libx => not found"});
}

AssertionResult fatal(const Spoil& spoil, const std::string& reason) {
  for (const auto& root : {in_runpath(spoil), in_earlier_step(spoil), by_path(spoil)})
    if (auto result = root.loads({"! /bad/libx: " + reason}); !result) return result;
  return in_default_dir(spoil).loads({"! /lib/x86_64-linux-gnu/libx: " + reason});
}

// Messages that name the library as it was asked for.
AssertionResult refused_as_library(const Spoil& spoil, const std::string& reason) {
  for (const auto& root : {in_runpath(spoil), in_earlier_step(spoil), by_path(spoil), in_default_dir(spoil)})
    if (auto result = root.loads({"! libx: " + reason}); !result) return result;
  return testing::AssertionSuccess();
}

AssertionResult taken(const Spoil& spoil) {
  return in_runpath(spoil).loads({"libx => /bad/libx"});
}

Spoil facts(const std::function<void(ElfFacts&)>& change) {
  return [change](Elf& elf) { change(elf.facts()); };
}

void to_32_bit(ElfFacts& facts) {
  facts.elf_class = 1;
  facts.machine = model::k_em_386;
}

TEST(GlibcCandidates, R7_1_a_file_that_others_may_not_read_is_passed_over) {
  EXPECT_TRUE(passed_over([](Elf& elf) { elf.mode(0600); }));
}

TEST(GlibcCandidates, R7_1_a_file_of_the_other_class_is_passed_over) {
  EXPECT_TRUE(passed_over(facts(to_32_bit)));
}

TEST(GlibcCandidates, R7_1_a_file_of_the_other_class_is_passed_over_in_any_byte_order) {
  EXPECT_TRUE(passed_over(facts([](ElfFacts& facts) {
    to_32_bit(facts);
    facts.data = 2;
  })));
}

TEST(GlibcCandidates, R7_1_a_file_of_another_machine_is_passed_over) {
  EXPECT_TRUE(passed_over(facts([](ElfFacts& facts) { facts.machine = model::k_em_aarch64; })));
}

// Upstream's loader, which Debian's differs from in one thing: Debian looks at the machine before the rest of the header.
AssertionResult fatal_upstream(const Spoil& spoil, const std::string& reason) {
  Root root(upstream());
  root.program().needs("libx").runpath("/bad:/good");
  put(root, "/bad/libx", spoil);
  root.library("/good/libx");
  return root.loads({"! /bad/libx: " + reason});
}

// Another machine, and something else that is wrong with the header.
Spoil foreign(const std::function<void(ElfFacts&)>& change) {
  return facts([change](ElfFacts& facts) {
    facts.machine = model::k_em_aarch64;
    change(facts);
  });
}

TEST(GlibcCandidates, R7_1_a_file_of_the_other_byte_order_is_fatal_upstream) {
  EXPECT_TRUE(fatal_upstream(facts([](ElfFacts& facts) { facts.data = 2; }), "ELF file data encoding not little-endian"));
}

TEST(GlibcCandidates, R7_1_debian_passes_it_over_because_its_machine_reads_as_another_one) {
  EXPECT_TRUE(passed_over(facts([](ElfFacts& facts) { facts.data = 2; })));
  EXPECT_TRUE(passed_over(facts([](ElfFacts& facts) {
    facts.data = 2;
    facts.machine = 22;  // s390x
  })));
  EXPECT_TRUE(fatal(facts([](ElfFacts& facts) {
                      facts.data = 2;
                      facts.machine = 0x3e00;  // its bytes read as x86_64
                    }),
                    "ELF file data encoding not little-endian"));
}

TEST(GlibcCandidates, R7_1_debian_passes_over_what_is_of_another_machine_whatever_is_wrong_with_its_ident) {
  EXPECT_TRUE(passed_over(foreign([](ElfFacts& facts) { facts.osabi = 9; })));
  EXPECT_TRUE(passed_over(foreign([](ElfFacts& facts) { facts.abi_version = 1; })));
  EXPECT_TRUE(passed_over(foreign([](ElfFacts& facts) { facts.ident_version = 2; })));
  EXPECT_TRUE(passed_over(foreign([](ElfFacts& facts) { facts.ident_padding = true; })));
}

TEST(GlibcCandidates, R7_1_upstream_finds_what_is_wrong_with_the_ident_first) {
  EXPECT_TRUE(fatal_upstream(foreign([](ElfFacts& facts) { facts.osabi = 9; }), "ELF file OS ABI invalid"));
}

TEST(GlibcCandidates, R7_1_the_version_behind_the_ident_comes_before_the_machine_everywhere) {
  const auto spoil = foreign([](ElfFacts& facts) { facts.version = 2; });
  EXPECT_TRUE(fatal(spoil, "ELF file version does not match current one"));
  EXPECT_TRUE(fatal_upstream(spoil, "ELF file version does not match current one"));
}

TEST(GlibcCandidates, R7_1_a_file_shorter_than_64_bytes_is_fatal) {
  EXPECT_TRUE(fatal([](Elf& elf) { elf.image().truncate_to = 63; }, "file too short"));
  EXPECT_TRUE(fatal([](Elf& elf) { elf.image().truncate_to = 0; }, "file too short"));
}

TEST(GlibcCandidates, R7_1_a_linker_script_is_fatal) {
  Root root;
  root.program().needs("libx").runpath("/bad:/good");
  root.text("/bad/libx", "GROUP ( /usr/lib/libx.so.1 AS_NEEDED ( /usr/lib/libother.so.1 ) ) and so on, no ELF magic");
  root.library("/good/libx");
  EXPECT_TRUE(root.loads({"! /bad/libx: invalid ELF header"}));
}

TEST(GlibcCandidates, R7_1_a_directory_is_fatal) {
  Root root;
  root.program().needs("libx").runpath("/bad:/good");
  root.directory("/bad/libx");
  root.library("/good/libx");
  EXPECT_TRUE(root.loads({"! /bad/libx: cannot read file data"}));
}

TEST(GlibcCandidates, R7_1_versions_of_the_format_other_than_1_are_fatal) {
  EXPECT_TRUE(
      fatal(facts([](ElfFacts& facts) { facts.ident_version = 2; }), "ELF file version ident does not match current one"));
  EXPECT_TRUE(fatal(facts([](ElfFacts& facts) { facts.version = 2; }), "ELF file version does not match current one"));
}

TEST(GlibcCandidates, R7_1_an_OS_ABI_that_is_neither_SYSV_nor_GNU_is_fatal) {
  EXPECT_TRUE(fatal(facts([](ElfFacts& facts) { facts.osabi = 9; }), "ELF file OS ABI invalid"));
  EXPECT_TRUE(taken(facts([](ElfFacts& facts) { facts.osabi = 3; })));
}

TEST(GlibcCandidates, R7_1_an_ABI_version_is_fatal_with_SYSV_and_bounded_with_GNU) {
  EXPECT_TRUE(fatal(facts([](ElfFacts& facts) { facts.abi_version = 1; }), "ELF file ABI version invalid"));
  const auto gnu = [](std::uint8_t version) {
    return facts([version](ElfFacts& facts) {
      facts.osabi = 3;
      facts.abi_version = version;
    });
  };
  EXPECT_TRUE(taken(gnu(1)));
  EXPECT_TRUE(fatal(gnu(9), "ELF file ABI version invalid"));
}

TEST(GlibcCandidates, R7_1_padding_of_the_header_that_is_not_zero_is_fatal) {
  EXPECT_TRUE(fatal(facts([](ElfFacts& facts) { facts.ident_padding = true; }), "nonzero padding in e_ident"));
}

TEST(GlibcCandidates, R7_1_a_type_other_than_DYN_and_EXEC_is_fatal) {
  for (const auto type : {model::k_et_rel, model::k_et_core})
    EXPECT_TRUE(fatal(facts([type](ElfFacts& facts) { facts.type = type; }), "only ET_DYN and ET_EXEC can be loaded"));
}

TEST(GlibcCandidates, R7_1_a_wrong_size_of_program_headers_is_fatal) {
  EXPECT_TRUE(fatal(facts([](ElfFacts& facts) { facts.phentsize_ok = false; }), "ELF file's phentsize not the expected size"));
}

TEST(GlibcCandidates, R7_1_an_executable_as_a_dependency_is_fatal) {
  EXPECT_TRUE(
      refused_as_library(facts([](ElfFacts& facts) { facts.type = model::k_et_exec; }), "cannot dynamically load executable"));
}

TEST(GlibcCandidates, R7_1_a_position_independent_program_as_a_dependency_is_fatal) {
  EXPECT_TRUE(refused_as_library(facts([](ElfFacts& facts) { facts.dt_flags_1 = 0x08000000; }),
                                 "cannot dynamically load position-independent executable"));
}

TEST(GlibcCandidates, R7_1_a_library_without_a_dynamic_section_is_fatal) {
  EXPECT_TRUE(
      refused_as_library(facts([](ElfFacts& facts) { facts.has_dynamic = false; }), "object file has no dynamic section"));
  EXPECT_TRUE(refused_as_library(
      [](Elf& elf) {  // a split debug file: PT_DYNAMIC without bytes
        elf.facts().has_dynamic = false;
        elf.image().empty_dynamic = true;
      },
      "object file has no dynamic section"));
}

TEST(GlibcCandidates, R7_1_a_library_without_or_with_misplaced_segments_is_fatal) {
  EXPECT_TRUE(
      refused_as_library(facts([](ElfFacts& facts) { facts.has_load = false; }), "object file has no loadable segments"));
  EXPECT_TRUE(refused_as_library(facts([](ElfFacts& facts) { facts.loads_aligned = false; }), "ELF load command misplaced"));
}

TEST(GlibcCandidates, R7_1_neither_execute_permission_nor_DF_1_NOOPEN_matter_at_start) {
  EXPECT_TRUE(taken([](Elf& elf) { elf.mode(0444); }));
  EXPECT_TRUE(taken(facts([](ElfFacts& facts) { facts.dt_flags_1 = 0x40; })));
}

TEST(GlibcCandidates, R7_1_the_checks_have_an_order) {
  // class before OS ABI, machine before type
  EXPECT_TRUE(passed_over(facts([](ElfFacts& facts) {
    to_32_bit(facts);
    facts.osabi = 9;
  })));
  EXPECT_TRUE(passed_over(facts([](ElfFacts& facts) {
    facts.machine = model::k_em_aarch64;
    facts.type = model::k_et_rel;
  })));
}

TEST(GlibcCandidates, R7_1_a_missing_file_a_dangling_link_and_a_closed_directory_are_passed_over) {
  Root root;
  root.program().needs("libx").runpath("/empty:/dangling:/closed:/good");
  root.directory("/empty");
  root.link("/dangling/libx", "nowhere");
  root.directory("/closed", 0700);
  root.library("/closed/libx");
  root.library("/good/libx");
  EXPECT_TRUE(root.loads({"libx => /good/libx"}));
}

TEST(GlibcCandidates, R7_1_a_looping_link_ends_its_list_and_the_next_step_goes_on) {
  Root root;
  root.program().needs("libx").runpath("/bad:/good");
  root.link("/bad/libx", "libx");
  root.library("/good/libx");
  EXPECT_TRUE(root.loads({"libx => not found"}));
  root.library("/usr/lib/libx");
  EXPECT_TRUE(root.loads({"libx => /usr/lib/libx"}));
}

TEST(GlibcCandidates, R7_1_a_name_that_is_too_long_ends_its_list) {
  const std::string name(256, 'x');
  Root root;
  root.program().needs(name).runpath("/a:/b");
  root.directory("/a");
  root.directory("/b");
  EXPECT_TRUE(root.loads({name + " => not found"}));
}

TEST(GlibcCandidates, R7_1_a_looping_directory_is_passed_over_when_absolute_and_ends_the_list_when_relative) {
  for (const bool relative : {false, true}) {
    Root root;
    root.program().needs("libx").runpath(relative ? "loop:/good" : "/loop:/good");
    root.link("/loop", "loop");
    root.library("/good/libx");
    EXPECT_TRUE(root.loads({relative ? "libx => not found" : "libx => /good/libx"}));
  }
}

TEST(GlibcCandidates, R7_1_in_the_cache_what_would_end_a_list_leads_to_the_default_directories) {
  Root root;
  root.program().needs("libx.so");
  root.library("/c/libx.so").mode(0600);
  root.library("/usr/lib/libx.so");
  root.conf("/c\n");
  EXPECT_TRUE(root.after_ldconfig().loads({"libx.so => /usr/lib/libx.so"}));
}

TEST(GlibcCandidates, R7_1_in_the_cache_a_fatal_file_is_fatal) {
  Root root;
  root.program().needs("libx.so");
  root.library("/c/libx.so").facts().osabi = 9;
  root.conf("/c\n");
  EXPECT_TRUE(root.after_ldconfig().loads({"! /c/libx.so: ELF file OS ABI invalid"}));
}

TEST(GlibcCandidates, R7_2_the_page_size_of_the_kernel_is_no_input_and_4_KiB_is_taken) {
  Root root(debian_arm64());
  root.program().needs("libx").runpath("/a");
  root.library("/a/libx");  // aligned to 4 KiB: a kernel with pages of 64 KiB would refuse it
  EXPECT_TRUE(root.loads({"libx => /a/libx"}));
}

TEST(GlibcCandidates, R7_3_an_executable_stack_is_no_obstacle_at_start) {
  for (const auto stack : {model::ExecStack::yes, model::ExecStack::no_header})
    EXPECT_TRUE(taken(facts([stack](ElfFacts& facts) { facts.exec_stack = stack; })));
}

// Whether dlopen of an object with STACK fails under 2.MINOR, in a process whose program has PROGRAM_STACK.
bool refuses_plugin(unsigned minor, model::ExecStack stack, model::ExecStack program_stack = model::ExecStack::no) {
  Root root;
  root.program().facts().exec_stack = program_stack;
  root.library("/p/plugin.so").facts().exec_stack = stack;
  const auto failed = root.simulate(oracle::Mode::trace, minor, {"/p/plugin.so"}).failed_opens;
  return failed.size() == 1 && failed[0].refusal == model::Refusal::exec_stack;
}

TEST(GlibcCandidates, R7_3_dlopen_of_an_object_with_an_executable_stack_fails_since_2_41) {
  for (const auto stack : {model::ExecStack::yes, model::ExecStack::no_header}) {
    EXPECT_FALSE(refuses_plugin(40, stack));
    EXPECT_TRUE(refuses_plugin(41, stack));
  }
  EXPECT_FALSE(refuses_plugin(41, model::ExecStack::no));
}

TEST(GlibcCandidates, R7_3_dlopen_does_not_fail_where_the_stack_is_executable_already) {
  EXPECT_FALSE(refuses_plugin(41, model::ExecStack::yes, model::ExecStack::yes));
}

TEST(GlibcCandidates, R7_3_dlopen_fails_for_what_the_object_needs_as_well) {
  Root root;
  root.program();
  root.library("/p/plugin.so").needs("libx").runpath("/p");
  root.library("/p/libx").facts().exec_stack = model::ExecStack::yes;
  EXPECT_EQ(root.simulate(oracle::Mode::trace, 41, {"/p/plugin.so"}).failed_opens.size(), 1U);
}

TEST(GlibcCandidates, R7_3_without_a_header_the_stack_of_aarch64_is_not_executable) {
  Root root(debian_arm64());
  root.program();
  root.library("/p/plugin.so").facts().exec_stack = model::ExecStack::no_header;
  EXPECT_TRUE(root.simulate(oracle::Mode::trace, 41, {"/p/plugin.so"}).failed_opens.empty());
}

TEST(GlibcCandidates, R7_4_a_file_in_place_of_a_relative_directory_ends_the_list_up_to_2_38) {
  Root root;
  root.program().needs("libx").runpath("file:/w/ok");
  root.text("/w/file", "no directory");
  root.library("/w/ok/libx");
  root.cwd("/w");
  EXPECT_TRUE(root.glibc(33, 38).loads({"libx => not found"}));
  EXPECT_TRUE(root.glibc(39, 43).loads({"libx => /w/ok/libx"}));
}

TEST(GlibcCandidates, R7_4_a_link_through_a_file_ends_the_list_up_to_2_38) {
  Root root;
  root.program().needs("libx.so").runpath("/d:/ok");
  root.link("/d/libx.so", "/f/sub/libx.so");
  root.text("/f", "no directory");
  root.library("/ok/libx.so");
  EXPECT_TRUE(root.glibc(33, 38).loads({"libx.so => not found"}));
  EXPECT_TRUE(root.glibc(39, 43).loads({"libx.so => /ok/libx.so"}));
}

TEST(GlibcCandidates, R7_5_only_wrong_files_are_not_found_and_the_reason_is_kept) {
  Root root;
  root.program().needs("libx").runpath("/bad");
  put(root, "/bad/libx", facts(to_32_bit));
  EXPECT_TRUE(root.loads({"libx => not found"}));
  const auto map = root.simulate();
  EXPECT_EQ(map.edges[0].refusal, model::Refusal::other_class);
  EXPECT_EQ(map.edges[0].refused_path, "/bad/libx");
}

}  // namespace
}  // namespace elfgate::rules
