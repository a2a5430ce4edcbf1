// Section 5.2, another writer: the cache that an image builder makes without ldconfig. No program of this kind is at hand: the
// simulation alone.
#include <gmock/gmock.h>

#include "root.h"

namespace elfgate::rules {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// One directory /c in ld.so.conf.
Root scanned(const std::string& conf = "/c\n") {
  Root root;
  root.conf(conf);
  return root;
}

// What apko writes into an image, entry by entry.
oracle::Lines apko_cache(const Root& root) {
  const auto view = root.view();
  loader::PathWalk walk(view);
  oracle::Lines lines;
  for (const auto& entry : loader::run_apko_cache(walk, {model::k_em_x86_64, {}, k_last_glibc, true}).entries)
    lines.push_back(entry.soname + " => " + entry.path);
  return lines;
}

TEST(ApkoCache, R5_17_the_directories_are_lib_and_those_of_the_configuration) {
  auto root = scanned();
  for (const std::string dir : {"/lib", "/c", "/usr/lib"}) root.library(dir + "/liba.so");
  EXPECT_THAT(apko_cache(root), ElementsAre("liba.so => /lib/liba.so", "liba.so => /c/liba.so"));
}

TEST(ApkoCache, R5_17_reading_the_configuration_ends_at_the_first_include) {
  auto root = scanned("include /etc/ld.so.conf.d/*.conf\n/late\n");
  root.text("/etc/ld.so.conf.d/a.conf", "/a\n");
  root.library("/a/liba.so");
  root.library("/late/libb.so");
  EXPECT_THAT(apko_cache(root), ElementsAre("liba.so => /a/liba.so"));
}

TEST(ApkoCache, R5_17_the_key_is_the_file_name_where_it_is_the_soname_or_its_development_name) {
  auto root = scanned();
  root.library("/c/libfoo.so.1.2").soname("libfoo.so.1");
  root.link("/c/libfoo.so.1", "libfoo.so.1.2");
  root.link("/c/libfoo.so", "libfoo.so.1.2");
  root.library("/c/libplain.so");
  root.library("/c/libplain.so.1");
  EXPECT_THAT(apko_cache(root),
              ElementsAre("libplain.so => /c/libplain.so", "libfoo.so.1 => /c/libfoo.so.1", "libfoo.so => /c/libfoo.so"));
}

TEST(ApkoCache, R5_17_no_link_is_made_and_a_soname_without_its_file_is_not_entered) {
  auto root = scanned();
  root.library("/c/libfoo.so.1.2").soname("libfoo.so.1");
  EXPECT_THAT(apko_cache(root), IsEmpty());
}

TEST(ApkoCache, R5_17_merged_directories_appear_twice) {
  auto root = scanned("/usr/lib\n");
  root.library("/usr/lib/liba.so");
  root.link("/lib", "usr/lib");
  EXPECT_THAT(apko_cache(root), ElementsAre("liba.so => /lib/liba.so", "liba.so => /usr/lib/liba.so"));
}

TEST(ApkoCache, R5_17_hwcaps_directories_are_not_entered) {
  auto root = scanned();
  root.library("/c/glibc-hwcaps/x86-64-v2/liba.so");
  EXPECT_THAT(apko_cache(root), IsEmpty());
}

TEST(ApkoCache, R5_17_musl_reads_no_cache) {
  Root root(alpine());
  root.program().needs("liba.so");
  root.library("/c/liba.so");
  root.conf("/c\n");
  EXPECT_TRUE(root.loads({"! missing liba.so for /t/e"}));
}

}  // namespace
}  // namespace elfgate::rules
