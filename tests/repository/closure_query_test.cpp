// query closure on real indexes: one world of several packages, layers, architectures, what cannot be asked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <elfgate/query.hpp>

#include "made_repository.h"

namespace elfgate::repository_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// Without ELF files nothing is derived: the words of the index are the words below.
constexpr const char* k_repository = R"(scenario "closures"
libc wolfi

package busybox 1.36-r0
  provides /bin/sh
package app 1.0-r0
  depends /bin/sh lib>=2
package lib 1.0-r0
package lib 2.0-r0
package lib 3.0-r0
package old 1.0-r0
  depends lib<2
package everywhere 1.0-r0
  arch noarch
  depends lib
package here 1.0-r0
  arch x86_64
package broken 1.0-r0
  depends gone
)";

class ClosureQueries : public ::testing::Test {
 protected:
  ClosureQueries() : made_(k_repository) {}

  QueryAnswer ask(std::vector<std::string> packages, std::vector<std::string> base = {},
                  const std::string& arch = "x86_64") const {
    ClosureQueryOptions options;
    options.sources = {made_.path()};
    if (!arch.empty()) options.arches = {arch};
    options.packages = std::move(packages);
    options.base = std::move(base);
    return query_closure(options);
  }

  MadeRepository made_;
};

TEST_F(ClosureQueries, AnInstallIsAnsweredInOrderWithEveryReason) {
  const auto answer = ask({"everywhere"});
  EXPECT_EQ(answer.status, Status::clean);
  EXPECT_EQ(answer.json, R"({"status":"ok","arch":"x86_64","builder":"apk","packages":[)"
                         R"({"name":"lib","version":"3.0-r0","why":"lib of everywhere"},)"
                         R"({"name":"everywhere","version":"1.0-r0","why":"asked for"}]})"
                         "\n");
}

TEST_F(ClosureQueries, AFailureHasItsClassAndItsChain) {
  const auto answer = ask({"app"});
  EXPECT_EQ(answer.status, Status::findings);
  EXPECT_THAT(answer.json, AllOf(HasSubstr(R"("status":"failed")"), HasSubstr(R"("class":"virtual","chain":["app","/bin/sh"])"),
                                 HasSubstr(R"("candidates":["busybox-1.36-r0"])")));
}

TEST_F(ClosureQueries, EachOfTheFiveClassesHasItsName) {
  EXPECT_THAT(ask({"broken"}).json, HasSubstr(R"("class":"no-such-package","chain":["broken","gone"])"));
  EXPECT_THAT(ask({"app"}).json, HasSubstr(R"("class":"virtual")"));
  EXPECT_THAT(ask({"app", "old", "busybox"}).json, HasSubstr(R"("class":"breaks")"));
  const MadeRepository clash(
      "scenario \"clash\"\nlibc wolfi\npackage a 1-r0\n  provides v=1\npackage b 1-r0\n  provides v=2\n"
      "package c 1-r0\n  depends b=1bad1\n");
  ClosureQueryOptions options;
  options.sources = {clash.path()};
  options.base.emplace();
  options.packages = {"a", "b"};
  EXPECT_THAT(query_closure(options).json, HasSubstr(R"("class":"conflicts","chain":["b","v"])"));
  options.packages = {"c"};
  EXPECT_THAT(query_closure(options).json, HasSubstr(R"("class":"uninstallable","chain":["c"])"));
}

TEST_F(ClosureQueries, S1TheBaseIsPartOfTheWorld) {
  const auto answer = ask({"app"}, {"busybox"});
  EXPECT_THAT(answer.json, HasSubstr(R"({"name":"busybox","version":"1.36-r0","why":"/bin/sh of app"})"));
  EXPECT_EQ(answer.status, Status::clean);
}

TEST_F(ClosureQueries, SeveralPackagesAreOneWorld) {
  EXPECT_THAT(ask({"old"}).json, HasSubstr(R"("name":"lib","version":"1.0-r0")"));
  EXPECT_THAT(ask({"everywhere", "old"}).json,
              AllOf(HasSubstr(R"("name":"lib","version":"1.0-r0")"), Not(HasSubstr(R"("version":"3.0-r0")"))));
}

TEST_F(ClosureQueries, S8WhatTheWorldHoldsAlreadyHasToExist) {
  ClosureQueryOptions options;
  options.sources = {made_.path()};
  options.arches = {"x86_64"};
  options.base.emplace();
  options.world = {"busybox", "old"};
  options.packages = {"everywhere"};
  EXPECT_THAT(query_closure(options).json, AllOf(HasSubstr(R"("name":"busybox","version":"1.36-r0","why":"base")"),
                                                 HasSubstr(R"("name":"lib","version":"1.0-r0")")));
  options.world = {"nobody"};
  EXPECT_THAT(query_closure(options).json, HasSubstr(R"("class":"no-such-package","chain":["nobody"])"));
}

