// elfgate explain, rule by rule: what it says beside the candidates. Expectations are worked out by hand from docs/semantics.
#include <nlohmann/json.hpp>

#include "process.h"

namespace elfgate::command_test {
namespace {

using nlohmann::json;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* k_scenario = R"(scenario "every remark once"
arch x86_64
libc debian
generate none
package app 1.0
  depends libc6
  program usr/bin/app
    rpath /opt/app:/opt/far
    needed liba.so libn.so.1 libq.so.1 libnd.so libs.so libmade.so.1 libc.so.6
  library opt/app/liba.so
    needed libb.so
  library opt/app/libb.so
    needed libz.so.7
  library opt/far/libz.so.7
  library opt/app/libnd.so
    nodeflib
    needed libplain.so
  library usr/lib/libplain.so
  library opt/app/libs.so
    rpath /opt/unused
    runpath /opt/none:$ORIGIN/priv
    needed libp.so
  file etc/ld.so.conf
    | /opt/conf
  library opt/conf/libn.so.01
  library opt/conf/glibc-hwcaps/x86-64-v3/libq.so.1
  library opt/conf/libq.so.1
  library opt/conf/libmade.so.1.2
    soname libmade.so.1
package suid 1.0
  depends libc6
  program opt/suid/bin/tool
    mode 4755
    runpath $ORIGIN/../lib:/opt/suid/lib2
    needed libt.so
  library opt/suid/lib2/libt.so
)";

constexpr const char* k_musl = R"(scenario "every remark of musl once"
arch x86_64
libc alpine
generate none
package app 1.0
  depends musl
  program usr/bin/app
    runpath /opt/app
    needed liba.so libbad.so libdollar.so libarm.so
  library opt/app/liba.so
    needed libz.so
  library usr/lib/libz.so
  file opt/app/libbad.so
    | INPUT(x)
  library usr/lib/libbad.so
  library opt/app/libdollar.so
    runpath /opt/app:$LIB
    needed libq.so
  library opt/app/libarm.so
    machine aarch64
)";

