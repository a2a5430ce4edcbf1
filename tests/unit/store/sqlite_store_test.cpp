#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <thread>

#include "folder.h"
#include "sample.h"
#include "store/store.h"

namespace elfgate::store {
namespace {

using base::ErrorCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

model::PackageFacts facts_named(const std::string& name) {
  auto facts = test::full_facts();
  facts.name = name;
  return facts;
}

std::unique_ptr<FactsStore> open_ok(const std::string& path, bool read_only = false) {
  auto store = open_sqlite_store(path, read_only);
  EXPECT_TRUE(store) << to_text(store.error());
  return store ? std::move(*store) : nullptr;
}

// Runs SQL on the file behind the store's back.
void sql(const std::string& path, const std::string& text) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(db, text.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
  sqlite3_close(db);
}

// Both forms of the store keep the same promises.
class AnyStore : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override { store_ = GetParam() ? open_ok(folder_ / "facts.sqlite") : make_memory_store(); }
  test::Folder folder_;
  std::unique_ptr<FactsStore> store_;
};

TEST_P(AnyStore, FindsWhatWasWritten) {
  ASSERT_TRUE(store_->write({encode("a", facts_named("a")), encode("b", facts_named("b"))}));
  const auto found = store_->find("b", Parts::all_paths);
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, facts_named("b"));
}

TEST_P(AnyStore, FindsNothingUnderAnotherKey) {
  ASSERT_TRUE(store_->write({encode("a", facts_named("a"))}));
  const auto found = store_->find("ab", Parts::linkage);
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, std::nullopt);
}

std::vector<std::string> records_of(FactsStore& store, const std::vector<std::string>& slots) {
  std::vector<std::string> found;
  EXPECT_TRUE(store.load_records(slots, [&](std::size_t at, std::string_view key, std::string_view bytes) {
    found.push_back(slots[at] + "=" + std::string(key) + ":" + std::string(bytes));
  }));
  return found;
}

TEST_P(AnyStore, GivesRecordsBackInTheOrderOfTheirSlots) {
  ASSERT_TRUE(store_->write_records({{"b", "key", "two"}, {"a", "key", std::string("\0one", 4)}}));
  EXPECT_THAT(records_of(*store_, {"a", "absent", "b"}), ElementsAre(std::string("a=key:\0one", 10), "b=key:two"));
}

TEST_P(AnyStore, KeepsTheLastRecordOfASlotOnly) {
  ASSERT_TRUE(store_->write_records({{"a", "old", "one"}}));
  ASSERT_TRUE(store_->write_records({{"a", "new", "two"}}));
  EXPECT_THAT(records_of(*store_, {"a"}), ElementsAre("a=new:two"));
}

TEST_P(AnyStore, LeavesOtherPathsOutOfLinkageQuestions) {
  ASSERT_TRUE(store_->write({encode("a", facts_named("a"))}));
  const auto found = store_->find("a", Parts::linkage);
  ASSERT_TRUE(found && *found);
  EXPECT_TRUE((*found)->other_paths.empty());
}

TEST_P(AnyStore, ReplacesWhatIsWrittenTwice) {
  ASSERT_TRUE(store_->write({encode("a", facts_named("old"))}));
  ASSERT_TRUE(store_->write({encode("a", facts_named("new"))}));
  const auto found = store_->find("a", Parts::linkage);
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->name, "new");
}

TEST_P(AnyStore, KeepsKeysApartThatDifferInAnyByte) {
  using namespace std::string_literals;
  for (const auto& key : {"k"s, "k\0"s, "k\0x"s, "K"s, "\xff"s})
    ASSERT_TRUE(store_->write({encode(key, facts_named("of " + key))}));
  for (const auto& key : {"k"s, "k\0"s, "k\0x"s, "K"s, "\xff"s}) {
    const auto found = store_->find(key, Parts::linkage);
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->name, "of " + key);
  }
}

TEST_P(AnyStore, SaysWhichKeysArePresent) {
  ASSERT_TRUE(store_->write({encode("a", {}), encode("c", {})}));
  const auto present = store_->present({"a", "b", "c", "d"});
  ASSERT_TRUE(present);
  EXPECT_THAT(*present, ElementsAre("a", "c"));
}

