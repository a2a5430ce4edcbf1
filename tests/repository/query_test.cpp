// A question to a warm store reads the facts of a few packages; without a store it has the facts of all. Both must answer the
// same, whatever is asked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <elfgate/query.hpp>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "made_repository.h"

namespace elfgate::repository_test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

// Every kind of entry, links between directories, one soname in many places, several versions, and a package of all
// architectures.
constexpr const char* k_everything = R"(scenario "something of everything"
libc wolfi
generate melange

package zlib 1.3.1-r50
  library usr/lib/libz.so.1.3
    soname libz.so.1
    links libz.so.1
    needed libc.so.6
package zlib 1.3.1-r51
  library lib/libz.so.1.3.1
    soname libz.so.1
    links libz.so.1 libz.so
    needed libc.so.6
package zlib-ng 2.2-r0
  library lib64/libz.so.1
    needed libc.so.6
  hardlink usr/lib/libz-ng.so.2 -> lib64/libz.so.1
package private 1.0-r0
  program usr/bin/private
    runpath $ORIGIN/../lib/private
    needed libz.so.1 libown.so libc.so.6
    audit /usr/lib/libwatch.so
    dlopen recommended libzstd.so.1 libz.so.1 feature compression
  library usr/lib/private/libown.so
    needed libc.so.6
    filter libz.so.1
  file etc/ld.so.conf.d/private.conf
    | /usr/lib/private
  file usr/share/doc/private/README
    | text
  file usr/lib/pkgconfig/private.pc
    | Name: private
  script usr/bin/private-config /bin/sh
  dir var/lib/private
package links 1.0-r0
  symlink opt/current -> private-1.0
  symlink opt/private-1.0 -> ../usr/lib/private
  symlink usr/lib/private/libalias.so -> libown.so
package owner-of-opt 1.0-r0
  dir opt/current
  file opt/private-1.0/data
    | text
package documentation 1.0-r0
  arch noarch
  file usr/share/doc/libz.so.1/README
    | text
package alternative 1.0-r0
  maintainer-script post-install
    | update-alternatives --install /usr/lib/libblas.so.3 libblas /usr/lib/blas/libblas.so.3 10
  library usr/lib/blas/libblas.so.3
    needed libc.so.6
)";

class Queries : public ::testing::Test {
 protected:
  Queries() : made_(k_everything), facts_((made_.folder() / "facts.sqlite").string()) {}

  RunOptions options(const std::string& facts) const {
    RunOptions options;
    options.sources = {made_.path()};
    options.facts_path = facts;
    options.threads = 2;
    return options;
  }

  void warm() const { ASSERT_EQ(scan(options(facts_)).status, Status::clean); }

  using Question = QueryAnswer (*)(const RunOptions&, const std::string&, AnswerForms);
  void expect_same(Question question, const std::vector<std::string>& words) const {
    for (const auto& word : words) {
      const auto slow = question(options(""), word, AnswerForms::both);
      const auto fast = question(options(facts_), word, AnswerForms::both);
      ASSERT_NE(slow.status, Status::failed) << slow.error;
      EXPECT_EQ(fast.status, slow.status) << word;
      EXPECT_EQ(fast.text, slow.text) << word;
      EXPECT_EQ(fast.json, slow.json) << word;
    }
  }

  MadeRepository made_;
  std::string facts_;
};

const std::vector<std::string> k_names = {"libz.so.1",
                                          "so:libz.so.1",
                                          "libz.so",
                                          "libz-ng.so.2",
                                          "libown.so",
                                          "libalias.so",
                                          "zlib",
                                          "cmd:private",
                                          "private",
                                          "libc.so.6",
                                          "README",
                                          "libblas.so.3",
                                          "libz",
                                          "libz.so.1.3",
                                          "so:nobody",
                                          "",
                                          "so:",
                                          "libzstd.so.1",
                                          "libwatch.so",
                                          "/bin/sh",
                                          "ld-linux-x86-64.so.2"};

