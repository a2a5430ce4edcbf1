#include "extract/extract.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "base/digest.h"
#include "fake_format.h"
#include "unit/elf/elf_bytes.h"

namespace elfgate::extract {
namespace {

using elf::test::ElfBytes;
using model::FileContent;
using model::Problem;
using repo::EntryType;
using test::extract;
using test::FakePackage;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string library(std::string_view soname = "liba.so.1") {
  ElfBytes elf;
  if (!soname.empty()) elf.text(14, soname);
  return std::string(base::as_text(elf.build()));
}

std::string object_file(std::size_t size) {
  ElfBytes elf;
  elf.type = model::k_et_rel;
  std::string bytes(base::as_text(elf.build()));
  bytes.resize(size);
  return bytes;
}

class CountingBudget final : public MemoryBudget {
 public:
  void acquire(std::uint64_t bytes) override {
    held += bytes;
    most = std::max(most, held);
    ++calls;
  }
  void release(std::uint64_t bytes) override { held -= bytes; }
  std::uint64_t held = 0, most = 0, calls = 0;
};

TEST(Extract, KeepsWhatThePackageSaysOfItself) {
  FakePackage package;
  package.metadata.name = "zlib";
  package.metadata.version = "1.3-r0";
  package.metadata.arch = "aarch64";
  package.metadata.origin = "zlib-src";
  package.metadata.multi_arch = "same";
  package.metadata.relations.depends = {"so:libc.so.6"};
  package.metadata.vendored = {"libz"};
  const auto facts = extract(package);
  EXPECT_EQ(facts.name, "zlib");
  EXPECT_EQ(facts.version, "1.3-r0");
  EXPECT_EQ(facts.arch, "aarch64");
  EXPECT_EQ(facts.origin, "zlib-src");
  EXPECT_EQ(facts.multi_arch, "same");
  EXPECT_THAT(facts.relations.depends, ElementsAre("so:libc.so.6"));
  EXPECT_THAT(facts.vendored, ElementsAre("libz"));
  EXPECT_TRUE(facts.readable());
}

TEST(Extract, ReadsElfFilesWhateverTheirName) {
  FakePackage package;
  package.file("/opt/plugin", library(), 0755);
  const auto facts = extract(package);
  ASSERT_THAT(facts.files, SizeIs(1));
  EXPECT_EQ(facts.files[0].content, FileContent::elf);
  EXPECT_EQ(facts.files[0].elf.soname, "liba.so.1");
  EXPECT_EQ(facts.files[0].mode, 0755U);
  EXPECT_EQ(facts.files[0].size, library().size());
}

TEST(Extract, KeepsOwnerModeAndCapabilities) {
  FakePackage package;
  package.file("/usr/bin/ping", library(), 0104755);
  package.entries[0].entry.uid = 7;
  package.entries[0].entry.gid = 8;
  package.entries[0].entry.has_capabilities = true;
  const auto facts = extract(package);
  EXPECT_EQ(facts.files[0].mode, 04755U);
  EXPECT_EQ(facts.files[0].uid, 7U);
  EXPECT_EQ(facts.files[0].gid, 8U);
  EXPECT_TRUE(facts.files[0].has_capabilities);
}

TEST(Extract, ClassifiesWhatALoaderCouldOpen) {
  FakePackage package;
  package.file("/usr/lib/libempty.so", "")
      .file("/usr/lib/libshort.so.1", std::string("\177ELF", 4) + std::string(59, '\0'))
      .file("/usr/lib/libtext.so", "/* GNU ld script */ GROUP ( /lib/libc.so.6 /usr/lib/libc_nonshared.a AS_NEEDED )")
      .file("/usr/lib/notes.txt", std::string(100, 'x'))
      .file("/usr/share/doc/empty", "");
  const auto facts = extract(package);
  ASSERT_THAT(facts.files, SizeIs(3));
  EXPECT_EQ(facts.files[0].content, FileContent::too_short);
  EXPECT_EQ(facts.files[1].content, FileContent::too_short);
  EXPECT_EQ(facts.files[2].content, FileContent::text);
  EXPECT_THAT(facts.other_paths, ElementsAre("/usr/lib/notes.txt", "/usr/share/doc/empty"));
}

TEST(Extract, KeepsExecutableScriptsWithTheirInterpreter) {
  FakePackage package;
  package.file("/usr/bin/a", "#!/bin/sh\n", 0755)
      .file("/usr/bin/b", "#! \t/usr/bin/env python3\n" + std::string(300, 'x'), 0755)
      .file("/usr/bin/c", "#!/" + std::string(80, 'i') + "\nbody", 0755)
      .file("/usr/bin/d", "#!", 0755)
      .file("/usr/share/e", "#!/bin/sh\n", 0644);
  const auto facts = extract(package);
  ASSERT_THAT(facts.files, SizeIs(4));
  EXPECT_EQ(facts.files[0].content, FileContent::script);
  EXPECT_EQ(facts.files[0].interpreter, "/bin/sh");
  EXPECT_EQ(facts.files[1].interpreter, "/usr/bin/env");
  EXPECT_EQ(facts.files[2].interpreter, "/" + std::string(80, 'i'));
  EXPECT_EQ(facts.files[3].interpreter, "");
  EXPECT_THAT(facts.other_paths, ElementsAre("/usr/share/e"));
}

TEST(Extract, ADamagedElfFileIsAProblemAndAFact) {
  auto broken = library();
  broken.resize(100);
  FakePackage package;
  package.file("/usr/bin/x", broken, 0755).file("/usr/bin/y", library());
  const auto facts = extract(package);
  ASSERT_THAT(facts.files, SizeIs(2));
  EXPECT_EQ(facts.files[0].content, FileContent::broken_elf);
  ASSERT_THAT(facts.problems, SizeIs(1));
  EXPECT_EQ(facts.problems[0].kind, Problem::Kind::malformed_elf);
  EXPECT_EQ(facts.problems[0].path, "/usr/bin/x");
  EXPECT_EQ(facts.problems[0].error.code, base::ErrorCode::truncated);
  EXPECT_TRUE(facts.readable());
}

TEST(Extract, AnOddElfFileKeepsItsFacts) {
  ElfBytes elf;
  elf.text(14, "liba.so.1").segment({4, 4, 0x1000000, 0, 32, 4});
  FakePackage package;
  package.file("/usr/lib/liba.so.1", std::string(base::as_text(elf.build())));
  const auto facts = extract(package);
  EXPECT_EQ(facts.files[0].content, FileContent::elf);
  ASSERT_THAT(facts.problems, SizeIs(1));
  EXPECT_EQ(facts.problems[0].kind, Problem::Kind::malformed_elf);
}

TEST(Extract, LibrariesHaveADigestOfTheirContent) {
  FakePackage package;
  const auto named = library(""), with_soname = library(), object = object_file(200'000);
  package.file("/a/liba.so.1.2", named).file("/b/plugin", with_soname).file("/c/libo.so", object).file("/d/program", named);
  const auto facts = extract(package);
  const auto sha256 = [](const std::string& text) { return base::digest(base::DigestKind::sha256, base::as_bytes(text)); };
  EXPECT_EQ(facts.files[0].content_digest, sha256(named));
  EXPECT_EQ(facts.files[1].content_digest, sha256(with_soname));
  EXPECT_EQ(facts.files[2].content_digest, sha256(object));
  EXPECT_EQ(facts.files[3].content_digest, "");
}

TEST(Extract, HoldsOnlyElfContentAndGivesItBack) {
  CountingBudget budget;
  ExtractOptions options;
  options.budget = &budget;
  FakePackage package;
  package.file("/usr/lib/liba.so.1", library()).file("/usr/lib/libb.so.1", library("libb.so.1"));
  package.file("/usr/share/big", std::string(1'000'000, 'x')).file("/lib/modules/m.ko", object_file(1'000'000));
  extract(package, options);
  EXPECT_EQ(budget.calls, 2U);
  EXPECT_EQ(budget.most, library().size());
  EXPECT_EQ(budget.held, 0U);
}

TEST(Extract, ContentThatEndsEarlyMakesThePackageUnreadable) {
  CountingBudget budget;
  ExtractOptions options;
  options.budget = &budget;
  FakePackage package;
  package.file("/usr/lib/liba.so.1", library());
  package.entries[0].entry.size += 10;
  const auto facts = extract(package, options);
  ASSERT_FALSE(facts.readable());
  EXPECT_EQ(facts.problems[0].error.code, base::ErrorCode::truncated);
  EXPECT_EQ(budget.held, 0U);
}

TEST(Extract, AHugeElfFileIsALimitAndIsNotHeld) {
  CountingBudget budget;
  ExtractOptions options;
  options.budget = &budget;
  FakePackage package;
  package.file("/usr/bin/huge", library());
  package.entries[0].entry.size = 5ULL << 30;
  const auto facts = extract(package, options);
  EXPECT_EQ(facts.files[0].content, FileContent::broken_elf);
  EXPECT_EQ(facts.problems[0].error.code, base::ErrorCode::limit);
  EXPECT_EQ(budget.calls, 0U);
}

TEST(Extract, AFailedPackageHasItsListedIdentityAndOneProblem) {
  FakePackage package;
  package.metadata.name = "inside";
  package.file("/usr/lib/liba.so.1", library()).file("/usr/lib/libx.so", "");
  package.notes.push_back({Problem::Kind::note, "", "C6", {}});
  package.failure = base::Error{base::ErrorCode::mismatch, "data", 17, "datahash"};
  const auto facts = extract(package);
  model::PackageFacts expected;
  expected.name = "listed";
  expected.version = "1-r0";
  expected.arch = "x86_64";
  expected.problems.push_back({Problem::Kind::unreadable, "", "", *package.failure});
  EXPECT_EQ(facts, expected);
}

TEST(Extract, AnExceptionBecomesAProblem) {
  FakePackage package;
  package.before_failure = [] { throw std::runtime_error("oops"); };
  const auto facts = extract(package);
  ASSERT_THAT(facts.problems, SizeIs(1));
  EXPECT_EQ(facts.problems[0].error.code, base::ErrorCode::internal);
  package.before_failure = [] { throw std::bad_alloc(); };
  EXPECT_EQ(extract(package).problems[0].error.code, base::ErrorCode::io);
}

TEST(Extract, KeepsLinksAndDirectories) {
  FakePackage package;
  package.other(EntryType::directory, "/usr").other(EntryType::symlink, "/lib", "usr/lib");
  package.other(EntryType::hard_link, "/usr/b", "/usr/a")
      .other(EntryType::device, "/dev/null")
      .other(EntryType::fifo, "/run/f");
  const auto facts = extract(package);
  EXPECT_THAT(facts.directories, ElementsAre("/usr"));
  EXPECT_THAT(facts.symlinks, ElementsAre(model::SymlinkFact{"/lib", "usr/lib"}));
  EXPECT_THAT(facts.hard_links, ElementsAre(model::HardLinkFact{"/usr/b", "/usr/a"}));
  EXPECT_THAT(facts.other_paths, IsEmpty());
}

TEST(Extract, C21ListsAreSortedByPath) {
  FakePackage package;
  package.file("/z.so", "").file("/b/x", "").file("/a.so", "").file("/a/x", "");
  package.other(EntryType::symlink, "/s2", "x").other(EntryType::symlink, "/s1", "x");
  package.scripts = {{"pre-install", ""}, {"post-install", ""}};
  const auto facts = extract(package);
  EXPECT_THAT(facts.files, ElementsAre(Field(&model::FileFact::path, "/a.so"), Field(&model::FileFact::path, "/z.so")));
  EXPECT_THAT(facts.other_paths, ElementsAre("/a/x", "/b/x"));
  EXPECT_THAT(facts.symlinks, ElementsAre(Field(&model::SymlinkFact::path, "/s1"), Field(&model::SymlinkFact::path, "/s2")));
  EXPECT_THAT(facts.scripts, ElementsAre("post-install", "pre-install"));
}

TEST(Extract, C20TheLastOfSeveralEntriesWithOnePathCounts) {
  FakePackage package;
  package.file("/usr/lib/a.so", "")
      .file("/usr/lib/a.so", std::string(70, 'x'))
      .other(EntryType::symlink, "/usr/lib/a.so", "b.so");
  package.file("/x.so", "").file("/y.so", "");
  const auto facts = extract(package);
  EXPECT_THAT(facts.symlinks, ElementsAre(model::SymlinkFact{"/usr/lib/a.so", "b.so"}));
  EXPECT_THAT(facts.files, SizeIs(2));
  ASSERT_THAT(facts.problems, SizeIs(1));
  EXPECT_EQ(facts.problems[0].kind, Problem::Kind::note);
  EXPECT_EQ(facts.problems[0].rule, "C20");
  EXPECT_EQ(facts.problems[0].path, "/usr/lib/a.so");
}

TEST(Extract, ARepeatedDirectoryIsOneDirectory) {
  FakePackage package;
  package.other(EntryType::directory, "/usr").other(EntryType::directory, "/usr");
  const auto facts = extract(package);
  EXPECT_THAT(facts.directories, ElementsAre("/usr"));
  EXPECT_THAT(facts.problems, IsEmpty());
}

TEST(Extract, KeepsNotesOfTheFormat) {
  FakePackage package;
  package.notes.push_back({Problem::Kind::note, "/b", "C15", {}});
  package.notes.push_back({Problem::Kind::note, "/a", "C16", {}});
  EXPECT_THAT(extract(package).problems, ElementsAre(Field(&Problem::rule, "C16"), Field(&Problem::rule, "C15")));
}

TEST(Extract, KeepsWhatLoadersAreConfiguredWith) {
  FakePackage package;
  package.file("/etc/ld.so.conf", "include x\n")
      .file("/etc/ld.so.conf.d/a.conf", "/opt\n")
      .file("/etc/ld.so.preload", "libp.so");
  package.file("/etc/ld-musl-x86_64.path", "/lib").file("/usr/etc/ld-musl-aarch64.path", "/lib").file("/etc/ld.so.cache", "c");
  package.file("/usr/share/ld.so.conf", "no").file("/usr/lib/ld-musl-x.path", "no");
  const auto facts = extract(package);
  std::vector<std::string> paths;
  for (const auto& conf : facts.confs) paths.push_back(conf.path);
  EXPECT_THAT(paths, ElementsAre("/etc/ld-musl-x86_64.path", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d/a.conf",
                                 "/etc/ld.so.preload", "/usr/etc/ld-musl-aarch64.path"));
  EXPECT_EQ(facts.confs[3].content, "/opt\n");
  EXPECT_THAT(facts.files, ElementsAre(Field(&model::FileFact::path, "/usr/share/ld.so.conf")));
  EXPECT_THAT(facts.other_paths, ElementsAre("/usr/lib/ld-musl-x.path"));
}

TEST(Extract, AnEndlessConfigurationIsALimit) {
  FakePackage package;
  package.file("/etc/ld.so.conf", std::string(1024 * 1024 + 1, 'x'));
  const auto facts = extract(package);
  ASSERT_FALSE(facts.readable());
  EXPECT_EQ(facts.problems[0].error.code, base::ErrorCode::limit);
}

TEST(Extract, R12_5LinksOfMaintainerScriptsAreKept) {
  FakePackage package;
  package.scripts = {{"postinst", "update-alternatives --install /usr/bin/vi vi /usr/bin/vim 30\n"}};
  const auto facts = extract(package);
  EXPECT_THAT(facts.scripts, ElementsAre("postinst"));
  EXPECT_THAT(facts.install_links, ElementsAre(model::InstallTimeLink{"/etc/alternatives/vi", "/usr/bin/vim", 30, "postinst"},
                                               model::InstallTimeLink{"/usr/bin/vi", "/usr/bin/vim", 30, "postinst"}));
}

TEST(Extract, TheSecondReaderMayContradict) {
  const elf::Reader liar{"liar", [](base::Bytes bytes, const std::string& path) {
                           auto facts = elf::libelf_reader.read(bytes, path);
                           facts->soname = "other.so";
                           return facts;
                         }};
  const elf::Reader refuser{"refuser", [](base::Bytes, const std::string& path) -> base::Result<model::ElfFacts> {
                              return base::fail(base::ErrorCode::malformed, path, "no");
                            }};
  FakePackage package;
  package.file("/usr/lib/liba.so.1", library());
  ExtractOptions options;
  options.second_reader = &elf::libelf_reader;
  EXPECT_THAT(extract(package, options).problems, IsEmpty());
  options.second_reader = &liar;
  const auto facts = extract(package, options);
  ASSERT_THAT(facts.problems, SizeIs(1));
  EXPECT_EQ(facts.problems[0].kind, Problem::Kind::malformed_elf);
  EXPECT_THAT(facts.problems[0].error.detail, HasSubstr("soname"));
  EXPECT_EQ(facts.files[0].elf.soname, "liba.so.1");
  options.second_reader = &refuser;
  EXPECT_THAT(extract(package, options).problems, SizeIs(1));
}

}  // namespace
}  // namespace elfgate::extract
