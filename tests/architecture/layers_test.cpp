// The layer test. docs/architecture.md says which room may include which; here the tree is held against it. The second half
// invents files that break each rule, because a rule that never fails protects nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rules.h"

namespace elfgate::architecture {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string k_root = ELFGATE_SOURCE_DIR;
const std::vector<std::string> k_code{".h", ".hpp", ".c", ".cpp"};
constexpr std::size_t k_line_cap = 600;

RoomTable real_table() {
  for (const SourceFile& file : read_tree(k_root, {"docs"}, {".md"})) {
    if (file.path == "docs/architecture.md") return read_room_table(file);
  }
  return {};
}

std::string text_of(const Breaches& breaches) {
  std::string text;
  for (const std::string& breach : breaches) text += "\n  " + breach;
  return text;
}

/// True for a directory deep enough that its name is no ordinary word: "/home/me/elfgate", not "/src".
bool is_telling(const std::string& path) {
  return std::ranges::count(path, '/') >= 2;
}

TEST(Architecture, TheTableOfRoomsIsComplete) {
  const RoomTable table = real_table();
  EXPECT_EQ(table.size(), 16U) << "rows of the table in docs/architecture.md";
  for (const auto& [room, allowed] : table) {
    for (const std::string& other : allowed) {
      EXPECT_TRUE(table.contains(other)) << room << " may include " << other << ", which has no row";
      EXPECT_FALSE(table.contains(other) && table.at(other).contains(room))
          << room << " and " << other << " include each other";
    }
  }
}

TEST(Architecture, ARoomIncludesOnlyTheRoomsOfItsRow) {
  const Breaches breaches = forbidden_rooms(read_tree(k_root, {"src"}, k_code), real_table());
  EXPECT_THAT(breaches, IsEmpty()) << text_of(breaches);
}

TEST(Architecture, TheCommandSeesOnlyThePublicHeaders) {
  const Breaches breaches = forbidden_in_command(read_tree(k_root, {"tools/elfgate"}, k_code));
  EXPECT_THAT(breaches, IsEmpty()) << text_of(breaches);
}

TEST(Architecture, PublicHeadersIncludeNothingFromSrc) {
  const Breaches breaches = forbidden_in_public_headers(read_tree(k_root, {"include/elfgate"}, k_code));
  EXPECT_THAT(breaches, IsEmpty()) << text_of(breaches);
}

TEST(Architecture, OnlyTheEngineHasThreads) {
  const Breaches breaches = parallelism_outside_engine(read_tree(k_root, {"src", "include", "tools"}, k_code));
  EXPECT_THAT(breaches, IsEmpty()) << text_of(breaches);
}

TEST(Architecture, LibrariesStayBehindTheirWall) {
  const Breaches breaches = libraries_outside_their_room(read_tree(k_root, {"src", "include"}, k_code));
  EXPECT_THAT(breaches, IsEmpty()) << text_of(breaches);
}

TEST(Architecture, NoFileIsLongerThanTheCap) {
  const Breaches breaches = files_longer_than(read_tree(k_root, {"src", "include", "tools"}, k_code), k_line_cap);
  EXPECT_THAT(breaches, IsEmpty()) << text_of(breaches);
}

TEST(Architecture, NoFileNamesTheMachineItWasWrittenOn) {
  std::vector<std::string> paths;
  for (const std::string path : {ELFGATE_SOURCE_DIR, ELFGATE_BINARY_DIR}) {
    if (is_telling(path)) paths.push_back(path);
  }
  const auto files = read_tree(k_root, {"src", "include", "tools", "tests", "testdata", "docs", "bench", "cmake"},
                               {".h", ".hpp", ".c", ".cpp", ".md", ".eg", ".txt", ".sh", ".cmake", ".in", ".py"});
  const Breaches breaches = naming_any_of(files, paths);
  EXPECT_THAT(breaches, IsEmpty()) << text_of(breaches);
}

// --- each rule fails when it should ---

const RoomTable k_two_rooms{{"base", {}}, {"model", {"base"}}};

TEST(ArchitectureRules, ARowIsReadWithItsRooms) {
  const auto table = read_room_table(make_file("a.md",
                                               "| room | x | may include |\n|---|---|---|\n| `base/` | low | - |\n"
                                               "| `model/` | data | base |\n"));
  EXPECT_EQ(table, k_two_rooms);
}

TEST(ArchitectureRules, AForbiddenRoomIsNamedWithFileLineAndAllowedRooms) {
  const auto file = make_file("src/base/text.cpp", "// top\n#include \"base/text.h\"\n#include \"model/finding.h\"\n");
  EXPECT_THAT(forbidden_rooms({file}, k_two_rooms),
              ElementsAre("src/base/text.cpp:3: includes \"model/finding.h\"; room base may include: base"));
}

TEST(ArchitectureRules, AngleBracketsAreNoWayAroundTheTable) {
  EXPECT_EQ(forbidden_rooms({make_file("src/base/a.h", "#include <model/finding.h>\n")}, k_two_rooms).size(), 1U);
}

TEST(ArchitectureRules, ARelativeIncludeIsRefused) {
  const auto file =
      make_file("src/model/a.h", "#include \"../base/text.h\"\n#include \"finding.h\"\n#include \"made_by_the_build.h\"\n");
  EXPECT_THAT(forbidden_rooms({file, make_file("src/model/finding.h", "")}, k_two_rooms),
              ElementsAre(HasSubstr("src/model/a.h:1"), HasSubstr("src/model/a.h:2")));
}

TEST(ArchitectureRules, AFileOutsideEveryRoomIsRefused) {
  EXPECT_THAT(forbidden_rooms({make_file("src/util/a.h", "")}, k_two_rooms), ElementsAre(HasSubstr("no room")));
}

TEST(ArchitectureRules, AnIncludeInACommentDoesNotCount) {
  EXPECT_THAT(forbidden_rooms({make_file("src/base/a.h", "// #include \"model/finding.h\"\n")}, k_two_rooms), IsEmpty());
}

TEST(ArchitectureRules, TheCommandMayNotReachIntoARoomOrALibrary) {
  const auto file = make_file("tools/elfgate/check.cpp",
                              "#include <CLI/CLI.hpp>\n#include <sys/stat.h>\n#include \"elfgate/elfgate.hpp\"\n"
                              "#include \"engine/run.h\"\n#include <nlohmann/json.hpp>\n#include \"gone.h\"\n");
  EXPECT_THAT(forbidden_in_command({file}),
              ElementsAre(HasSubstr("check.cpp:4"), HasSubstr("check.cpp:5"), HasSubstr("check.cpp:6")));
}

TEST(ArchitectureRules, APublicHeaderMayNotReachIntoARoom) {
  const auto file =
      make_file("include/elfgate/elfgate.hpp", "#include <string>\n#include \"base/result.h\"\n#include \"text.h\"\n");
  EXPECT_THAT(forbidden_in_public_headers({file}), ElementsAre(HasSubstr("elfgate.hpp:2"), HasSubstr("elfgate.hpp:3")));
}

TEST(ArchitectureRules, ThreadsLocksAndThreadLocalAreSeenOutsideTheEngine) {
  const std::string text =
      "#include <tbb/parallel_for.h>\n#include <mutex>\n#include <thread>\nthread_local int x;\n// thread_local\n";
  EXPECT_EQ(parallelism_outside_engine({make_file("src/index/a.cpp", text)}).size(), 4U);
  EXPECT_THAT(parallelism_outside_engine({make_file("src/engine/a.cpp", text)}), IsEmpty());
}

TEST(ArchitectureRules, LibelfIsSeenOutsideItsRoom) {
  EXPECT_THAT(libraries_outside_their_room({make_file("src/extract/a.cpp", "#include <gelf.h>\n")}),
              ElementsAre(HasSubstr("src/extract/a.cpp:1")));
  EXPECT_THAT(libraries_outside_their_room({make_file("src/elf/a.cpp", "#include <gelf.h>\n")}), IsEmpty());
}

TEST(ArchitectureRules, ALongFileIsSeen) {
  EXPECT_THAT(files_longer_than({make_file("src/base/a.cpp", "1\n2\n3\n")}, 3), IsEmpty());
  EXPECT_THAT(files_longer_than({make_file("src/base/a.cpp", "1\n2\n3\n4\n")}, 3), ElementsAre(HasSubstr("4 lines")));
}

TEST(ArchitectureRules, AMachinePathIsSeen) {
  EXPECT_THAT(naming_any_of({make_file("docs/a.md", "ok\ncd /somewhere/of/mine\n")}, {"/somewhere/of"}),
              ElementsAre(HasSubstr("docs/a.md:2")));
}

}  // namespace
}  // namespace elfgate::architecture