const std::vector<std::string> k_paths = {"/usr/lib/libz.so.1",
                                          "/lib/libz.so.1",
                                          "/lib64/libz.so.1",
                                          "/usr/lib64/libz.so.1",
                                          "usr/lib/libz.so.1",
                                          "/usr/lib",
                                          "/lib",
                                          "/lib64",
                                          "/",
                                          "/opt",
                                          "/opt/current",
                                          "/opt/current/libown.so",
                                          "/opt/private-1.0/libown.so",
                                          "/opt/private-1.0/data",
                                          "/usr/lib/private/data",
                                          "/opt/current/data",
                                          "/usr/lib/libz-ng.so.2",
                                          "/usr/bin/private",
                                          "/bin/private",
                                          "/sbin/private",
                                          "/usr/sbin/private-config",
                                          "/var/lib/private",
                                          "/var/lib",
                                          "/usr/share/doc/private/README",
                                          "/usr/share/doc/libz.so.1",
                                          "/usr/lib/libblas.so.3",
                                          "/lib/blas/libblas.so.3",
                                          "/etc/ld.so.conf.d/private.conf",
                                          "/usr/lib/pkgconfig/private.pc",
                                          "/nowhere",
                                          "",
                                          "/usr/lib/private/libalias.so"};

// What `needs` says of NAME on one architecture, "path how" each.
std::vector<std::string> needs(const QueryAnswer& answer) {
  std::vector<std::string> out;
  const auto said = nlohmann::json::parse(answer.json);
  for (const auto& one : said.at("needed_by"))
    if (one.at("arch") == "x86_64") out.push_back(one.at("path").get<std::string>() + " " + one.at("how").get<std::string>());
  return out;
}

TEST_F(Queries, OnlyTheFormThatIsWantedIsWrittenDown) {
  warm();
  for (const Question question : {query_provides, query_needs, query_owns}) {
    const auto both = question(options(facts_), "/usr/lib/libz.so.1", AnswerForms::both);
    const auto text = question(options(facts_), "/usr/lib/libz.so.1", AnswerForms::text);
    const auto json = question(options(facts_), "/usr/lib/libz.so.1", AnswerForms::json);
    EXPECT_FALSE(both.text.empty() || both.json.empty());
    EXPECT_EQ(std::pair(text.text, text.json), std::pair(both.text, std::string()));
    EXPECT_EQ(std::pair(json.text, json.json), std::pair(std::string(), both.json));
  }
}

TEST_F(Queries, EveryWayOfNeedingALibraryIsSaid) {
  warm();
  EXPECT_THAT(needs(query_needs(options(facts_), "libz.so.1")),
              UnorderedElementsAre("/usr/bin/private needed", "/usr/bin/private dlopen", "/usr/lib/private/libown.so filter"));
  EXPECT_THAT(needs(query_needs(options(facts_), "libwatch.so")), UnorderedElementsAre("/usr/bin/private audit"));
}

TEST_F(Queries, AWarmStoreAnswersAsAllFactsDo) {
  warm();
  expect_same(query_provides, k_names);
  expect_same(query_needs, k_names);
  expect_same(query_owns, k_paths);
}

TEST_F(Queries, AColdStoreAnswersAsAllFactsDo) {
  expect_same(query_owns, {"/usr/lib/libz.so.1"});
}

TEST_F(Queries, AStoreThatKnowsHalfOfThePackagesAnswersAsAllFactsDo) {
  auto half = options(facts_);
  half.sources = {fs::path(made_.path()) / "x86_64"};
  ASSERT_EQ(scan(half).status, Status::clean);
  expect_same(query_needs, {"libz.so.1"});
  expect_same(query_provides, {"libz.so.1"});
}

TEST_F(Queries, APackageThatCannotBeReadIsPassedOverByBoth) {
  fs::resize_file(made_.packages("x86_64").back(), 20);
  ASSERT_EQ(scan(options(facts_)).status, Status::incomplete);
  expect_same(query_needs, {"libz.so.1", "libc.so.6"});
}

