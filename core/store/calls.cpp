#include "core/store/calls.hpp"

#include <utility>

#include "core/event/transcript.hpp"

namespace galdr::store {
namespace {

using event::Event;
using event::Kind;
using event::Source;
using event::Status;

#define GALDR_CALL_COLUMNS                                                                            \
  "session,call_id,parent_agent,tool,input_key,start_event,start_source,end_event,end_source,status," \
  "duration_ms,measured,begin_at,begin_boot,end_at"

constexpr char kFind[] = "SELECT " GALDR_CALL_COLUMNS " FROM call WHERE session=?1 AND call_id=?2";
constexpr char kPut[] = "INSERT OR REPLACE INTO call(" GALDR_CALL_COLUMNS
                        ")VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)";
constexpr char kOpen[] =
    "SELECT " GALDR_CALL_COLUMNS
    " FROM call WHERE session=?1 AND end_event IS NULL AND (?2 IS NULL OR parent_agent=?2) ORDER BY call_id";
// What a hook told has a source of 2 and more: event::Source::batch. The indexes of the schema have these
// terms.
constexpr char kUnstarted[] =
    "SELECT " GALDR_CALL_COLUMNS
    " FROM call WHERE session=?1 AND input_key=?2 AND input_key IS NOT NULL AND (?3 IS NULL OR "
    "parent_agent=?3) AND "
    "start_source<2 AND (end_at IS NULL OR end_at>=?4) ORDER BY begin_at,call_id LIMIT 1";
constexpr char kUnended[] = "SELECT " GALDR_CALL_COLUMNS
                            " FROM call WHERE session=?1 AND input_key=?2 AND input_key IS NOT NULL AND (?3 "
                            "IS NULL OR parent_agent=?3) AND "
                            "end_source=?4 ORDER BY begin_at,call_id LIMIT 1";
#define GALDR_OWN                                                                                            \
  " WHERE session=?1 AND input_key=?2 AND input_key IS NOT NULL AND call_id>='galdr-' AND call_id<'galdr.' " \
  "AND "
constexpr char kOwn[] =
    "SELECT*FROM(SELECT " GALDR_CALL_COLUMNS " FROM call INDEXED BY call_own_begin" GALDR_OWN
    "begin_at BETWEEN ?3 AND ?4 LIMIT 500)UNION ALL SELECT*FROM(SELECT " GALDR_CALL_COLUMNS
    " FROM call INDEXED BY call_own_end" GALDR_OWN "end_at BETWEEN ?3 AND ?4 LIMIT 500)";
#undef GALDR_OWN
constexpr char kErase[] = "DELETE FROM call WHERE session=?1";
#undef GALDR_CALL_COLUMNS

std::optional<std::string> nullable_text(const SQLite::Column& column) {
  if (column.isNull()) return std::nullopt;
  return column.getString();
}

std::optional<std::int64_t> nullable_integer(const SQLite::Column& column) {
  if (column.isNull()) return std::nullopt;
  return column.getInt64();
}

/// `value` must outlive the statement's run.
void bind_nullable(SQLite::Statement& statement, int index, const std::optional<std::string>& value) {
  value ? statement.bindNoCopy(index, *value) : statement.bind(index);
}

void bind_nullable(SQLite::Statement& statement, int index, const std::optional<std::int64_t>& value) {
  value ? statement.bind(index, *value) : statement.bind(index);
}

Call call_of(SQLite::Statement& row) {
  Call call;
  call.session = row.getColumn(0).getInt64();
  call.call_id = row.getColumn(1).getString();
  call.parent_agent = row.getColumn(2).getString();
  call.tool = row.getColumn(3).getString();
  call.input_key = nullable_integer(row.getColumn(4));
  call.start_event = nullable_text(row.getColumn(5));
  call.start_source = row.getColumn(6).getInt();
  call.end_event = nullable_text(row.getColumn(7));
  call.end_source = row.getColumn(8).getInt();
  call.status = row.getColumn(9).getString();
  call.duration_ms = nullable_integer(row.getColumn(10));
  call.measured = row.getColumn(11).getInt() != 0;
  call.begin = nullable_integer(row.getColumn(12));
  call.begin_boot = row.getColumn(13).getInt64();
  call.end = nullable_integer(row.getColumn(14));
  return call;
}

std::vector<Call> all_of(SQLite::Statement& select) {
  std::vector<Call> calls;
  while (select.executeStep()) calls.push_back(call_of(select));
  return calls;
}

/// What `select` yields first; it is reset, so that it holds no text of its caller's.
std::optional<Call> first_of(SQLite::Statement& select) {
  std::optional<Call> first;
  if (select.executeStep()) first = call_of(select);
  select.reset();
  return first;
}

/// Takes over the place of a start or an end, if `source` is above the one that holds it.
void contend(std::optional<std::string>& holder, int& holder_source, const Event& event, CallChange& change) {
  const int source = static_cast<int>(event.source);
  if (holder && holder_source >= source) {
    change.superseded = true;
    return;
  }
  change.supersedes = std::move(holder);
  holder = event.event_id;
  holder_source = source;
}

void set_status(Call& call, Status status, CallChange& change) {
  const std::string name(event::name_of(status));
  change.failures += (name == "error") - (call.status == "error");
  call.status = name;
}

/// The agent's word, or the time between the hooks of one boot.
void set_duration(Call& call, const Event& end) {
  call.duration_ms = end.duration_ms;
  const bool measurable = call.begin_boot > 0 && end.boot_ns >= call.begin_boot;
  call.measured = !call.duration_ms && end.source != Source::unknown && measurable;
  if (call.measured) call.duration_ms = (end.boot_ns - call.begin_boot) / kMilli;
}

void fold_start(Call& call, const Event& event, CallChange& change) {
  contend(call.start_event, call.start_source, event, change);
  if (change.superseded) return;
  call.begin = event.ts;
  call.begin_boot = event.boot_ns;
}

void fold_end(Call& call, const Event& event, CallChange& change) {
  contend(call.end_event, call.end_source, event, change);
  if (change.superseded) return;
  set_status(call, event.status, change);
  set_duration(call, event);
  call.end = event.ts;
}

bool adds_to(const Call& call, const Event& event) {
  if (event.amends.empty()) return false;
  return event.amends == (event.kind == Kind::tool_start ? call.start_event : call.end_event);
}

void fold_amendment(Call& call, const Event& event, CallChange& change) {
  change.amends = event.amends;
  change.superseded = true;  // it is read with the line that it adds to
  if (call.parent_agent.empty()) call.parent_agent = event.parent_agent;
  if (event.kind == Kind::tool_start) return;
  if (call.status == "unknown" && event.status != Status::none) set_status(call, event.status, change);
  if (event.duration_ms && (!call.duration_ms || call.measured)) {
    call.duration_ms = event.duration_ms;
    call.measured = false;
  }
}

Call new_call(std::int64_t session, const Event& event) {
  Call call;
  call.session = session;
  call.call_id = event.call_id;
  call.parent_agent = event.parent_agent;
  call.tool = event.tool;
  if (event.call_id.starts_with(kOwnId) || event.source == Source::transcript)
    call.input_key = static_cast<std::int64_t>(event::input_key(event.tool, event.input));
  return call;
}

}  // namespace

Calls::Calls(SQLite::Database& db)
    : db_(db),
      find_(db, kFind),
      put_(db, kPut),
      unstarted_(db, kUnstarted),
      unended_(db, kUnended),
      own_(db, kOwn) {}

std::optional<Call> Calls::find(std::int64_t session, const std::string& call_id) {
  std::optional<Call> found;
  if (missing_.session == session && missing_.call_id == call_id) return found;
  find_.reset();
  find_.bind(1, session);
  find_.bindNoCopy(2, call_id);
  if (find_.executeStep()) found = call_of(find_);
  find_.reset();
  if (!found) missing_.session = session, missing_.call_id = call_id;
  return found;
}

void Calls::put(const Call& call) {
  missing_ = {};
  put_.reset();
  put_.bind(1, call.session);
  put_.bindNoCopy(2, call.call_id);
  put_.bindNoCopy(3, call.parent_agent);
  put_.bindNoCopy(4, call.tool);
  bind_nullable(put_, 5, call.input_key);
  bind_nullable(put_, 6, call.start_event);
  put_.bind(7, call.start_source);
  bind_nullable(put_, 8, call.end_event);
  put_.bind(9, call.end_source);
  put_.bindNoCopy(10, call.status);
  bind_nullable(put_, 11, call.duration_ms);
  put_.bind(12, call.measured ? 1 : 0);
  bind_nullable(put_, 13, call.begin);
  put_.bind(14, call.begin_boot);
  bind_nullable(put_, 15, call.end);
  put_.exec();
}

std::vector<Call> Calls::open_calls(std::int64_t session, const std::optional<std::string>& parent_agent) {
  SQLite::Statement select(db_, kOpen);
  select.bind(1, session);
  bind_nullable(select, 2, parent_agent);
  return all_of(select);
}

std::optional<Call> Calls::unstarted(std::int64_t session, std::int64_t input_key,
                                     const std::optional<std::string>& parent_agent, Nanos after) {
  unstarted_.reset();
  unstarted_.bind(1, session);
  unstarted_.bind(2, input_key);
  bind_nullable(unstarted_, 3, parent_agent);
  unstarted_.bind(4, after);
  return first_of(unstarted_);
}

std::optional<Call> Calls::unended(std::int64_t session, std::int64_t input_key,
                                   const std::optional<std::string>& parent_agent) {
  const auto oldest = [&](int end_source) {
    unended_.reset();
    unended_.bind(1, session);
    unended_.bind(2, input_key);
    bind_nullable(unended_, 3, parent_agent);
    unended_.bind(4, end_source);
    return first_of(unended_);
  };
  if (auto open = oldest(-1)) return open;
  auto closed = oldest(static_cast<int>(Source::unknown));
  auto told = oldest(static_cast<int>(Source::transcript));
  if (!closed || (told && told->begin < closed->begin)) return told;
  return closed;
}

std::vector<Call> Calls::own_between(std::int64_t session, std::int64_t input_key, Nanos from, Nanos to) {
  own_.reset();
  own_.bind(1, session);
  own_.bind(2, input_key);
  own_.bind(3, from);
  own_.bind(4, to);
  auto calls = all_of(own_);
  own_.reset();
  return calls;
}

void Calls::erase_session(std::int64_t session) {
  SQLite::Statement erase(db_, kErase);
  erase.bind(1, session);
  erase.exec();
}

CallChange fold_call(Calls& calls, std::int64_t session, const Event& event) {
  CallChange change;
  auto call = calls.find(session, event.call_id);
  change.first = !call;
  if (!call) call = new_call(session, event);
  if (adds_to(*call, event)) {
    fold_amendment(*call, event, change);
    calls.put(*call);
    return change;
  }
  event.kind == Kind::tool_start ? fold_start(*call, event, change) : fold_end(*call, event, change);
  if (!change.superseded) calls.put(*call);
  return change;
}

Event amended(Event base, const Event& told) {
  if (base.status == Status::unknown && told.status != Status::none) {
    base.status = told.status;
    base.source = told.source;
  }
  if (!base.exit_code) base.exit_code = told.exit_code;
  if (!base.duration_ms) base.duration_ms = told.duration_ms;
  if (!base.error) base.error = told.error;
  if (base.parent_agent.empty()) base.parent_agent = told.parent_agent;
  if (base.output.empty()) base.output = told.output;
  return base;
}

}  // namespace galdr::store