TEST_P(AnyStore, LoadsManyWithTheirPositions) {
  ASSERT_TRUE(store_->write({encode("a", facts_named("A")), encode("c", facts_named("C"))}));
  std::vector<std::string> seen;
  ASSERT_TRUE(store_->load({"a", "b", "c"}, Parts::linkage, [&](std::size_t index, StoredFacts&& stored) {
    const auto facts = decode(stored, Parts::linkage);
    ASSERT_TRUE(facts);
    EXPECT_TRUE(stored.paths.empty());
    seen.push_back(std::to_string(index) + facts->name);
  }));
  EXPECT_THAT(seen, ElementsAre("0A", "2C"));
}

TEST_P(AnyStore, LoadsAllPathsWhenAsked) {
  ASSERT_TRUE(store_->write({encode("a", facts_named("A"))}));
  std::optional<model::PackageFacts> facts;
  ASSERT_TRUE(store_->load({"a"}, Parts::all_paths, [&](std::size_t, StoredFacts&& stored) {
    auto decoded = decode(stored, Parts::all_paths);
    if (decoded) facts = std::move(*decoded);
  }));
  EXPECT_EQ(facts, facts_named("A"));
}

TEST_P(AnyStore, NeverStoresUnderAnEmptyKeyNorFactsThatWereTooLarge) {
  ASSERT_TRUE(store_->write({encode("", facts_named("x")), StoredFacts{"too-large", "", ""}}));
  const auto present = store_->present({"", "too-large"});
  ASSERT_TRUE(present);
  EXPECT_TRUE(present->empty());
}

TEST_P(AnyStore, AnswersSeveralThreads) {
  std::vector<StoredFacts> batch;
  std::vector<std::string> keys;
  for (int i = 0; i < 200; ++i) keys.push_back("k" + std::to_string(1000 + i));
  for (const auto& key : keys) batch.push_back(encode(key, facts_named(key)));
  ASSERT_TRUE(store_->write(batch));
  std::vector<std::size_t> right(4), loaded(4);
  std::vector<std::thread> threads;
  for (std::size_t thread = 0; thread < 4; ++thread)
    threads.emplace_back([&, thread] {
      for (const auto& key : keys) {
        const auto found = store_->find(key, Parts::linkage);
        if (found && *found && (*found)->name == key) ++right[thread];
      }
      (void)store_->load(keys, Parts::linkage, [&](std::size_t index, StoredFacts&& stored) {
        if (stored.key == keys[index]) ++loaded[thread];
      });
    });
  for (auto& thread : threads) thread.join();
  EXPECT_THAT(right, ElementsAre(200, 200, 200, 200));
  EXPECT_THAT(loaded, ElementsAre(200, 200, 200, 200));
}

INSTANTIATE_TEST_SUITE_P(Forms, AnyStore, ::testing::Bool(), [](const auto& form) { return form.param ? "Sqlite" : "Memory"; });

// --- the file ---

TEST(SqliteStore, KeepsItsFactsWhenReopened) {
  test::Folder folder;
  ASSERT_TRUE(open_ok(folder / "f")->write({encode("a", facts_named("a"))}));
  EXPECT_TRUE(*open_ok(folder / "f")->find("a", Parts::linkage));
  EXPECT_TRUE(*open_ok(folder / "f", true)->find("a", Parts::linkage));
}

TEST(SqliteStore, MakesTheFoldersAboveItsFile) {
  test::Folder folder;
  ASSERT_TRUE(open_ok(folder / "a/b/facts.sqlite")->write({encode("a", {})}));
}

TEST(SqliteStore, TakesAnyFileName) {
  test::Folder folder;
  const std::string path = folder / "file: a%41?#\xc3\xa9\xff.sqlite";
  ASSERT_TRUE(open_ok(path)->write({encode("a", {})}));
  EXPECT_TRUE(std::filesystem::exists(path));
  EXPECT_TRUE(*open_ok(path, true)->find("a", Parts::linkage));
}

TEST(SqliteStore, FillsAnEmptyFile) {
  test::Folder folder;
  test::write_file(folder / "f", "");
  ASSERT_TRUE(open_ok(folder / "f")->write({encode("a", {})}));
}