// The words of a package are bytes like any other: damaged ones must not hide it.
TEST_F(Queries, DamagedBytesInTheStoreChangeNoAnswer) {
  warm();
  std::string bytes;
  {
    std::ifstream file(facts_, std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(file), {});
  }
  const auto slow = query_needs(options(""), "libz.so.1");
  unsigned answered = 0;
  for (std::size_t at = 8192 + 100; at < bytes.size(); at += 8192) {  // one byte of each page behind the first
    auto damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
    const auto copy = (made_.folder() / "damaged.sqlite").string();
    std::ofstream(copy, std::ios::binary) << damaged;
    const auto fast = query_needs(options(copy), "libz.so.1");
    for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(copy + suffix);
    if (fast.status == Status::failed) continue;  // a damaged database is said to be one
    ++answered;
    EXPECT_EQ(fast.text, slow.text) << "byte " << at;
  }
  EXPECT_GT(answered, 0U);
}

TEST_F(Queries, TheAnswersAreThoseOfTheRepository) {
  warm();
  EXPECT_THAT(query_needs(options(facts_), "libz.so.1").text, HasSubstr("private-1.0-r0/x86_64  /usr/lib/private/libown.so"));
  EXPECT_THAT(query_owns(options(facts_), "/lib64/libz.so.1").text, HasSubstr("zlib-ng-2.2-r0/aarch64  file /lib64/libz.so.1"));
  EXPECT_THAT(query_owns(options(facts_), "/usr/lib/libz.so.1").text, HasSubstr("/lib64/libz.so.1"));
  EXPECT_THAT(query_provides(options(facts_), "libz.so.1").text, HasSubstr("zlib-1.3.1-r51/x86_64  so:libz.so.1=1  taken"));
  EXPECT_EQ(query_needs(options(facts_), "libnobody.so").status, Status::findings);
}

TEST(ProvidesQuery, D6SaysWhatTheInstallerNeverTakesByItself) {
  const MadeRepository made(
      "scenario \"virtuals\"\nlibc wolfi\npackage busybox 1-r0\n  provides /bin/sh\npackage dash 1-r0\n  provides sh=1\n"
      "package bash 2-r0\n  provides sh=1\n  provider-priority 5\n");
  RunOptions options;
  options.sources = {made.path()};
  options.arches = {"x86_64"};
  EXPECT_THAT(query_provides(options, "/bin/sh").json, HasSubstr("\"taken\":false,\"why\":\"never taken by itself"));
  const auto sh = query_provides(options, "sh");
  EXPECT_THAT(sh.text, HasSubstr("bash-2-r0/x86_64  sh=1  taken: its provider_priority is higher (5 against 0)"));
  EXPECT_THAT(sh.text, HasSubstr("dash-1-r0/x86_64  sh=1  passed over"));
}

TEST_F(Queries, WhatCouldNotBeReadIsToldAndNothingFoundIsThenNoAnswer) {
  fs::resize_file(made_.packages("x86_64").back(), 20);
  const auto found = query_needs(options(""), "libz.so.1");
  EXPECT_EQ(found.status, Status::clean);
  EXPECT_THAT(found.json, HasSubstr("\"unread\":1"));
  const auto nothing = query_owns(options(""), "/nowhere");
  EXPECT_EQ(nothing.status, Status::incomplete);
  EXPECT_THAT(nothing.text, HasSubstr("1 package could not be read"));
}

TEST(ProvidesQuery, ASlipOfTheNameIsMet) {
  const MadeRepository made("scenario \"slip\"\nlibc wolfi\npackage zlib 1-r0\n  provides so:libz.so.1=1\n");
  RunOptions options;
  options.sources = {made.path()};
  EXPECT_THAT(query_provides(options, "zlob").text, HasSubstr("did you mean zlib?"));
  EXPECT_THAT(query_needs(options, "libz.so.2").json, HasSubstr("\"suggestion\":\"libz.so.1\""));
}

}  // namespace
}  // namespace elfgate::repository_test
