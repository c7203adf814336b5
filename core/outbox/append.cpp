#include "core/outbox/append.hpp"

#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>

#include "core/outbox/create.hpp"
#include "core/outbox/envelope.hpp"

namespace galdr::outbox {
namespace {

constexpr char kInsert[] = "INSERT INTO outbox(event_id,envelope,payload)VALUES(?1,?2,?3)";

constexpr std::size_t kLargePayload = 65536;
constexpr int kFramesToClose = 100;       ///< a WAL of so many frames is worth the checkpoint of a last close
constexpr int kFramesToCloseLarge = 600;  ///< the same where this event alone is many frames
constexpr int kFramesToCheckpoint =
    4096;  ///< 16 MB: overlapping hooks never close last, so one must do it openly

/// Sleeps with jitter, 50 µs growing to 1 ms, until `until`. SQLite's own table makes the tail latency worse.
struct BusyWait {
  Nanos until;
  std::uint32_t jitter;
};

int on_busy(void* context, int tries) {
  auto& wait = *static_cast<BusyWait*>(context);
  if (monotonic_now() >= wait.until) return 0;
  const unsigned ceiling = tries >= 5 ? 1000u : 50u << tries;
  wait.jitter = wait.jitter * 1664525u + 1013904223u;
  ::usleep(ceiling / 2 + (wait.jitter >> 8) % (ceiling / 2 + 1));
  return 1;
}

int on_commit(void* frames, sqlite3*, const char*, int in_wal) {
  *static_cast<int*>(frames) = in_wal;
  return SQLITE_OK;
}

/// Is outbox.db of the version that this program writes? One that is newer must not be touched. Asked of the
/// file, where user_version stands at byte 60: PRAGMA would be one more statement to compile at every event.
bool version_matches(sqlite3* db) {
  sqlite3_file* file = nullptr;
  unsigned char bytes[4];
  if (sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK ||
      file->pMethods == nullptr)
    return false;
  if (file->pMethods->xRead(file, bytes, sizeof bytes, 60) != SQLITE_OK) return false;
  return bytes[0] == 0 && bytes[1] == 0 && bytes[2] == 0 && bytes[3] == kVersion;
}

void bind_text(sqlite3_stmt* statement, int index, std::string_view text) {
  sqlite3_bind_text(statement, index, text.data() == nullptr ? "" : text.data(),
                    static_cast<int>(text.size()), SQLITE_STATIC);
}

bool insert(sqlite3* db, const Record& record) {
  Envelope envelope;
  fill_envelope(envelope, record);
  sqlite3_stmt* statement = nullptr;
  if (!envelope.good() || sqlite3_prepare_v2(db, kInsert, sizeof kInsert, &statement, nullptr) != SQLITE_OK)
    return false;
  bind_text(statement, 1, record.event_id);
  bind_text(statement, 2, envelope.view());
  sqlite3_bind_blob64(statement, 3, record.payload.data(), record.payload.size(), SQLITE_STATIC);
  const bool done = sqlite3_step(statement) == SQLITE_DONE;
  return sqlite3_finalize(statement) == SQLITE_OK && done;
}

/// A plain close checkpoints (4 fsyncs) if it is the last one; never closing lets the WAL grow, which every
/// next open re-reads. So: close only once the WAL has grown, and beyond 16 MB checkpoint without being last.
void close_adaptively(sqlite3* db, int frames, bool large) {
  if (frames >= kFramesToCheckpoint)
    sqlite3_wal_checkpoint_v2(db, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  if (frames > (large ? kFramesToCloseLarge : kFramesToClose)) sqlite3_close(db);
}

Appended append_to(sqlite3* db, const Record& record, const AppendOptions& options) {
  BusyWait wait{monotonic_now() + options.busy_for, static_cast<std::uint32_t>(record.boot_ns)};
  int frames = 0;
  const bool large = record.payload.size() >= kLargePayload;
  sqlite3_busy_handler(db, on_busy, &wait);
  sqlite3_wal_hook(db, on_commit, &frames);
  const bool synced = options.durability != Durability::power ||
                      sqlite3_exec(db, "PRAGMA synchronous=FULL", nullptr, nullptr, nullptr) == SQLITE_OK;
  if (large) sqlite3_exec(db, "PRAGMA cache_size=8", nullptr, nullptr, nullptr);
  if (!synced || !version_matches(db) || !insert(db, record)) {
    sqlite3_close(db);
    return Appended::failed;
  }
  close_adaptively(db, frames, large);
  return Appended::committed;
}

}  // namespace

Appended append(const char* path, const Record& record, const AppendOptions& options) {
  sqlite3_initialize();
  sqlite3* db = nullptr;
  const int rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  if (rc == SQLITE_OK) return append_to(db, record, options);
  sqlite3_close(db);
  return ::access(path, F_OK) != 0 && errno == ENOENT ? Appended::missing : Appended::failed;
}

}  // namespace galdr::outbox
