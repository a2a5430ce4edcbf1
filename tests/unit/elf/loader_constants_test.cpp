// The byte shapes are those of real loaders: Debian's, one configured as upstream, one as Wolfi's, and musl's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "elf/reader.h"
#include "elf_bytes.h"

namespace elfgate::elf {
namespace {

using model::LoaderConstants;
using ::testing::ElementsAre;

/// STRINGS with NULs between, as in .rodata.
std::string constants(std::initializer_list<std::string_view> strings) {
  std::string text("\x01\x02\0", 3);
  for (const auto one : strings) text.append(one).push_back('\0');
  return text;
}

std::optional<LoaderConstants> read(const std::string& bytes) {
  return read_loader_constants(base::as_bytes(bytes));
}

TEST(LoaderConstants, R6_2ReadsDebiansLoader) {
  const auto loader =
      read(constants({"/lib/x86_64-linux-gnu/", "/usr/lib/x86_64-linux-gnu/", "/lib/", "/usr/lib/", "lib/x86_64-linux-gnu",
                      "/etc/ld.so.cache", "/proc/", "ld.so (Debian GLIBC 2.36-9) stable release version 2.36.\n",
                      "/lib/x86_64-linux-gnu/", "/usr/lib/x86_64-linux-gnu/", "/lib/", "/usr/lib/", "x"}));
  ASSERT_TRUE(loader);
  EXPECT_EQ(loader->family, LoaderConstants::Family::glibc);
  EXPECT_THAT(loader->system_dirs, ElementsAre("/lib/x86_64-linux-gnu/", "/usr/lib/x86_64-linux-gnu/", "/lib/", "/usr/lib/"));
  EXPECT_EQ(loader->lib_token, "lib/x86_64-linux-gnu");
  EXPECT_EQ(loader->cache_path, "/etc/ld.so.cache");
  EXPECT_EQ(loader->version, "2.36");
  EXPECT_TRUE(loader->confirmed);
}

TEST(LoaderConstants, R6_2ReadsUpstreamsLoader) {
  const auto loader =
      read(constants({"/lib64/", "/usr/lib64/", "/etc/ld.so.cache", "lib64",
                      "GNU C Library (GNU libc) development release version 2.42.9000.", "/lib64/", "/usr/lib64/"}));
  ASSERT_TRUE(loader);
  EXPECT_THAT(loader->system_dirs, ElementsAre("/lib64/", "/usr/lib64/"));
  EXPECT_EQ(loader->lib_token, "lib64");
  EXPECT_EQ(loader->version, "2.42.9000");
}

TEST(LoaderConstants, R6_1KeepsRepeatedDirectoriesOfWolfi) {
  const std::initializer_list<std::string_view> dirs = {
      "/usr/lib/", "/usr/local/lib/", "/usr/local/lib64/", "/usr/lib/", "/usr/lib64/", "/lib/", "/lib64/"};
  const auto loader = read(constants(dirs) + constants({"/etc/ld.so.cache"}) + constants(dirs));
  ASSERT_TRUE(loader);
  EXPECT_THAT(loader->system_dirs, ::testing::ElementsAreArray(dirs));
  EXPECT_EQ(loader->lib_token, "lib");
  EXPECT_TRUE(loader->confirmed);
}

TEST(LoaderConstants, R6_2TakesTheLongestRunWhereNoneIsRepeated) {
  const auto loader = read(constants({"/lib64/", "/usr/lib64/", "/etc/ld.so.cache", "/usr/lib64/"}));
  ASSERT_TRUE(loader);
  EXPECT_THAT(loader->system_dirs, ElementsAre("/lib64/", "/usr/lib64/"));
  EXPECT_FALSE(loader->confirmed);
}

TEST(LoaderConstants, R6_2OneDirectoryIsAListToo) {
  const auto loader = read(constants({"/usr/lib/", "/etc/ld.so.cache", "/usr/lib/"}));
  ASSERT_TRUE(loader);
  EXPECT_THAT(loader->system_dirs, ElementsAre("/usr/lib/"));
  EXPECT_EQ(loader->lib_token, "lib");
}

TEST(LoaderConstants, R6_2DataBeforeTheFirstDirectoryIsNotPartOfIt) {
  constexpr char bytes[] = "\x01\xff/lib64/\0/usr/lib64/\0/etc/ld.so.cache\0\xff/lib64/\0/usr/lib64/\0";
  const auto loader = read(std::string(bytes, sizeof bytes - 1));
  ASSERT_TRUE(loader);
  EXPECT_THAT(loader->system_dirs, ElementsAre("/lib64/", "/usr/lib64/"));
}

TEST(LoaderConstants, R6_2OtherDirectoriesDoNotCount) {
  const auto loader = read(constants({"/proc/self/", "/dev/", "/tmp/", "x", "/lib64/", "/usr/lib64/", "/etc/ld.so.cache"}));
  ASSERT_TRUE(loader);
  EXPECT_THAT(loader->system_dirs, ElementsAre("/lib64/", "/usr/lib64/"));
}

TEST(LoaderConstants, R6_3ReadsMuslsLoader) {
  const auto loader = read(constants({"/bin:/usr/bin", "%.*s/etc/ld-musl-x86_64.path", "/lib:/usr/local/lib:/usr/lib",
                                      "/usr/local/bin:/bin:/usr/bin", "1.2.3"}));
  ASSERT_TRUE(loader);
  EXPECT_EQ(loader->family, LoaderConstants::Family::musl);
  EXPECT_THAT(loader->system_dirs, ElementsAre("/lib", "/usr/local/lib", "/usr/lib"));
  EXPECT_EQ(loader->version, "1.2.3");
}

TEST(LoaderConstants, AnythingElseIsNoLoader) {
  EXPECT_FALSE(read(""));
  EXPECT_FALSE(read(constants({"/lib/", "/usr/lib/"})));
  EXPECT_FALSE(read(constants({"/etc/ld.so.cache"})));
  EXPECT_FALSE(read(constants({"/etc/ld-musl-x86_64.path"})));
}

TEST(LoaderConstants, ThousandsOfDirectoriesEndSoon) {
  std::string bytes = constants({"/etc/ld.so.cache"});
  for (int i = 0; i < 100'000; ++i) bytes += std::string("/lib/\0", 6);
  EXPECT_TRUE(read(bytes));
}

TEST(LoaderConstants, AreReadOnlyFromWhatCanBeALoader) {
  const std::string strings = constants({"/lib64/", "/usr/lib64/", "/etc/ld.so.cache"});
  test::ElfBytes loader;
  loader.place(strings);
  EXPECT_TRUE(libelf_reader.read(loader.text(14, "ld-linux-x86-64.so.2").build(), "file")->loader);
  test::ElfBytes library;
  library.place(strings);
  EXPECT_FALSE(libelf_reader.read(library.text(14, "libx.so.1").build(), "file")->loader);
  test::ElfBytes dependent;
  dependent.place(strings);
  EXPECT_FALSE(libelf_reader.read(dependent.text(14, "ld-x.so").text(1, "libc.so.6").build(), "file")->loader);
}

}  // namespace
}  // namespace elfgate::elf
