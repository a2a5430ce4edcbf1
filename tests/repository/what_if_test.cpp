// query what-if: what a change of a repository breaks and what it repairs, before anybody makes it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <elfgate/query.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "made_repository.h"

namespace elfgate::repository_test {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

constexpr const char* k_packages = R"(scenario "what if"
libc wolfi
generate melange

package zlib 1.3-r0
  library usr/lib/libz.so.1
    needed libc.so.6
package curl 8.0-r0
  program usr/bin/curl
    needed libz.so.1 libc.so.6
  script usr/bin/curl-config /usr/bin/nobody
package old 1.0-r0
package old 2.0-r0
package broken 1.0-r0
  no-depends
  depends so:libc.so.6 so:%ldso%
  program usr/bin/broken
    needed libnobody.so.1 libc.so.6
)";

class WhatIf : public ::testing::Test {
 protected:
  WhatIf() : made_(k_packages) { options_.sources = {made_.path()}; }

  QueryAnswer ask() const { return what_if(options_); }

  // "rule package" of both architectures, each once.
  static std::set<std::string> lines(const json& findings) {
    std::set<std::string> out;
    for (const auto& f : findings) out.insert(f.at("rule").get<std::string>() + " " + f.at("package").get<std::string>());
    return out;
  }

  MadeRepository made_;
  WhatIfOptions options_;
};

TEST_F(WhatIf, ALibraryLeavesWhoNeedsItIsBroken) {
  options_.remove = {"zlib"};
  const auto answer = ask();
  EXPECT_EQ(answer.status, Status::findings);
  EXPECT_THAT(lines(json::parse(answer.json).at("broken")),
              UnorderedElementsAre("missing-library curl", "uninstallable-package curl"));
}

TEST_F(WhatIf, WhatCanNoLongerBeInstalledIsNotRepaired) {
  options_.remove = {"zlib"};  // the script of curl is not looked at any more
  EXPECT_THAT(json::parse(ask().json).at("fixed"), IsEmpty());
}

TEST_F(WhatIf, WhatWasBrokenLeavesAndIsRepaired) {
  options_.remove = {"broken"};
  const auto answer = ask();
  EXPECT_EQ(answer.status, Status::clean);
  const auto said = json::parse(answer.json);
  EXPECT_THAT(said.at("broken"), IsEmpty());
  EXPECT_THAT(lines(said.at("fixed")), UnorderedElementsAre("missing-library broken"));
  EXPECT_THAT(answer.text, HasSubstr("nothing breaks"));
}

TEST_F(WhatIf, AnOlderVersionIsWithdrawnAndNothingHappens) {
  options_.withdraw = {"old=1.0-r0"};
  const auto said = json::parse(ask().json);
  EXPECT_THAT(said.at("broken"), IsEmpty());
  EXPECT_THAT(said.at("fixed"), IsEmpty());
  EXPECT_EQ(said.at("known"), 4) << "the library of broken and the script of curl, on two architectures";
}

TEST_F(WhatIf, APackageFileTakesThePlaceOfItsArchitectureOnly) {
  const MadeRepository next(
      "scenario \"next\"\ngenerate melange\n\npackage zlib 2.0-r0\n  library usr/lib/libz.so.2\n    needed libc.so.6\n");
  options_.replace = {next.packages("aarch64").front().string()};
  const auto said = json::parse(ask().json);
  ASSERT_THAT(said.at("broken"), Not(IsEmpty()));
  for (const auto& finding : said.at("broken")) EXPECT_EQ(finding.at("arch"), "aarch64") << finding;
}

TEST_F(WhatIf, BothArchitecturesAreOneLine) {
  options_.remove = {"zlib"};
  EXPECT_THAT(ask().text, HasSubstr("missing-library  curl-8.0-r0/aarch64,x86_64  usr/bin/curl: libz.so.1"));
}

TEST_F(WhatIf, AWarmStoreAnswersAlike) {
  options_.remove = {"zlib"};
  const auto expected = ask();
  options_.facts_path = (made_.folder() / "facts.sqlite").string();
  (void)check(options_);
  EXPECT_EQ(ask().json, expected.json);
  EXPECT_EQ(ask().json, expected.json) << "asked again";
}

TEST_F(WhatIf, ASlipOfANameIsMet) {
  options_.remove = {"zlip"};
  const auto answer = ask();
  EXPECT_EQ(answer.status, Status::failed);
  EXPECT_THAT(answer.error, HasSubstr("zlib"));
}

}  // namespace
}  // namespace elfgate::repository_test