TEST_F(ClosureQueries, AVersionMayBeAskedFor) {
  EXPECT_THAT(ask({"lib=2.0-r0"}).json, HasSubstr(R"("name":"lib","version":"2.0-r0","why":"asked for")"));
}

TEST_F(ClosureQueries, D2ATagIsRefusedWithAWordAboutLayers) {
  const auto answer = ask({"lib@edge"});
  EXPECT_EQ(answer.status, Status::failed);
  EXPECT_THAT(answer.error,
              AllOf(HasSubstr("lib@edge"), HasSubstr("tags and pinning are not supported"), HasSubstr("--layer")));
  EXPECT_EQ(ask({"lib"}, {"busybox@edge"}).status, Status::failed);
}

TEST_F(ClosureQueries, I13ATaggedSourceIsRefused) {
  ClosureQueryOptions options;
  options.sources = {"@edge " + made_.path()};
  options.packages = {"lib"};
  const auto answer = query_closure(options);
  EXPECT_EQ(answer.status, Status::failed);
  EXPECT_THAT(answer.error, HasSubstr("tagged repositories and pinning are not supported"));
}

TEST_F(ClosureQueries, APackageOfEveryArchitectureBelongsToEach) {
  const auto answer = ask({"everywhere"}, {}, "");
  EXPECT_EQ(answer.status, Status::clean);
  EXPECT_THAT(answer.json, AllOf(HasSubstr(R"("arch":"aarch64")"), HasSubstr(R"("arch":"x86_64")")));
}

TEST_F(ClosureQueries, APackageOfOneArchitectureIsSaidToBeElsewhere) {
  const auto answer = ask({"here"}, {}, "");
  EXPECT_EQ(answer.status, Status::findings);
  EXPECT_THAT(answer.json, AllOf(HasSubstr(R"("status":"failed","arch":"aarch64")"), HasSubstr(R"("elsewhere":["x86_64"])"),
                                 HasSubstr(R"({"status":"ok","arch":"x86_64")")));
  EXPECT_THAT(answer.text, HasSubstr("x86_64 has it"));
}

TEST_F(ClosureQueries, ASlipOfTheNameIsMet) {
  const auto answer = ask({"busybx"});
  EXPECT_EQ(answer.status, Status::findings);
  EXPECT_THAT(answer.text, HasSubstr("did you mean busybox?"));
  EXPECT_THAT(answer.json, HasSubstr(R"("suggestion":"busybox")"));
}

TEST_F(ClosureQueries, I14AHigherVersionOfALowerLayerWins) {
  const MadeRepository layer(
      "scenario \"layer\"\nlibc wolfi\npackage lib 9.0-r0\npackage busybox 1.0-r0\n  provides /bin/sh\n");
  ClosureQueryOptions options;
  options.sources = {made_.path(), layer.path()};
  options.arches = {"x86_64"};
  options.base.emplace();
  options.packages = {"app", "busybox"};
  const auto answer = query_closure(options);
  EXPECT_THAT(answer.json, AllOf(HasSubstr(R"("name":"lib","version":"9.0-r0")"), HasSubstr(R"("version":"1.36-r0")")));
}

TEST_F(ClosureQueries, R3ApkoTakesTheProviderThatApkRefuses) {
  ClosureQueryOptions options;
  options.sources = {made_.path()};
  options.arches = {"x86_64"};
  options.base.emplace();
  options.packages = {"app"};
  options.builder = "apko";
  const auto answer = query_closure(options);
  EXPECT_EQ(answer.status, Status::clean);
  EXPECT_THAT(answer.json, AllOf(HasSubstr(R"("builder":"apko")"), HasSubstr(R"("name":"busybox")")));
}

TEST_F(ClosureQueries, R6ApkoChoosesOnlyWhatEveryArchitectureHas) {
  const MadeRepository ahead(
      "scenario \"ahead\"\nlibc wolfi\npackage lib 1.0-r0\npackage lib 2.0-r0\n  arch x86_64\npackage app 1.0-r0\n  depends "
      "lib\n");
  ClosureQueryOptions options;
  options.sources = {ahead.path()};
  options.base.emplace();
  options.packages = {"app"};
  options.builder = "apko";
  EXPECT_THAT(query_closure(options).json, Not(HasSubstr(R"("version":"2.0-r0")")));
  options.arches = {"x86_64"};
  EXPECT_THAT(query_closure(options).json, HasSubstr(R"("name":"lib","version":"2.0-r0")"));
}

}  // namespace
}  // namespace elfgate::repository_test
