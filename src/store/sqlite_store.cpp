// The facts store in one file. It is a cache: everything in it can be made again, so what it must never do is answer wrongly,
// harm another file, or stop a run that would do without it.
//
//   - WAL with synchronous=NORMAL: readers never wait, a process killed at any moment loses at most its last transaction.
//   - application_id says whose file it is; a database of somebody else, or no database at all, is refused and not touched.
//   - user_version is the layout of the tables, the column `schema` the facts schema; rows of another one are not seen, and
//   emptied
//     by the next process that opens the store for writing.
//   - Every blob carries its own sum (seal.h): a damaged one counts as absent.
//   - find() prepares its own statement on the shared connection, which SQLite serializes; load() opens a connection of its
//   own, so
//     that threads read side by side.
#include <filesystem>
#include <string_view>
#include <system_error>

#include "store/database.h"
#include "store/seal.h"
#include "store/store.h"
#include "store/terms.h"

namespace elfgate::store {

namespace {

constexpr std::int64_t k_application_id = 0x45474653;  // "EGFS"
constexpr std::int64_t k_layout = 3;
constexpr int k_wal_attempts = 100;  // a second in all: two processes that make the store at the same moment

class SqliteStore final : public FactsStore {
 public:
  SqliteStore(std::string path, Access access, bool usable, Database database)
      : path_(std::move(path)), access_(access), usable_(usable), database_(std::move(database)) {}

  base::Result<std::optional<model::PackageFacts>> find(const std::string& key, Parts parts) override;
  base::Result<void> write(const std::vector<StoredFacts>& batch) override;
  base::Result<std::vector<std::string>> present(const std::vector<std::string>& keys) override;
  base::Result<void> load(const std::vector<std::string>& sorted_keys, Parts parts, const Found& found) override;
  base::Result<void> search(const std::vector<std::uint32_t>& wanted, const Seen& seen) override;
  base::Result<void> load_records(const std::vector<std::string>& sorted_slots, const FoundRecord& found) override;
  base::Result<void> write_records(const std::vector<Record>& batch) override;

 private:
  base::Result<Database> open_reader() const {
    return Database::open(path_, access_ == Access::create ? Access::read : access_);
  }