class ExplainRules : public ::testing::Test {
 protected:
  /// The last answer for LIBRARY, one line a step: "rule list | path | verdict | detail".
  std::vector<std::string> steps(const std::string& file, const std::string& library,
                                 std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments{"explain", "--no-facts", source_, file, library, "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    std::vector<std::string> lines;
    const json edges = json::parse(run(arguments).out).at("edges");
    for (const auto& step : edges.back().at("steps"))
      lines.push_back(step.at("rule").get<std::string>() + " " + step.at("list").get<std::string>() + " | " +
                      step.at("path").get<std::string>() + " | " + step.at("verdict").get<std::string>() + " | " +
                      step.value("detail", ""));
    return lines;
  }
  std::vector<std::string> app(const std::string& library, std::vector<std::string> more = {}) const {
    return steps("/usr/bin/app", library, std::move(more));
  }

  TemporaryFolder folder_;
  std::string source_ = folder_.file("rules.eg", k_scenario);
};

class ExplainMusl : public ExplainRules {
 protected:
  ExplainMusl() { source_ = folder_.file("musl.eg", k_musl); }
};

TEST_F(ExplainRules, R2_2_an_inherited_rpath_says_through_whom) {
  EXPECT_THAT(app("libz.so.7"), Contains("R2.2 RPATH of /usr/bin/app |  |  | inherited through /opt/app/liba.so"));
  EXPECT_THAT(app("libb.so"),
              Contains("R2.2 RPATH of /usr/bin/app |  |  | inherited: it was the first to ask for /opt/app/liba.so"));
}

TEST_F(ExplainRules, R2_2_its_own_rpath_needs_no_word) {
  EXPECT_THAT(app("libn.so.1"), Not(Contains(HasSubstr("R2.2"))));
}

TEST_F(ExplainRules, R2_1_rpaths_that_are_not_searched_are_named_with_the_reason) {
  EXPECT_THAT(app("libp.so"), Contains("R2.1 RPATH |  |  | not searched: /opt/app/libs.so has a RUNPATH"));
}

TEST_F(ExplainRules, R2_6_default_directories_that_are_not_searched_are_named) {
  const auto lines = app("libplain.so");
  EXPECT_THAT(lines, Contains("R2.6 ld.so.cache | /lib/libplain.so | default directories are excluded | "));
  EXPECT_EQ(lines.back(), "R2.6 default |  |  | not searched: DF_1_NODEFLIB");
}

TEST_F(ExplainRules, R3_5_a_missing_directory_is_called_one) {
  EXPECT_THAT(app("libp.so"), Contains("R3.5 RUNPATH of /opt/app/libs.so | /opt/none/ | no such directory | "));
}

TEST_F(ExplainRules, R3_13_an_element_that_is_not_trusted_is_named) {
  EXPECT_THAT(
      steps("/opt/suid/bin/tool", "libt.so"),
      Contains("R3.13 RUNPATH of /opt/suid/bin/tool |  |  | $ORIGIN/../lib is left out: a secure process does not trust it"));
  EXPECT_THAT(run({"explain", "--no-facts", source_, "/opt/suid/bin/tool", "libt.so"}).out, HasSubstr("AT_SECURE: set"));
}

TEST_F(ExplainRules, R3_13_a_library_path_that_is_ignored_is_named) {
  EXPECT_THAT(steps("/opt/suid/bin/tool", "libt.so", {"--library-path", "/llp"}),
              Contains("R3.13 LD_LIBRARY_PATH |  |  | ignored: the process is secure"));
}

TEST_F(ExplainRules, R5_2_an_entry_of_another_spelling_is_explained_and_a_missing_one_is_no_file) {
  EXPECT_THAT(app("libn.so.1"),
              Contains("R5.2 ld.so.cache |  |  | libn.so.01 stands for this name: numbers are compared by their value"));
  EXPECT_THAT(app("libp.so"), Contains("R5.2 ld.so.cache | libp.so | no entry | "));
}

TEST_F(ExplainRules, R4_2_R4_5_copies_for_newer_processors_are_named_on_both_sides_of_their_level) {
  EXPECT_THAT(app("libq.so.1"), Contains(HasSubstr("R4.5 ld.so.cache | /opt/conf/glibc-hwcaps/x86-64-v3/libq.so.1 | ")));
  EXPECT_THAT(app("libq.so.1", {"--cpu-level", "3"}),
              Contains("R4.2 ld.so.cache |  |  | the copy for x86-64-v3 comes before every plain entry"));
}

TEST_F(ExplainRules, R4_1_a_level_may_be_called_by_its_name) {
  EXPECT_EQ(app("libq.so.1", {"--cpu-level", "x86-64-v3"}), app("libq.so.1", {"--cpu-level", "3"}));
  EXPECT_NE(app("libq.so.1", {"--cpu-level", "x86-64-v3"}), app("libq.so.1"));
}

TEST_F(ExplainRules, R5_13_a_link_that_ldconfig_makes_is_named) {
  EXPECT_THAT(app("libmade.so.1"),
              Contains("R5.13 ld.so.cache |  |  | /opt/conf/libmade.so.1 -> libmade.so.1.2 is a link that ldconfig makes"));
}

TEST_F(ExplainMusl, R11_3_an_inherited_path_says_for_whom) {
  EXPECT_THAT(app("libz.so"),
              Contains("R11.3 RUNPATH of /usr/bin/app |  |  | inherited: it was the first to ask for /opt/app/liba.so"));
}

TEST_F(ExplainMusl, R11_5_a_path_that_is_void_is_named) {
  EXPECT_THAT(app("libq.so"),
              Contains("R11.5 RUNPATH of /opt/app/libdollar.so |  |  | void: it holds a '$' that does not begin $ORIGIN"));
}

TEST_F(ExplainMusl, R11_6_the_file_that_is_final_and_what_is_not_looked_at_are_named) {
  EXPECT_THAT(
      app("libbad.so"),
      Contains("R11.6 RUNPATH of /usr/bin/app | /opt/app/libbad.so | file too short | the first file that opens is final"));
  EXPECT_THAT(
      app("libarm.so"),
      Contains("R11.6 RUNPATH of /usr/bin/app | /opt/app/libarm.so | taken | of another machine, which musl does not look at"));
}

}  // namespace
}  // namespace elfgate::command_test