TEST(SqliteStore, RefusesAFileThatIsNoDatabaseAndLeavesIt) {
  test::Folder folder;
  for (const std::string& content : {std::string("x"), std::string("precious notes\n"), std::string(100'000, 'n')}) {
    test::write_file(folder / "f", content);
    for (const bool read_only : {false, true}) {
      const auto store = open_sqlite_store(folder / "f", read_only);
      ASSERT_FALSE(store);
      EXPECT_EQ(store.error().code, ErrorCode::usage) << to_text(store.error());
      EXPECT_THAT(store.error().detail, HasSubstr("name another file"));
      EXPECT_THAT(store.error().subject, HasSubstr(folder / "f"));
    }
    EXPECT_EQ(test::read_file(folder / "f"), content);
  }
}

TEST(SqliteStore, RefusesTheDatabaseOfAnotherProgramAndLeavesIt) {
  test::Folder folder;
  sql(folder / "named", "PRAGMA application_id=42; CREATE TABLE facts(key); INSERT INTO facts VALUES('precious');");
  sql(folder / "unnamed", "CREATE TABLE facts(key); INSERT INTO facts VALUES('precious');");
  sql(folder / "numbered", "PRAGMA user_version=1;");
  for (const std::string name : {"named", "unnamed", "numbered"}) {
    const auto before = test::read_file(folder / name);
    for (const bool read_only : {false, true}) {
      const auto store = open_sqlite_store(folder / name, read_only);
      ASSERT_FALSE(store) << name;
      EXPECT_EQ(store.error().code, ErrorCode::usage);
      EXPECT_THAT(store.error().detail, HasSubstr("another program"));
    }
    EXPECT_EQ(test::read_file(folder / name), before) << name;
  }
}

TEST(SqliteStore, IsIoWhereThePathCannotBeAFile) {
  test::Folder folder;
  test::write_file(folder / "f", "x");
  for (const std::string& path : {folder.path(), folder / "f/facts.sqlite"}) {
    const auto store = open_sqlite_store(path, false);
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, ErrorCode::io) << to_text(store.error());
  }
}

TEST(SqliteStore, TreatsADamagedBlobAsAbsentAndCanReplaceIt) {
  test::Folder folder;
  ASSERT_TRUE(open_ok(folder / "f")->write({encode("a", facts_named("a")), encode("b", facts_named("b"))}));
  sql(folder / "f",
      "UPDATE facts SET linkage = substr(linkage, 1, length(linkage) - 1) || x'7f' WHERE key = CAST('a' AS BLOB)");
  auto store = open_ok(folder / "f");
  EXPECT_EQ(*store->find("a", Parts::linkage), std::nullopt);
  EXPECT_TRUE(*store->find("b", Parts::linkage));
  ASSERT_TRUE(store->write({encode("a", facts_named("a"))}));
  EXPECT_TRUE(*store->find("a", Parts::linkage));
}

TEST(SqliteStore, TreatsADamagedRecordOrOneUnderAForeignSlotAsAbsent) {
  const test::Folder folder;
  const auto path = folder / "facts.sqlite";
  const auto store = open_ok(path);
  ASSERT_TRUE(store->write_records({{"a", "k", "one"}, {"b", "k", "two"}, {"c", "k", "three"}}));
  sql(path,
      "UPDATE records SET bytes = substr(bytes, 1, 17) || x'00' WHERE slot = x'61';"
      "UPDATE records SET slot = x'64' WHERE slot = x'62'");
  EXPECT_THAT(records_of(*store, {"a", "b", "c", "d"}), ElementsAre("c=k:three"));
}

TEST(SqliteStore, TreatsABlobUnderAForeignKeyAsAbsent) {
  test::Folder folder;
  ASSERT_TRUE(open_ok(folder / "f")->write({encode("a", facts_named("a")), encode("b", facts_named("b"))}));
  sql(folder / "f", "UPDATE facts SET linkage = (SELECT linkage FROM facts WHERE key = CAST('b' AS BLOB))");
  EXPECT_EQ(*open_ok(folder / "f")->find("a", Parts::linkage), std::nullopt);
}

TEST(SqliteStore, SaysWhatToDoWithADamagedDatabase) {
  test::Folder folder;
  std::vector<StoredFacts> batch;
  for (int i = 0; i < 300; ++i) batch.push_back(encode("key" + std::to_string(i), facts_named("x")));
  ASSERT_TRUE(open_ok(folder / "f")->write(batch));
  auto bytes = test::read_file(folder / "f");
  for (std::size_t i = 8192; i < bytes.size(); i += 8192) bytes.replace(i, 64, std::string(64, '\xee'));
  test::write_file(folder / "f", bytes);
  auto store = open_sqlite_store(folder / "f", true);
  ErrorCode code = ErrorCode::internal;
  std::string detail;
  if (!store) {
    code = store.error().code, detail = store.error().detail;
  } else {
    const auto found = (*store)->find("key7", Parts::linkage);
    ASSERT_FALSE(found);
    code = found.error().code, detail = found.error().detail;
  }
  EXPECT_EQ(code, ErrorCode::malformed);
  EXPECT_THAT(detail, HasSubstr("remove it"));
}

TEST(SqliteStore, DoesNotSeeRowsOfAnotherSchema) {
  test::Folder folder;
  ASSERT_TRUE(open_ok(folder / "f")->write({encode("old", {}), encode("new", {}), encode("same", {})}));
  sql(folder / "f",
      "UPDATE facts SET schema = schema - 1 WHERE key = CAST('old' AS BLOB);"
      "UPDATE facts SET schema = schema + 1 WHERE key = CAST('new' AS BLOB)");
  for (const bool read_only : {true, false}) {
    auto store = open_ok(folder / "f", read_only);
    EXPECT_EQ(*store->find("old", Parts::linkage), std::nullopt);
    EXPECT_THAT(*store->present({"new", "old", "same"}), ElementsAre("same"));
  }
}

TEST(SqliteStore, EmptiesRowsOfAnotherSchemaOnceItsSchemaIsNew) {
  test::Folder folder;
  ASSERT_TRUE(open_ok(folder / "f")->write({encode("old", {}), encode("same", {})}));
  sql(folder / "f",
      "UPDATE facts SET schema = 999 WHERE key = CAST('old' AS BLOB);"
      "UPDATE meta SET value = 999 WHERE name = 'facts_schema'");
  open_ok(folder / "f").reset();
  sql(folder / "f", "UPDATE facts SET schema = " + std::to_string(k_facts_schema));
  EXPECT_THAT(*open_ok(folder / "f")->present({"old", "same"}), ElementsAre("same"));
}

TEST(SqliteStore, StartsOverWithTablesOfAnotherLayout) {
  test::Folder folder;
  ASSERT_TRUE(open_ok(folder / "f")->write({encode("a", {})}));
  sql(folder / "f", "PRAGMA user_version=99; DROP TABLE facts; CREATE TABLE facts(other);");
  EXPECT_EQ(*open_ok(folder / "f", true)->find("a", Parts::linkage), std::nullopt);
  auto store = open_ok(folder / "f");
  EXPECT_EQ(*store->find("a", Parts::linkage), std::nullopt);
  ASSERT_TRUE(store->write({encode("a", {})}));
  EXPECT_TRUE(*store->find("a", Parts::linkage));
}

TEST(SqliteStore, IsNotFoundWhenOpenedReadOnlyWithoutAFile) {
  test::Folder folder;
  const auto store = open_sqlite_store(folder / "absent", true);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, ErrorCode::not_found);
  EXPECT_FALSE(std::filesystem::exists(folder / "absent"));
}

TEST(SqliteStore, RefusesToWriteWhenOpenedReadOnly) {
  test::Folder folder;
  open_ok(folder / "f").reset();
  const auto written = open_ok(folder / "f", true)->write({encode("a", {})});
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::usage);
}

TEST(SqliteStore, SeesWhatAnotherOpenStoreWrites) {
  test::Folder folder;
  auto one = open_ok(folder / "f");
  auto two = open_ok(folder / "f", true);
  ASSERT_TRUE(one->write({encode("a", {})}));
  EXPECT_TRUE(*two->find("a", Parts::linkage));
}

}  // namespace
}  // namespace elfgate::store