  std::string path_;
  Access access_;
  bool usable_;  // false: opened read-only and of another layout, which reads as an empty store
  Database database_;
};

constexpr std::string_view select_of(Parts parts) {
  return parts == Parts::linkage ? "SELECT linkage, x'' FROM facts WHERE key = ?1 AND schema = ?2"
                                 : "SELECT linkage, paths FROM facts WHERE key = ?1 AND schema = ?2";
}

// One look-up with a prepared statement.
base::Result<std::optional<StoredFacts>> fetch(Statement& statement, const std::string& key) {
  statement.bind(1, key);
  ELFGATE_TRY_ASSIGN(const bool row, statement.step());
  std::optional<StoredFacts> stored;
  if (row) stored = StoredFacts{key, statement.bytes(0), statement.bytes(1), {}};
  statement.reset();
  return stored;
}

base::Result<std::optional<model::PackageFacts>> SqliteStore::find(const std::string& key, Parts parts) {
  if (!usable_) return std::optional<model::PackageFacts>();
  ELFGATE_TRY_ASSIGN(auto statement, database_.prepare(select_of(parts)));
  statement.bind(2, k_facts_schema);
  ELFGATE_TRY_ASSIGN(const auto stored, fetch(statement, key));
  if (!stored) return std::optional<model::PackageFacts>();
  auto facts = decode(*stored, parts);
  return facts ? std::optional(std::move(*facts)) : std::nullopt;
}

base::Result<void> SqliteStore::write(const std::vector<StoredFacts>& batch) {
  if (access_ != Access::create) return base::fail(base::ErrorCode::usage, path_, "the facts store was opened read-only");
  ELFGATE_TRY_ASSIGN(auto transaction, Transaction::begin(database_, Transaction::Kind::write));
  ELFGATE_TRY_ASSIGN(auto insert,
                     database_.prepare("INSERT OR REPLACE INTO facts(key, schema, linkage, paths) VALUES(?1, ?2, ?3, ?4)"));
  ELFGATE_TRY_ASSIGN(auto insert_terms,
                     database_.prepare("INSERT OR REPLACE INTO terms(key, schema, words) VALUES(?1, ?2, ?3)"));
  insert.bind(2, k_facts_schema);
  insert_terms.bind(2, k_facts_schema);
  for (const auto& stored : batch) {
    if (stored.key.empty() || stored.linkage.empty()) continue;
    insert.bind(1, stored.key);
    insert.bind(3, stored.linkage);
    insert.bind(4, stored.paths);
    ELFGATE_TRY(insert.step());
    insert.reset();
    insert_terms.bind(1, stored.key);
    insert_terms.bind(3, stored.terms);
    ELFGATE_TRY(insert_terms.step());
    insert_terms.reset();
  }
  return transaction.commit();
}

base::Result<std::vector<std::string>> SqliteStore::present(const std::vector<std::string>& keys) {
  std::vector<std::string> found;
  if (!usable_) return found;
  ELFGATE_TRY_ASSIGN(auto statement, database_.prepare("SELECT 1 FROM facts WHERE key = ?1 AND schema = ?2"));
  statement.bind(2, k_facts_schema);
  for (const auto& key : keys) {
    statement.bind(1, key);
    ELFGATE_TRY_ASSIGN(const bool row, statement.step());
    if (row) found.push_back(key);
    statement.reset();
  }
  return found;
}

base::Result<void> SqliteStore::load(const std::vector<std::string>& sorted_keys, Parts parts, const Found& found) {
  if (!usable_ || sorted_keys.empty()) return {};
  ELFGATE_TRY_ASSIGN(const auto reader, open_reader());
  ELFGATE_TRY_ASSIGN(auto statement, reader.prepare(select_of(parts)));
  ELFGATE_TRY_ASSIGN(auto transaction, Transaction::begin(reader, Transaction::Kind::read));
  statement.bind(2, k_facts_schema);
  for (std::size_t i = 0; i < sorted_keys.size(); ++i) {
    ELFGATE_TRY_ASSIGN(auto stored, fetch(statement, sorted_keys[i]));
    if (stored) found(i, std::move(*stored));
  }
  return transaction.commit();
}

base::Result<void> SqliteStore::search(const std::vector<std::uint32_t>& wanted, const Seen& seen) {
  if (!usable_) return {};
  ELFGATE_TRY_ASSIGN(auto statement, database_.prepare("SELECT key, words FROM terms WHERE schema = ?1 ORDER BY key"));
  statement.bind(1, k_facts_schema);
  for (;;) {
    ELFGATE_TRY_ASSIGN(const bool row, statement.step());
    if (!row) return {};
    const auto key = statement.view(0);
    seen(key, may_hold(key, statement.view(1), wanted));
  }
}

base::Result<void> SqliteStore::load_records(const std::vector<std::string>& sorted_slots, const FoundRecord& found) {
  if (!usable_ || sorted_slots.empty()) return {};
  ELFGATE_TRY_ASSIGN(const auto reader, open_reader());
  ELFGATE_TRY_ASSIGN(auto statement, reader.prepare("SELECT key, bytes FROM records WHERE slot = ?1"));
  ELFGATE_TRY_ASSIGN(auto transaction, Transaction::begin(reader, Transaction::Kind::read));
  for (std::size_t i = 0; i < sorted_slots.size(); ++i) {
    statement.bind(1, sorted_slots[i]);
    ELFGATE_TRY_ASSIGN(const bool row, statement.step());
    if (row)
      if (const auto content = unseal(SealedPart::record, sorted_slots[i] + statement.bytes(0), statement.view(1)))
        found(i, statement.view(0), base::as_text(*content));
    statement.reset();
  }
  return transaction.commit();
}

base::Result<void> SqliteStore::write_records(const std::vector<Record>& batch) {
  if (access_ != Access::create) return base::fail(base::ErrorCode::usage, path_, "the facts store was opened read-only");
  if (batch.empty()) return {};
  ELFGATE_TRY_ASSIGN(auto transaction, Transaction::begin(database_, Transaction::Kind::write));
  ELFGATE_TRY_ASSIGN(const auto last, database_.number("SELECT max(rowid) FROM records"));
  ELFGATE_TRY_ASSIGN(auto insert, database_.prepare("INSERT OR REPLACE INTO records(slot, key, bytes) VALUES(?1, ?2, ?3)"));
  for (const auto& record : batch) {
    const auto sealed = seal(SealedPart::record, record.slot + record.key, record.bytes);
    insert.bind(1, record.slot);
    insert.bind(2, record.key);
    insert.bind(3, sealed);
    ELFGATE_TRY(insert.step());
    insert.reset();
  }
  ELFGATE_TRY_ASSIGN(const auto kept, database_.number("SELECT count(*) FROM records"));
  if (kept > k_records_kept) ELFGATE_TRY(database_.run(("DELETE FROM records WHERE rowid <= " + std::to_string(last)).c_str()));
  return transaction.commit();
}

// --- opening ---

base::Failure not_a_store(const std::string& path) {
  return base::fail(
      base::ErrorCode::usage, path,
      "this is a database of another program, not a facts store of elfgate; it was left as it is; name another file");
}

struct Identity {
  std::int64_t application = 0;
  std::int64_t layout = 0;
  std::int64_t tables = 0;
  bool is_new() const { return application == 0 && layout == 0 && tables == 0; }
  bool is_store() const { return application == k_application_id; }
};

// REQUIRES: a transaction, or another process that makes the store is seen half way.
base::Result<Identity> identify_inside(const Database& database) {
  Identity identity;
  ELFGATE_TRY_ASSIGN(identity.application, database.number("PRAGMA application_id"));
  ELFGATE_TRY_ASSIGN(identity.layout, database.number("PRAGMA user_version"));
  ELFGATE_TRY_ASSIGN(identity.tables, database.number("SELECT count(*) FROM sqlite_master"));
  return identity;
}

base::Result<Identity> identify(const Database& database) {
  ELFGATE_TRY_ASSIGN(auto transaction, Transaction::begin(database, Transaction::Kind::read));
  ELFGATE_TRY_ASSIGN(const auto identity, identify_inside(database));
  ELFGATE_TRY(transaction.commit());
  return identity;
}

// SQLite takes a file that is shorter than any database for an empty one and would write over it. Only its size is asked for:
// reading it here and closing it would drop the locks that SQLite holds on it elsewhere in this process.
base::Result<void> check_size(const std::string& path) {
  constexpr std::uintmax_t k_smallest_database = 512;
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error || size == 0 || size >= k_smallest_database) return {};
  return base::fail(base::ErrorCode::usage, path,
                    "this file is not a facts store of elfgate and was left as it is; name another file for the store");
}

// Two processes that turn the same new file to WAL get "busy" at once, whatever the timeout: try again for a while.
base::Result<void> use_wal(const Database& database) {
  for (int attempt = 0;; ++attempt) {
    const auto done = database.run("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;");
    if (done || attempt == k_wal_attempts || (database.last_code() & 0xFF) != SQLITE_BUSY) return done;
    sqlite3_sleep(10);
  }
}

// The tables, in one transaction, decided anew under the write lock.
base::Result<void> lay_out(const Database& database, const std::string& path) {
  ELFGATE_TRY_ASSIGN(auto transaction, Transaction::begin(database, Transaction::Kind::write));
  ELFGATE_TRY_ASSIGN(const auto identity, identify_inside(database));
  if (!identity.is_new() && !identity.is_store()) return not_a_store(path);
  if (!identity.is_store() || identity.layout != k_layout) {
    ELFGATE_TRY(database.run(
        "DROP TABLE IF EXISTS facts; DROP TABLE IF EXISTS terms; DROP TABLE IF EXISTS meta;"
        "DROP TABLE IF EXISTS records;"
        "CREATE TABLE records(slot BLOB PRIMARY KEY, key BLOB NOT NULL, bytes BLOB NOT NULL);"
        "CREATE TABLE facts(key BLOB PRIMARY KEY, schema INTEGER NOT NULL, linkage BLOB NOT NULL, paths BLOB NOT NULL);"
        "CREATE TABLE terms(key BLOB PRIMARY KEY, schema INTEGER NOT NULL, words BLOB NOT NULL) WITHOUT ROWID;"
        "CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;"));
    ELFGATE_TRY(database.run(("PRAGMA application_id=" + std::to_string(k_application_id)).c_str()));
    ELFGATE_TRY(database.run(("PRAGMA user_version=" + std::to_string(k_layout)).c_str()));
  }
  ELFGATE_TRY_ASSIGN(const auto schema, database.number("SELECT value FROM meta WHERE name = 'facts_schema'"));
  if (schema != k_facts_schema) {
    const std::string number = std::to_string(k_facts_schema);
    ELFGATE_TRY(database.run(("DELETE FROM facts WHERE schema <> " + number + ";" + "DELETE FROM terms WHERE schema <> " +
                              number + ";" + "INSERT OR REPLACE INTO meta VALUES('facts_schema', " + number + ")")
                                 .c_str()));
  }
  return transaction.commit();
}

base::Result<std::unique_ptr<FactsStore>> open_for_writing(const std::string& path) {
  std::error_code error;
  const auto folder = std::filesystem::path(path).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, error);
  if (error) return base::fail(base::ErrorCode::io, folder.string(), "cannot be created: " + error.message());
  ELFGATE_TRY(check_size(path));
  ELFGATE_TRY_ASSIGN(auto database, Database::open(path, Access::create));
  ELFGATE_TRY_ASSIGN(const auto identity, identify(database));
  if (!identity.is_new() && !identity.is_store()) return not_a_store(path);
  if (identity.is_new()) ELFGATE_TRY(database.run("PRAGMA page_size=8192"));
  ELFGATE_TRY(use_wal(database));
  ELFGATE_TRY(lay_out(database, path));
  return std::make_unique<SqliteStore>(path, Access::create, true, std::move(database));
}

