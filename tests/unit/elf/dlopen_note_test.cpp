#include "elf/dlopen_note.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace elfgate::elf {
namespace {

using model::DlopenPriority;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

base::Result<std::vector<model::DlopenNote>> read(std::string_view text) {
  return read_dlopen_note(base::as_bytes(text), "file");
}

TEST(DlopenNote, R13_1ReadsAllKeys) {
  const auto notes =
      read(R"([{"soname":["libp11-kit.so.0","libp11.so"],"feature":"p11kit","description":"d","priority":"suggested"}])");
  ASSERT_TRUE(notes);
  ASSERT_THAT(*notes, SizeIs(1));
  EXPECT_EQ(notes->front(), (model::DlopenNote{{"libp11-kit.so.0", "libp11.so"}, DlopenPriority::suggested, "p11kit", "d"}));
}

TEST(DlopenNote, R13_1ThePriorityIsRecommendedUnlessSaid) {
  EXPECT_EQ(read(R"([{"soname":["a"]}])")->front().priority, DlopenPriority::recommended);
  EXPECT_EQ(read(R"([{"soname":["a"],"priority":"required"}])")->front().priority, DlopenPriority::required);
}

TEST(DlopenNote, R13_1AcceptsTheEarlyForm) {
  const auto notes = read(R"({"soname":"libx.so.1","unknown":{"a":[1]}})");
  ASSERT_TRUE(notes);
  EXPECT_THAT(notes->front().sonames, ElementsAre("libx.so.1"));
}

TEST(DlopenNote, IgnoresItsTrailingNul) {
  EXPECT_TRUE(read(std::string_view("[{\"soname\":[\"a\"]}]\0\0\0", 21)));
}

TEST(DlopenNote, AnEmptyArrayAsksForNothing) {
  const auto notes = read("[]");
  ASSERT_TRUE(notes);
  EXPECT_THAT(*notes, IsEmpty());
}

TEST(DlopenNote, RefusesWhatIsNoNote) {
  for (const char* text :
       {"", "[", "7", "\"a\"", "[1]", "[{}]", R"([{"soname":[]}])", R"([{"soname":""}])", R"([{"soname":[1]}])",
        R"([{"soname":["a"],"priority":"urgent"}])", R"([{"soname":["a"],"priority":3}])", "[{\"soname\":[\"\xff\"]}]"})
    EXPECT_FALSE(read(text)) << text;
}

TEST(DlopenNote, DeepNestingEndsWell) {
  EXPECT_FALSE(read(std::string(500'000, '[')));
}

}  // namespace
}  // namespace elfgate::elf
