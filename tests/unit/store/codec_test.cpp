#include "store/codec.h"

#include <gtest/gtest.h>

#include <random>

#include "base/limits.h"
#include "sample.h"
#include "store/store.h"

namespace elfgate::store {
namespace {

using base::as_bytes;

// Number of members of an aggregate: the most initializers that it takes.
struct Anything {
  template <typename T>
  operator T() const;
};
template <typename T, typename... Parts>
constexpr std::size_t members() {
  if constexpr (requires { T{Parts{}..., Anything{}}; })
    return members<T, Parts..., Anything>();
  else
    return sizeof...(Parts);
}

TEST(Codec, EveryMemberOfTheModelIsKnown) {
  // A member was added or removed? Then facts.fbs, encode.cpp, decode.cpp and sample.h follow, and k_facts_schema is bumped.
  EXPECT_EQ(members<model::PackageFacts>(), 17u);
  EXPECT_EQ(members<model::FileFact>(), 10u);
  EXPECT_EQ(members<model::ElfFacts>(), 34u);
  EXPECT_EQ(members<model::DynamicEdge>(), 2u);
  EXPECT_EQ(members<model::VersionDefinition>(), 4u);
  EXPECT_EQ(members<model::VersionWanted>(), 3u);
  EXPECT_EQ(members<model::VersionNeed>(), 3u);
  EXPECT_EQ(members<model::DlopenNote>(), 4u);
  EXPECT_EQ(members<model::LoaderConstants>(), 6u);
  EXPECT_EQ(members<model::SymlinkFact>(), 2u);
  EXPECT_EQ(members<model::HardLinkFact>(), 2u);
  EXPECT_EQ(members<model::ConfFact>(), 2u);
  EXPECT_EQ(members<model::InstallTimeLink>(), 4u);
  EXPECT_EQ(members<model::PkgConfigFact>(), 3u);
  EXPECT_EQ(members<model::Problem>(), 4u);
  EXPECT_EQ(members<base::Error>(), 4u);
  EXPECT_EQ(members<model::Relations>(), 7u);
}

TEST(Codec, ReturnsEveryFieldAsItWas) {
  const auto facts = test::full_facts();
  auto decoded = decode_linkage(as_bytes(encode_linkage(facts)));
  ASSERT_TRUE(decoded) << to_text(decoded.error());
  const auto paths = decode_paths(as_bytes(encode_paths(facts)));
  ASSERT_TRUE(paths);
  decoded->other_paths = *paths;
  // part by part first, so that a failure names the field
  EXPECT_EQ(decoded->files.at(0).elf.edges, facts.files[0].elf.edges);
  EXPECT_EQ(decoded->files.at(0).elf.needed_versions, facts.files[0].elf.needed_versions);
  EXPECT_EQ(decoded->files.at(0).elf.defined_versions, facts.files[0].elf.defined_versions);
  EXPECT_EQ(decoded->files.at(0).elf.loader, facts.files[0].elf.loader);
  EXPECT_EQ(decoded->files.at(0).elf.dlopen_notes, facts.files[0].elf.dlopen_notes);
  EXPECT_EQ(decoded->files.at(0).elf, facts.files[0].elf);
  EXPECT_EQ(decoded->files, facts.files);
  EXPECT_EQ(decoded->relations, facts.relations);
  EXPECT_EQ(decoded->problems, facts.problems);
  EXPECT_EQ(decoded->other_paths, facts.other_paths);
  EXPECT_EQ(*decoded, facts);
}

TEST(Codec, ReturnsFactsWithoutAnyFact) {
  const auto decoded = decode_linkage(as_bytes(encode_linkage({})));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(*decoded, model::PackageFacts{});
}

TEST(Codec, TellsAnEmptySonameFromNone) {
  model::PackageFacts facts;
  facts.files.resize(2);
  facts.files[0].elf.soname = "";
  facts.files[0].elf.interp = "";
  const auto decoded = decode_linkage(as_bytes(encode_linkage(facts)));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->files.at(0).elf.soname, std::optional<std::string>(""));
  EXPECT_EQ(decoded->files.at(0).elf.interp, std::optional<std::string>(""));
  EXPECT_EQ(decoded->files.at(0).elf.rpath, std::nullopt);
  EXPECT_EQ(decoded->files.at(1).elf.soname, std::nullopt);
}

TEST(Codec, ReturnsEveryMarkOfAnElfFileAlone) {
  for (const auto mark : k_elf_marks) {
    model::PackageFacts facts;
    facts.files.resize(1);
    auto& elf = facts.files[0].elf;
    elf.machine = 62;
    elf.*mark = !(elf.*mark);
    const auto decoded = decode_linkage(as_bytes(encode_linkage(facts)));
    ASSERT_TRUE(decoded);
    EXPECT_EQ(*decoded, facts);
  }
}

TEST(Codec, IsDeterministic) {
  const auto facts = test::full_facts(), same = test::full_facts();
  EXPECT_EQ(encode_linkage(facts), encode_linkage(same));
  EXPECT_EQ(encode_paths(facts), encode_paths(same));
}

TEST(Codec, StoresAStringThatRepeatsOnce) {
  model::PackageFacts facts;
  const std::string soname = "libaverylongsonamethatrepeats.so.1";
  for (int i = 0; i < 100; ++i) {
    model::FileFact file;
    file.path = "/usr/lib/a-directory-with-a-long-name/" + std::to_string(i);
    file.elf.edges = {{model::EdgeKind::needed, soname}};
    facts.files.push_back(file);
  }
  const auto encoded = encode_linkage(facts);
  EXPECT_EQ(encoded.find(soname), encoded.rfind(soname));
  EXPECT_EQ(encoded.find("/usr/lib/a-directory-with-a-long-name/"), encoded.rfind("/usr/lib/a-directory-with-a-long-name/"));
}

TEST(Codec, KeepsOtherPathsOutOfTheLinkagePart) {
  model::PackageFacts facts;
  facts.other_paths = {"/usr/share/doc/README"};
  EXPECT_EQ(encode_linkage(facts), encode_linkage({}));
}

TEST(Codec, RefusesEveryTruncation) {
  const auto encoded = encode_linkage(test::full_facts());
  for (std::size_t size = 0; size + 1 < encoded.size(); size += 7) {
    const std::string cut = encoded.substr(0, size);
    (void)decode_linkage(as_bytes(cut));  // may by chance be well-formed only near the end; must not crash
    if (size < encoded.size() / 2) {
      EXPECT_FALSE(decode_linkage(as_bytes(cut))) << size;
    }
  }
}

TEST(Codec, VisitsOtherPathsAsDirectoryAndName) {
  model::PackageFacts facts;
  facts.other_paths = {"/README", "/usr/share/a", "/usr/share/b"};
  std::vector<std::pair<std::string, std::string>> seen;
  const auto visited = visit_paths(as_bytes(encode_paths(facts)),
                                   [&](std::string_view dir, std::string_view name) { seen.emplace_back(dir, name); });
  ASSERT_TRUE(visited);
  const std::vector<std::pair<std::string, std::string>> expected{{"/", "README"}, {"/usr/share", "a"}, {"/usr/share", "b"}};
  EXPECT_EQ(seen, expected);
}

TEST(Codec, SurvivesDamageAnywhere) {
  const auto good = encode_linkage(test::full_facts());
  const auto good_paths = encode_paths(test::full_facts());
  std::mt19937 random(20240607);
  std::size_t refused = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string bad = round % 4 ? good : good_paths;
    for (unsigned i = 0; i <= random() % 4; ++i) bad[random() % bad.size()] = static_cast<char>(random());
    const bool accepted = round % 4 ? decode_linkage(as_bytes(bad)).has_value() : decode_paths(as_bytes(bad)).has_value();
    std::size_t bytes = 0;
    (void)visit_paths(as_bytes(bad), [&](std::string_view dir, std::string_view name) { bytes += dir.size() + name.size(); });
    refused += accepted ? 0 : 1;
  }
  EXPECT_GT(refused, 1000u);  // offsets are most of a buffer: the verifier is at work
}