// True when SQLite cannot even look, because a WAL index would have to be made where nothing may be made.
bool needs_immutable(const Database& database) {
  if (database.number("PRAGMA user_version")) return false;
  const int code = database.last_code() & 0xFF;
  return code == SQLITE_CANTOPEN || code == SQLITE_READONLY;
}

base::Result<std::unique_ptr<FactsStore>> open_for_reading(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error) && !error)
    return base::fail(base::ErrorCode::not_found, path, "there is no facts store; `elfgate scan` makes one");
  ELFGATE_TRY(check_size(path));
  auto access = Access::read;
  ELFGATE_TRY_ASSIGN(auto database, Database::open(path, access));
  if (needs_immutable(database)) {
    // Nobody can write here, so nobody does. A WAL file that was left behind is passed over; blobs have sums of their own.
    access = Access::immutable;
    ELFGATE_TRY_ASSIGN(database, Database::open(path, access));
  }
  ELFGATE_TRY_ASSIGN(const auto identity, identify(database));
  if (!identity.is_new() && !identity.is_store()) return not_a_store(path);
  const bool usable = identity.is_store() && identity.layout == k_layout;
  return std::make_unique<SqliteStore>(path, access, usable, std::move(database));
}

}  // namespace

base::Result<std::unique_ptr<FactsStore>> open_sqlite_store(const std::string& path, bool read_only) {
  return read_only ? open_for_reading(path) : open_for_writing(path);
}

}  // namespace elfgate::store
