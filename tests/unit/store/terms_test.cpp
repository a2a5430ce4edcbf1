// The words by which packages are found: every name a question can use is among them, and damage never hides a package.
#include "store/terms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "store/store.h"

namespace elfgate::store {
namespace {

using model::EdgeKind;
using model::PackageFacts;

bool has(const PackageFacts& facts, TermKind kind, std::string_view text) {
  const auto words = terms_of(facts);
  return std::binary_search(words.begin(), words.end(), term(kind, text));
}

model::FileFact library() {
  model::FileFact file;
  file.path = "/usr/lib/libz.so.1.3";
  file.content = model::FileContent::elf;
  file.elf.soname = "libz.so.1";
  file.elf.edges = {
      {EdgeKind::needed, "libc.so.6"}, {EdgeKind::filter, "/opt/lib/libfilter.so"}, {EdgeKind::auxiliary, "libaux.so"}};
  file.elf.dlopen_notes = {{{"libone.so", "libtwo.so"}, model::DlopenPriority::required, "", ""}};
  return file;
}

TEST(Terms, ALibraryIsFoundByItsFileNameItsSonameAndItsPath) {
  PackageFacts facts;
  facts.files = {library()};
  for (const char* name : {"libz.so.1.3", "libz.so.1"}) EXPECT_TRUE(has(facts, TermKind::name, name)) << name;
  EXPECT_TRUE(has(facts, TermKind::path, "/usr/lib/libz.so.1.3"));
  EXPECT_FALSE(has(facts, TermKind::path, "/usr/lib/libz.so.1"));
}

TEST(Terms, EveryKindOfNeedIsFoundByItsLastComponent) {
  PackageFacts facts;
  facts.files = {library()};
  for (const char* name : {"libc.so.6", "libfilter.so", "libaux.so", "libone.so", "libtwo.so"})
    EXPECT_TRUE(has(facts, TermKind::need, name)) << name;
  EXPECT_FALSE(has(facts, TermKind::need, "libz.so.1"));
  EXPECT_FALSE(has(facts, TermKind::name, "libc.so.6"));
}

TEST(Terms, LinksAreFoundByNamePathAndWhereTheyLead) {
  PackageFacts facts;
  facts.symlinks = {{"/usr/lib64", "lib"}, {"/opt/a/b", "../../usr/./lib/b"}};
  facts.hard_links = {{"/usr/bin/hard", "/usr/bin/file"}};
  facts.install_links = {{"/usr/lib/libblas.so.3", "/usr/lib/blas/libblas.so.3", 10, "postinst"}};
  for (const char* path : {"/usr/lib64", "/opt/a/b", "/usr/bin/hard", "/usr/lib/libblas.so.3"})
    EXPECT_TRUE(has(facts, TermKind::path, path)) << path;
  for (const char* name : {"lib64", "b", "hard", "libblas.so.3"}) EXPECT_TRUE(has(facts, TermKind::name, name)) << name;
  for (const char* path : {"/usr/lib", "/usr/lib/b", "/usr/bin/file", "/usr/lib/blas/libblas.so.3"})
    EXPECT_TRUE(has(facts, TermKind::target, path)) << path;
}

TEST(Terms, OtherFilesAreFoundByTheirPathsAndAllDirectoriesAboveThem) {
  PackageFacts facts;
  facts.confs = {{"/etc/ld.so.conf.d/x.conf", "/opt"}};
  facts.pkg_configs = {{"/usr/lib/pkgconfig/x.pc", "1", {}}};
  facts.other_paths = {"/usr/share/doc/x/README", "/usr/share/x"};
  facts.directories = {"/var/lib/x"};
  for (const char* path : {"/etc/ld.so.conf.d/x.conf", "/usr/lib/pkgconfig/x.pc", "/usr/share/doc/x/README", "/usr/share/x"})
    EXPECT_TRUE(has(facts, TermKind::path, path)) << path;
  for (const char* path : {"/etc", "/etc/ld.so.conf.d", "/usr/lib/pkgconfig", "/usr/share/doc/x", "/usr", "/var/lib/x", "/var"})
    EXPECT_TRUE(has(facts, TermKind::directory, path)) << path;
}

TEST(Terms, TheNumberOfAWordIsTheSameInEveryBuild) {
  // FNV-1a, 64 bits folded to 32, over 'n' and the text; from the published parameters
  EXPECT_EQ(model::term(TermKind::name, ""), 0x29621B3DU);
  EXPECT_EQ(model::term(TermKind::name, "libz.so.1"), 0xA71DF864U);
  EXPECT_NE(model::term(TermKind::name, "a"), model::term(TermKind::need, "a"));
}

TEST(Terms, WordsSayWhetherAPackageMayAnswer) {
  PackageFacts facts;
  facts.files = {library()};
  const auto encoded = encode_terms("key", terms_of(facts));
  EXPECT_TRUE(may_hold("key", encoded, {model::term(TermKind::name, "libz.so.1")}));
  EXPECT_FALSE(may_hold("key", encoded, {model::term(TermKind::name, "libnobody.so")}));
  std::vector<std::uint32_t> two{model::term(TermKind::name, "libnobody.so"), model::term(TermKind::need, "libc.so.6")};
  std::sort(two.begin(), two.end());
  EXPECT_TRUE(may_hold("key", encoded, two));
  EXPECT_FALSE(may_hold("key", encoded, {}));
}

TEST(Terms, DamagedWordsHideNothing) {
  PackageFacts facts;
  facts.files = {library()};
  const auto encoded = encode_terms("key", terms_of(facts));
  const std::vector<std::uint32_t> nothing{model::term(TermKind::name, "libnobody.so")};
  for (std::size_t at = 0; at < encoded.size(); ++at) {
    auto damaged = encoded;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    EXPECT_TRUE(may_hold("key", damaged, nothing)) << at;
  }
  for (std::size_t size = 0; size < encoded.size(); ++size)
    EXPECT_TRUE(may_hold("key", encoded.substr(0, size), nothing)) << size;
  EXPECT_TRUE(may_hold("another key", encoded, nothing)) << "a row under another package's key";
}

TEST(Terms, AStoreTellsEachPackageInTheOrderOfKeys) {
  const auto store = make_memory_store();
  PackageFacts facts;
  facts.files = {library()};
  ASSERT_TRUE(store->write({encode("b", facts), encode("a", PackageFacts())}));
  std::vector<std::pair<std::string, bool>> seen;
  ASSERT_TRUE(store->search({model::term(TermKind::name, "libz.so.1")},
                            [&](std::string_view key, bool may) { seen.emplace_back(key, may); }));
  EXPECT_THAT(seen, testing::ElementsAre(testing::Pair("a", false), testing::Pair("b", true)));
}

}  // namespace
}  // namespace elfgate::store
