#include "core/outbox/create.hpp"

#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>

#include "core/base/fixed_text.hpp"
#include "core/base/ulid.hpp"
#include "schema/schema.hpp"

namespace galdr::outbox {
namespace {

using Script = FixedText<8192>;

Script script() {
  Script sql;
  sql.add("PRAGMA page_size=4096;PRAGMA journal_mode=WAL;BEGIN IMMEDIATE;");
  for (const auto& migration : schema::outbox()) sql.add(migration.sql);
  sql.add("PRAGMA user_version=").number(kVersion).add(";COMMIT;");
  return sql;
}

bool fill(const char* path) {
  sqlite3* db = nullptr;
  constexpr int kFlags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXCLUSIVE;
  const Script sql = script();
  bool done = sql.good() && sqlite3_open_v2(path, &db, kFlags, nullptr) == SQLITE_OK;
  done = done && sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
  return sqlite3_close(db) == SQLITE_OK && done;
}

void remove_with(const PathText& path, std::string_view suffix) {
  PathText name = path;
  if (name.add(suffix).good()) ::unlink(name.c_str());
}

}  // namespace

bool create(const char* path) {
  sqlite3_initialize();
  PathText temporary;
  if (!temporary.add(path).add(".new-").add(new_ulid(realtime_now()).view()).good()) return false;
  const bool made = fill(temporary.c_str()) && (::link(temporary.c_str(), path) == 0 || errno == EEXIST);
  for (const auto suffix : {"", "-wal", "-shm", "-journal"}) remove_with(temporary, suffix);
  return made;
}

}  // namespace galdr::outbox
