#include "core/outbox/dead.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"

namespace galdr::outbox {
namespace {

constexpr char kCounts[] = "SELECT count(*),coalesce(sum(length(payload)),0),max(id) FROM outbox";
constexpr char kOldest[] = "SELECT id,event_id,envelope,NULL FROM outbox ORDER BY id LIMIT 1";
constexpr char kClaimed[] =
    "SELECT count(*) FROM outbox WHERE EXISTS(SELECT 1 FROM claim WHERE id BETWEEN lo AND hi)";
constexpr char kDeadCount[] = "SELECT count(*) FROM dead";
constexpr char kPending[] = "SELECT id,event_id,envelope,NULL,'' FROM outbox ORDER BY id LIMIT ?1";
constexpr char kDead[] = "SELECT id,event_id,envelope,NULL,reason FROM dead ORDER BY id LIMIT ?1";
constexpr char kFindPending[] =
    "SELECT id,event_id,envelope,payload FROM outbox WHERE CAST(id AS TEXT)=?1 OR event_id=?1";
constexpr char kFindDead[] =
    "SELECT id,event_id,envelope,payload,reason FROM dead WHERE CAST(id AS TEXT)=?1 OR event_id=?1";
constexpr char kBury[] =
    "INSERT INTO dead(event_id,envelope,payload,reason)"
    "SELECT ?1,?2,?3,?4 WHERE NOT EXISTS(SELECT 1 FROM dead WHERE event_id=?1)";
constexpr char kRetry[] =
    "INSERT INTO outbox(event_id,envelope,payload)"
    "SELECT event_id,envelope,payload FROM dead WHERE CAST(id AS TEXT)=?1 OR event_id=?1";
constexpr char kDiscard[] = "DELETE FROM dead WHERE CAST(id AS TEXT)=?1 OR event_id=?1";

std::int64_t one_number(Database& db, const char* sql) {
  Statement read(db.get(), sql);
  return read.step() ? read.integer(0) : 0;
}

std::vector<Summary> list(Database& db, const char* sql, std::int64_t most) {
  Statement read(db.get(), sql);
  read.bind(1, most);
  std::vector<Summary> rows;
  while (read.step()) {
    const Row row = row_at(read);
    rows.push_back({row.id, row.event_id, row.agent, row.event, read.text(4), row.ts, row.bytes});
  }
  return rows;
}

/// When the oldest waiting event was received.
std::optional<Nanos> oldest_ts(Database& db) {
  Statement read(db.get(), kOldest);
  if (!read.step()) return std::nullopt;
  return row_at(read).ts;
}

}  // namespace

Counts counts(Database& db) {
  Counts c;
  Statement all(db.get(), kCounts);
  if (all.step()) c.pending = all.integer(0), c.bytes = all.integer(1);
  if (c.pending > 0) c.newest_id = all.integer(2), c.oldest_ts = oldest_ts(db);
  c.claimed = one_number(db, kClaimed);
  c.dead = one_number(db, kDeadCount);
  return c;
}

std::vector<Summary> list_pending(Database& db, std::int64_t most) { return list(db, kPending, most); }
std::vector<Summary> list_dead(Database& db, std::int64_t most) { return list(db, kDead, most); }

std::optional<Row> find_pending(Database& db, const std::string& id) {
  Statement find(db.get(), kFindPending);
  if (!find.bind(1, id).step()) return std::nullopt;
  return row_at(find);
}

std::optional<DeadRow> find_dead(Database& db, const std::string& id) {
  Statement find(db.get(), kFindDead);
  if (!find.bind(1, id).step()) return std::nullopt;
  return DeadRow{row_at(find), find.text(4)};
}

void bury(Database& db, const DeadRow& dead) {
  const Row& r = dead.row;
  Statement insert(db.get(), kBury);
  const std::string envelope = envelope_of(r);
  insert.bind(1, r.event_id).bind(2, envelope).bind_blob(3, r.payload).bind(4, dead.reason).step();
}

bool retry(Database& db, const std::string& id) {
  Transaction transaction(db);
  Statement(db.get(), kRetry).bind(1, id).step();
  const bool found = sqlite3_changes64(db.get()) > 0;
  Statement(db.get(), kDiscard).bind(1, id).step();
  transaction.commit();
  return found;
}

bool discard(Database& db, const std::string& id) {
  Statement(db.get(), kDiscard).bind(1, id).step();
  return sqlite3_changes64(db.get()) > 0;
}

namespace {

/// Lets no lock be waited for longer while it lives: a checkpoint that waits for a reader holds up every
/// hook.
class WithoutWaiting {
 public:
  explicit WithoutWaiting(Database& db, int millis = 0) : db_(db) { sqlite3_busy_timeout(db_.get(), millis); }
  ~WithoutWaiting() { sqlite3_busy_timeout(db_.get(), kBusyMillis); }
  WithoutWaiting(const WithoutWaiting&) = delete;
  WithoutWaiting& operator=(const WithoutWaiting&) = delete;

 private:
  Database& db_;
};

}  // namespace

void checkpoint_above(Database& db, const std::string& path, std::int64_t bytes) {
  constexpr int kFrame = 4096 + 24, kHooksWaitMillis = 20;
  int frames = 0;
  if (file_size(path + "-wal").value_or(0) <= bytes) return;
  sqlite3_wal_checkpoint_v2(db.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &frames, nullptr);
  if (std::int64_t{frames} * kFrame <= 2 * bytes) return;
  // Hooks that come without a pause keep it from beginning anew. Little is left to write by now.
  const WithoutWaiting soon(db, kHooksWaitMillis);
  sqlite3_wal_checkpoint_v2(db.get(), nullptr, SQLITE_CHECKPOINT_RESTART, nullptr, nullptr);
}

bool needs_scrub(Database& db, const std::string& path) {
  constexpr std::int64_t kCleanWal = 4 * 4120;  // what the commit at the end of scrub() leaves
  return file_size(path + "-wal").value_or(0) > kCleanWal || one_number(db, "PRAGMA freelist_count") > 0;
}

bool scrub(Database& db) {
  if (one_number(db, "SELECT EXISTS(SELECT 1 FROM outbox)") != 0) return false;
  const WithoutWaiting now(db);
  try {
    db.execute("VACUUM");
    if (sqlite3_wal_checkpoint_v2(db.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr) !=
        SQLITE_OK)
      return false;
    // A real commit, so that no hook is the one to begin the new WAL.
    Transaction transaction(db);
    db.execute("INSERT INTO claim(lo,hi,attempts,owner)VALUES(0,0,0,''); DELETE FROM claim WHERE hi=0");
    transaction.commit();
  } catch (const Error&) {
    return false;
  }
  return true;
}

}  // namespace galdr::outbox
