/// The drain's connection to outbox.db: opened with our pragmas, its version checked, errors as Error.
#pragma once
#include <sqlite3.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace galdr::outbox {

constexpr int kBusyMillis = 5000;  ///< how long the drain waits for a lock on outbox.db

/// A prepared statement; finalized on every path out. Borrows its database, which must outlive it.
class Statement {
 public:
  Statement(sqlite3* db, const char* sql);
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, std::string_view text);  ///< borrowed until the statement is gone
  Statement& bind_blob(int index, std::string_view bytes);
  /// Advances; true on a row. Throws Error: busy, corrupt or io.
  bool step();
  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  std::string text(int column) const;

 private:
  sqlite3* db_;
  sqlite3_stmt* statement_ = nullptr;
};

/// Not thread-safe. Move is not needed: it lives where it is opened.
class Database {
 public:
  /// Opens the database at `path`, makes it if it is missing, and brings an older one up to date in one
  /// transaction. Throws Error: invalid if it is newer than this program (then it is not touched), corrupt,
  /// busy or io.
  explicit Database(const std::string& path);
  /// Opens what is there without a look at it. Throws Error{io}.
  struct AsItIs {};
  Database(const std::string& path, AsItIs);
  ~Database() { sqlite3_close_v2(db_); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  sqlite3* get() const { return db_; }
  void execute(const char* sql);
  /// Has the file been deleted or replaced since it was opened?
  bool has_moved() const;
  /// Does the file itself begin as the hook expects it? SQLite may read that page from the WAL or a cache.
  bool looks_sound_to_hooks() const;

 private:
  void prepare_schema(const std::string& path);
  sqlite3* db_ = nullptr;
};

/// BEGIN IMMEDIATE … COMMIT; rolls back unless commit() was reached.
class Transaction {
 public:
  explicit Transaction(Database& db, const char* begin = "BEGIN IMMEDIATE") : db_(db) { db_.execute(begin); }
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& db_;
  bool open_ = true;
};

}  // namespace galdr::outbox
