/// Tool calls: a start and an end that met by call id. One row a call in catalog.db.
///
/// Of two tellings of the same start or end, the one of the higher source counts (event::Source); of equals,
/// the first. Writer: whoever holds drain.lock. Table: schema/catalog/0001_catalog.sql.
#pragma once
#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>
#include <string>
#include <vector>

#include "core/event/event.hpp"

namespace galdr::store {

struct Call {
  std::int64_t session = 0;
  std::string call_id, parent_agent, tool;
  std::optional<std::string> start_event, end_event;  ///< event ids
  int start_source = -1, end_source = -1;             ///< event::Source, -1 where not told
  std::string status;                                 ///< "" while open
  std::optional<std::int64_t> duration_ms;
};

/// Not thread-safe. Borrows `db`, which must outlive it.
class Calls {
 public:
  explicit Calls(SQLite::Database& db);
  std::optional<Call> find(std::int64_t session, const std::string& call_id);
  void put(const Call& call);
  /// Calls that have begun and not ended, in order of call id; of one thread where `parent_agent` is given.
  std::vector<Call> open_calls(std::int64_t session, const std::optional<std::string>& parent_agent);
  void erase_session(std::int64_t session);

 private:
  SQLite::Database& db_;
  SQLite::Statement find_, put_;
  Call missing_;  ///< key of the last call that was asked for and not there
};

/// What folding one start or end into a call did.
struct CallChange {
  bool first = false;                     ///< the call was not known before
  bool superseded = false;                ///< this event itself counts no more than one that was there
  std::optional<std::string> supersedes;  ///< the event id that it replaces
  int failures = 0;                       ///< change of the number of failed calls: -1, 0 or 1
};

/// Folds a tool_start or tool_end that has a call id into its row.
CallChange fold_call(Calls& calls, std::int64_t session, const event::Event& event);

}  // namespace galdr::store
