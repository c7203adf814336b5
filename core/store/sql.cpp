#include "core/store/sql.hpp"

#include <sqlite3.h>

namespace galdr::store {
namespace {

constexpr int kBusyMillis = 5000;
/// The cache and the WAL hold what a batch of the drain changes: a page is read and written back once.
constexpr char kPragmas[] =
    "PRAGMA foreign_keys=ON; PRAGMA synchronous=NORMAL; PRAGMA journal_size_limit=8388608;"
    "PRAGMA wal_autocheckpoint=2000; PRAGMA cache_size=-8000";

void migrate(SQLite::Database& db, const std::string& path, std::span<const schema::Migration> migrations) {
  const int newest = static_cast<int>(migrations.size());
  const int found = db.execAndGet("PRAGMA user_version").getInt();
  if (found == newest) return;
  if (found > newest)
    throw Error(ErrorCode::invalid, path + " has version " + std::to_string(found) + ", this galdr knows " +
                                        std::to_string(newest) +
                                        ": install the newer galdr; nothing was touched");
  db.exec("PRAGMA journal_mode=WAL");
  Immediate transaction(db);
  for (int i = db.execAndGet("PRAGMA user_version").getInt(); i < newest; ++i)
    db.exec(migrations[static_cast<std::size_t>(i)].sql);
  db.exec("PRAGMA user_version=" + std::to_string(newest));
  transaction.commit();
}

}  // namespace

Error translate(const SQLite::Exception& e, const std::string& file) {
  const int kind = e.getErrorCode() & 0xff;
  if (kind == SQLITE_BUSY || kind == SQLITE_LOCKED) return {ErrorCode::busy, file + " is busy"};
  if (kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB)
    return {ErrorCode::corrupt, file + " is damaged: " + e.what()};
  return {ErrorCode::io, file + ": " + e.what()};
}

SQLite::Database open_database(const std::string& path, std::span<const schema::Migration> migrations) {
  try {
    SQLite::Database db(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, kBusyMillis);
    migrate(db, path, migrations);
    db.exec(kPragmas);
    return db;
  } catch (const SQLite::Exception& e) {
    throw translate(e, path);
  }
}

}  // namespace galdr::store
