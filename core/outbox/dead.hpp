/// Dead letters, counts and upkeep of outbox.db.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/outbox/claims.hpp"
#include "core/outbox/database.hpp"

namespace galdr::outbox {

/// What waits, for status and doctor.
struct Counts {
  std::int64_t pending = 0;  ///< rows, claimed ones included
  std::int64_t claimed = 0;  ///< rows within a claim
  std::int64_t dead = 0;
  std::int64_t bytes = 0;          ///< payload bytes that wait
  std::optional<Nanos> oldest_ts;  ///< of the oldest row that waits
  std::optional<std::int64_t> newest_id;
};
Counts counts(Database& db);

/// A row in short: `galdr outbox list`.
struct Summary {
  std::int64_t id = 0;
  std::string event_id, agent, event, reason;
  Nanos ts = 0;
  std::int64_t bytes = 0;
};
std::vector<Summary> list_pending(Database& db, std::int64_t most);
std::vector<Summary> list_dead(Database& db, std::int64_t most);
/// One row, waiting or dead, by row id or event id.
std::optional<Row> find_pending(Database& db, const std::string& id);
std::optional<DeadRow> find_dead(Database& db, const std::string& id);

/// Stores a dead row, in the caller's transaction.
void bury(Database& db, const DeadRow& dead);
/// Puts a dead row back at the end of the outbox: a new row id, the same event id. False if there is none
/// such.
bool retry(Database& db, const std::string& id);
/// Removes a dead row for good. False if there is none such.
bool discard(Database& db, const std::string& id);

/// A PASSIVE checkpoint if outbox.db-wal has grown past `bytes`: hooks are not held up by it. If it goes on
/// growing all the same, past twice of that, one for which they wait, a moment at most.
void checkpoint_above(Database& db, const std::string& path, std::int64_t bytes);
/// May there be bytes of drained payloads in the files?
bool needs_scrub(Database& db, const std::string& path);
/// For an empty outbox: leaves no byte of a drained payload in outbox.db or its WAL, and both small. Does
/// nothing where rows wait; gives up quietly where hooks are at work. True if it was done.
bool scrub(Database& db);

}  // namespace galdr::outbox
