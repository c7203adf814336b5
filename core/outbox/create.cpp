#include "core/outbox/create.hpp"

#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>

#include "core/base/ulid.hpp"
#include "schema/schema.hpp"

namespace galdr::outbox {
namespace {

std::string script() {
  std::string sql = "PRAGMA page_size=4096;PRAGMA journal_mode=WAL;BEGIN IMMEDIATE;";
  for (const auto& migration : schema::outbox()) sql += migration.sql;
  return sql + "PRAGMA user_version=" + std::to_string(kVersion) + ";COMMIT;";
}

bool fill(const std::string& path) {
  sqlite3* db = nullptr;
  constexpr int kFlags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXCLUSIVE;
  bool done = sqlite3_open_v2(path.c_str(), &db, kFlags, nullptr) == SQLITE_OK;
  done = done && sqlite3_exec(db, script().c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
  return sqlite3_close(db) == SQLITE_OK && done;
}

}  // namespace

bool create(const std::string& path) {
  sqlite3_initialize();
  const std::string temporary = path + ".new-" + new_ulid(realtime_now()).text.data();
  const bool made = fill(temporary) && (::link(temporary.c_str(), path.c_str()) == 0 || errno == EEXIST);
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) ::unlink((temporary + suffix).c_str());
  return made;
}

}  // namespace galdr::outbox
