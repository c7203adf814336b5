#include "core/outbox/database.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/base/error.hpp"
#include "core/outbox/create.hpp"
#include "schema/schema.hpp"

namespace galdr::outbox {
namespace {

[[noreturn]] void fail(sqlite3* db, int rc) {
  const int kind = rc & 0xff;
  const std::string reason = db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(rc);
  if (kind == SQLITE_BUSY || kind == SQLITE_LOCKED) throw Error(ErrorCode::busy, "outbox.db is busy");
  // Our SQL is constant, so an error in it is a schema that is not ours.
  if (kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB || kind == SQLITE_ERROR)
    throw Error(ErrorCode::corrupt, "outbox.db is damaged: " + reason);
  throw Error(ErrorCode::io, "outbox.db: " + reason);
}

}  // namespace

Statement::Statement(sqlite3* db, const char* sql) : db_(db) {
  const int rc = sqlite3_prepare_v2(db, sql, -1, &statement_, nullptr);
  if (rc != SQLITE_OK) fail(db, rc);
}

Statement& Statement::bind(int index, std::int64_t value) {
  sqlite3_bind_int64(statement_, index, value);
  return *this;
}

Statement& Statement::bind(int index, std::string_view text) {
  sqlite3_bind_text64(statement_, index, text.data() == nullptr ? "" : text.data(), text.size(),
                      SQLITE_STATIC, SQLITE_UTF8);
  return *this;
}

Statement& Statement::bind_blob(int index, std::string_view bytes) {
  sqlite3_bind_blob64(statement_, index, bytes.data() == nullptr ? "" : bytes.data(), bytes.size(),
                      SQLITE_STATIC);
  return *this;
}

bool Statement::step() {
  const int rc = sqlite3_step(statement_);
  if (rc == SQLITE_ROW) return true;
  if (rc != SQLITE_DONE) fail(db_, rc);
  return false;
}

std::string Statement::text(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return bytes == nullptr ? std::string() : std::string(static_cast<const char*>(bytes), size);
}

Database::Database(const std::string& path) {
  if (::access(path.c_str(), F_OK) != 0 && errno == ENOENT && !create(path.c_str()))
    throw Error(ErrorCode::io, "cannot make " + path + ": is there room, and is the folder yours to write?");
  const int rc = sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READWRITE, nullptr);
  try {
    if (rc != SQLITE_OK) fail(db_, rc);
    sqlite3_busy_timeout(db_, kBusyMillis);
    prepare_schema(path);
    execute("PRAGMA wal_autocheckpoint=0; PRAGMA synchronous=NORMAL; PRAGMA journal_size_limit=8388608");
  } catch (...) {
    sqlite3_close_v2(db_);
    throw;
  }
}

Database::Database(const std::string& path, AsItIs) {
  const int rc = sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READWRITE, nullptr);
  if (rc != SQLITE_OK) {
    sqlite3_close_v2(db_);
    fail(nullptr, rc);
  }
  sqlite3_busy_timeout(db_, kBusyMillis);
}

void Database::prepare_schema(const std::string& path) {
  const auto version = [this] {
    Statement read(db_, "PRAGMA user_version");
    return read.step() ? read.integer(0) : 0;
  };
  const auto found = version();
  if (found == kVersion) return;
  if (found > kVersion)
    throw Error(ErrorCode::invalid, path + " has version " + std::to_string(found) + ", this galdr knows " +
                                        std::to_string(kVersion) +
                                        ": install the newer galdr; nothing was touched");
  execute("PRAGMA journal_mode=WAL");
  Transaction transaction(*this);
  const auto all = schema::outbox();
  for (auto i = static_cast<std::size_t>(version()); i < all.size(); ++i) execute(all[i].sql);
  execute(("PRAGMA user_version=" + std::to_string(kVersion)).c_str());
  transaction.commit();
  execute("PRAGMA wal_checkpoint(TRUNCATE)");  // the hook looks for the version in the file itself
}

void Database::execute(const char* sql) {
  const int rc = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr);
  if (rc != SQLITE_OK) fail(db_, rc);
}

bool Database::has_moved() const {
  int moved = 0;
  return sqlite3_file_control(db_, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved != 0;
}

bool Database::looks_sound_to_hooks() const {
  constexpr std::string_view kMagic("SQLite format 3\0", 16);
  sqlite3_file* file = nullptr;
  char header[64];
  if (sqlite3_file_control(db_, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK ||
      file->pMethods == nullptr || file->pMethods->xRead(file, header, sizeof header, 0) != SQLITE_OK)
    return false;
  const char version[] = {0, 0, 0, kVersion};
  return std::string_view(header, kMagic.size()) == kMagic && std::equal(version, version + 4, header + 60);
}

Transaction::~Transaction() {
  if (open_) sqlite3_exec(db_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  db_.execute("COMMIT");
  open_ = false;
}

}  // namespace galdr::outbox
