#include "store/database.h"

#include <utility>

namespace elfgate::store {

namespace {

// A writer of a whole first scan holds the lock for seconds, never for minutes.
constexpr int k_busy_milliseconds = 60'000;

constexpr const char* k_other_ways =
    "use what it holds with --facts-read-only, name another file with --facts, or keep nothing with --no-facts";

// "file:PATH?immutable=1" with everything escaped that a URI gives a meaning to.
std::string immutable_uri(const std::string& path) {
  static constexpr char k_hex[] = "0123456789ABCDEF";
  std::string uri = "file:";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= ' ' || byte >= 0x7F || c == '?' || c == '#' || c == '%')
      uri += {'%', k_hex[byte >> 4], k_hex[byte & 15]};
    else
      uri += c;
  }
  return uri + "?immutable=1";
}

// The file name is in no SQLite message; the connection knows it.
base::Failure failure(sqlite3* connection, int code) {
  const char* name = connection ? sqlite3_db_filename(connection, "main") : nullptr;
  const std::string path = name && *name ? name : "facts store";
  const std::string text = connection ? sqlite3_errmsg(connection) : sqlite3_errstr(code);
  switch (code & 0xFF) {
    case SQLITE_NOTADB:
      return base::fail(base::ErrorCode::usage, path,
                        "this file is not a facts store of elfgate and was left as it is; name another file for the store");
    case SQLITE_CORRUPT:
      return base::fail(
          base::ErrorCode::malformed, path,
          "the facts store is damaged (" + text + "); it is only a cache: remove it together with its -wal and -shm files");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return base::fail(base::ErrorCode::io, path,
                        "another process keeps the facts store locked: try again, or name another file");
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return base::fail(base::ErrorCode::io, path, "the facts store cannot be written here (" + text + "): " + k_other_ways);
    case SQLITE_CANTOPEN:
      return base::fail(base::ErrorCode::io, path,
                        "the facts store's own files beside it cannot be made here (" + text + "): " + k_other_ways);
    case SQLITE_FULL: return base::fail(base::ErrorCode::io, path, "the disk is full; the facts store keeps what it had");
    default: return base::fail(base::ErrorCode::io, path, "the facts store failed: " + text);
  }
}

}  // namespace

void Statement::bind(int index, std::string_view bytes) {
  // a null pointer would bind NULL, which is no empty blob
  const char* data = bytes.empty() ? "" : bytes.data();
  sqlite3_bind_blob64(statement_.get(), index, data, bytes.size(), SQLITE_STATIC);
}

void Statement::bind(int index, std::int64_t number) {
  sqlite3_bind_int64(statement_.get(), index, number);
}

base::Result<bool> Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return failure(sqlite3_db_handle(statement_.get()), code);
}

void Statement::reset() {
  sqlite3_reset(statement_.get());
}

std::string_view Statement::view(int column) const {
  const void* data = sqlite3_column_blob(statement_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return data ? std::string_view(static_cast<const char*>(data), size) : std::string_view();
}

std::string Statement::bytes(int column) const {
  return std::string(view(column));
}

std::int64_t Statement::number(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

base::Result<Database> Database::open(const std::string& path, Access access) {
  int flags = SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_EXRESCODE;
  flags |= access == Access::create ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  if (access == Access::immutable) flags |= SQLITE_OPEN_URI;
  // a plain name that looks like ":memory:" or "file:..." must stay a name
  const std::string plain = path.starts_with('/') ? path : "./" + path;
  const std::string name = access == Access::immutable ? immutable_uri(plain) : plain;
  sqlite3* connection = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &connection, flags, nullptr);
  Database database;
  database.connection_.reset(connection);
  if (code != SQLITE_OK) {
    const std::string text = connection ? sqlite3_errmsg(connection) : sqlite3_errstr(code);
    return base::fail(base::ErrorCode::io, path, "the facts store cannot be opened: " + text + ": " + k_other_ways);
  }
  sqlite3_busy_timeout(connection, k_busy_milliseconds);
  return database;
}

base::Result<Statement> Database::prepare(std::string_view sql) const {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v2(connection_.get(), sql.data(), static_cast<int>(sql.size()), &raw, nullptr);
  if (code != SQLITE_OK) return failure(connection_.get(), code);
  Statement statement;
  statement.statement_.reset(raw);
  return statement;
}

base::Result<void> Database::run(const char* sql) const {
  const int code = sqlite3_exec(connection_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return failure(connection_.get(), code);
  return {};
}

base::Result<std::int64_t> Database::number(std::string_view sql) const {
  ELFGATE_TRY_ASSIGN(auto statement, prepare(sql));
  ELFGATE_TRY_ASSIGN(const bool row, statement.step());
  return row ? statement.number(0) : 0;
}

int Database::last_code() const {
  return sqlite3_extended_errcode(connection_.get());
}

base::Result<Transaction> Transaction::begin(const Database& database, Kind kind) {
  ELFGATE_TRY(database.run(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN"));
  return Transaction(database);
}

Transaction::~Transaction() {
  if (database_) (void)database_->run("ROLLBACK");
}

base::Result<void> Transaction::commit() {
  ELFGATE_TRY(database_->run("COMMIT"));
  database_ = nullptr;
  return {};
}

}  // namespace elfgate::store
