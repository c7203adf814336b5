#include "core/store/calls.hpp"

namespace galdr::store {
namespace {

constexpr char kFind[] =
    "SELECT "
    "session,call_id,parent_agent,tool,start_event,start_source,end_event,end_source,status,duration_ms FROM "
    "call"
    " WHERE session=?1 AND call_id=?2";
constexpr char kPut[] =
    "INSERT OR REPLACE INTO "
    "call(session,call_id,parent_agent,tool,start_event,start_source,end_event,end_source,status,"
    "duration_ms)VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)";
constexpr char kOpen[] =
    "SELECT "
    "session,call_id,parent_agent,tool,start_event,start_source,end_event,end_source,status,duration_ms FROM "
    "call"
    " WHERE session=?1 AND end_event IS NULL AND (?2 IS NULL OR parent_agent=?2) ORDER BY call_id";
constexpr char kErase[] = "DELETE FROM call WHERE session=?1";

std::optional<std::string> nullable_text(const SQLite::Column& column) {
  if (column.isNull()) return std::nullopt;
  return column.getString();
}

/// `value` must outlive the statement's run.
void bind_nullable(SQLite::Statement& statement, int index, const std::optional<std::string>& value) {
  value ? statement.bindNoCopy(index, *value) : statement.bind(index);
}

Call call_of(SQLite::Statement& row) {
  Call call;
  call.session = row.getColumn(0).getInt64();
  call.call_id = row.getColumn(1).getString();
  call.parent_agent = row.getColumn(2).getString();
  call.tool = row.getColumn(3).getString();
  call.start_event = nullable_text(row.getColumn(4));
  call.start_source = row.getColumn(5).getInt();
  call.end_event = nullable_text(row.getColumn(6));
  call.end_source = row.getColumn(7).getInt();
  call.status = row.getColumn(8).getString();
  if (!row.getColumn(9).isNull()) call.duration_ms = row.getColumn(9).getInt64();
  return call;
}

/// Takes over the place of a start or an end, if `source` is above the one that holds it.
void contend(std::optional<std::string>& holder, int& holder_source, const event::Event& event,
             CallChange& change) {
  const int source = static_cast<int>(event.source);
  if (holder && holder_source >= source) {
    change.superseded = true;
    return;
  }
  change.supersedes = std::move(holder);
  holder = event.event_id;
  holder_source = source;
}

}  // namespace

Calls::Calls(SQLite::Database& db) : db_(db), find_(db, kFind), put_(db, kPut) {}

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
  bind_nullable(put_, 5, call.start_event);
  put_.bind(6, call.start_source);
  bind_nullable(put_, 7, call.end_event);
  put_.bind(8, call.end_source);
  put_.bindNoCopy(9, call.status);
  call.duration_ms ? put_.bind(10, *call.duration_ms) : put_.bind(10);
  put_.exec();
}

std::vector<Call> Calls::open_calls(std::int64_t session, const std::optional<std::string>& parent_agent) {
  SQLite::Statement select(db_, kOpen);
  select.bind(1, session);
  bind_nullable(select, 2, parent_agent);
  std::vector<Call> calls;
  while (select.executeStep()) calls.push_back(call_of(select));
  return calls;
}

void Calls::erase_session(std::int64_t session) {
  SQLite::Statement erase(db_, kErase);
  erase.bind(1, session);
  erase.exec();
}

CallChange fold_call(Calls& calls, std::int64_t session, const event::Event& event) {
  CallChange change;
  auto call = calls.find(session, event.call_id);
  change.first = !call;
  if (!call) {
    call.emplace();
    call->session = session, call->call_id = event.call_id, call->parent_agent = event.parent_agent,
    call->tool = event.tool;
  }
  if (event.kind == event::Kind::tool_start) {
    contend(call->start_event, call->start_source, event, change);
  } else {
    contend(call->end_event, call->end_source, event, change);
    if (!change.superseded) {
      const std::string status(event::name_of(event.status));
      change.failures = (status == "error") - (call->status == "error");
      call->status = status;
      call->duration_ms = event.duration_ms;
    }
  }
  if (!change.superseded) calls.put(*call);
  return change;
}

}  // namespace galdr::store
