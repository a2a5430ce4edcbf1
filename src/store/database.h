// SQLite as values: a connection and a prepared statement that close themselves and whose failures are Errors.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace elfgate::store {

/// One prepared statement. One thread at a time.
class Statement {
 public:
  /// Binds BYTES as a blob to parameter INDEX (from 1). They must stay until the next reset().
  void bind(int index, std::string_view bytes);
  void bind(int index, std::int64_t number);
  /// True when a row is there, false when the statement is done.
  base::Result<bool> step();
  /// Ready to run again; bindings stay.
  void reset();
  /// A column of the current row, copied.
  std::string bytes(int column) const;
  /// The same, valid until the next step() or reset().
  std::string_view view(int column) const;
  std::int64_t number(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// How a file is opened.
enum class Access : std::uint8_t {
  create,    ///< read and write; made when absent
  read,      ///< read only, beside writers
  immutable  ///< read only, nobody writes: works where no lock or WAL file can be made
};

/// One connection. Safe from several threads (SQLite serializes them), as long as each uses statements of its own.
class Database {
 public:
  static base::Result<Database> open(const std::string& path, Access access);

  base::Result<Statement> prepare(std::string_view sql) const;
  /// Runs statements that return nothing.
  base::Result<void> run(const char* sql) const;
  /// The first column of the first row as a number; 0 when there is none.
  base::Result<std::int64_t> number(std::string_view sql) const;
  /// SQLite's extended result code of the last failure.
  int last_code() const;

 private:
  struct Close {
    void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
  };
  std::unique_ptr<sqlite3, Close> connection_;
};

/// A transaction that rolls back unless commit() succeeded.
class Transaction {
 public:
  enum class Kind : std::uint8_t { read, write };
  static base::Result<Transaction> begin(const Database& database, Kind kind);
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  base::Result<void> commit();

 private:
  explicit Transaction(const Database& database) : database_(&database) {}
  const Database* database_;
};

}  // namespace elfgate::store
