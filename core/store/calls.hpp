/// Tool calls: a start and an end that met by call id. One row a call in catalog.db.
///
/// Of two tellings of the same start or end, the one of the higher source counts (event::Source); of equals,
/// the first. An agent that sends no ids gets them from galdr (kOwnId), by tool and input.
/// Writer: whoever holds drain.lock. Table: schema/catalog/0002_calls_without_ids.sql.
#pragma once
#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/event/event.hpp"

namespace galdr::store {

/// What a call id begins with that galdr made.
constexpr std::string_view kOwnId = "galdr-";

struct Call {
  std::int64_t session = 0;
  std::string call_id, parent_agent, tool;
  std::optional<std::int64_t> input_key;              ///< event::input_key; only where no hook gave the id
  std::optional<std::string> start_event, end_event;  ///< event ids
  int start_source = -1, end_source = -1;             ///< event::Source, -1 where not told
  std::string status;                                 ///< "" while open
  std::optional<std::int64_t> duration_ms;
  bool measured = false;            ///< duration_ms is the time between the hooks
  std::optional<Nanos> begin, end;  ///< when; UTC
  Nanos begin_boot = 0;             ///< the start's hook time since boot; 0 where no hook told

  bool is_open() const { return !end_event; }
};

/// Not thread-safe. Borrows `db`, which must outlive it.
class Calls {
 public:
  explicit Calls(SQLite::Database& db);
  std::optional<Call> find(std::int64_t session, const std::string& call_id);
  void put(const Call& call);
  /// Calls that have begun and not ended, in order of call id; of one thread where `parent_agent` is given.
  std::vector<Call> open_calls(std::int64_t session, const std::optional<std::string>& parent_agent);
  /// Of the calls with this key, in one thread where `parent_agent` is given, the oldest of which no hook
  /// told the start, and that had not ended at `after`.
  std::optional<Call> unstarted(std::int64_t session, std::int64_t input_key,
                                const std::optional<std::string>& parent_agent, Nanos after);
  /// Of the same calls, the oldest that is open; else the oldest of which no hook told the end.
  std::optional<Call> unended(std::int64_t session, std::int64_t input_key,
                              const std::optional<std::string>& parent_agent);
  /// The calls with this key and an id of galdr's that began or ended between `from` and `to`: some hundreds
  /// at most, one of them perhaps twice.
  std::vector<Call> own_between(std::int64_t session, std::int64_t input_key, Nanos from, Nanos to);
  void erase_session(std::int64_t session);

 private:
  SQLite::Database& db_;
  SQLite::Statement find_, put_, unstarted_, unended_, own_;
  Call missing_;  ///< key of the last call that was asked for and not there
};

/// What folding one start or end into a call did.
struct CallChange {
  bool first = false;                     ///< the call was not known before
  bool superseded = false;                ///< this event itself counts no more than one that was there
  std::optional<std::string> supersedes;  ///< the event id that it replaces
  std::optional<std::string> amends;      ///< the event id that it adds to
  int failures = 0;                       ///< change of the number of failed calls: -1, 0 or 1
};

/// Folds a tool_start or tool_end that has a call id into its row.
CallChange fold_call(Calls& calls, std::int64_t session, const event::Event& event);

/// `base` with what the amending line `told` says where `base` is silent.
event::Event amended(event::Event base, const event::Event& told);

}  // namespace galdr::store