TEST(Codec, RefusesAValueOutsideOfItsEnumeration) {
  model::PackageFacts facts;
  facts.scripts = {"x"};
  model::FileFact file;
  file.size = 0x1122334455667788;
  file.mode = 0x01020304;
  file.uid = 0x05060708;
  file.gid = 0x090A0B0C;
  facts.files = {file};
  auto encoded = encode_linkage(facts);
  // FileHead: size, mode, uid, gid, then content
  const auto at = encoded.find("\x0C\x0B\x0A\x09");
  ASSERT_NE(at, std::string::npos);
  ASSERT_EQ(encoded[at + 4], static_cast<char>(model::FileContent::text));
  encoded[at + 4] = 5;
  const auto decoded = decode_linkage(as_bytes(encoded));
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, base::ErrorCode::malformed);
}

TEST(Codec, HitsItsLimitBeforeSharedStringsFillTheMemory) {
  model::PackageFacts facts;
  const std::string long_name(60'000, 'x');
  for (int i = 0; i < 2'000; ++i) facts.directories.push_back(long_name);  // 68 KB that would become 120 MB
  const auto decoded = decode_linkage(as_bytes(encode_linkage(facts)));
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, base::ErrorCode::limit);
}

TEST(Codec, RefusesTheOtherPartsBuffer) {
  EXPECT_FALSE(decode_linkage(as_bytes(encode_paths(test::full_facts()))));
}

}  // namespace
}  // namespace elfgate::store
