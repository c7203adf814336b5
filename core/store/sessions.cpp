#include "core/store/sessions.hpp"

#include "core/base/digest.hpp"
#include "core/store/sql.hpp"

namespace galdr::store {
namespace {

#define GALDR_SESSION_COLUMNS                                                                              \
  "id,agent,session_id,file,folded_bytes,last_seq,events,calls,failures,skipped,started_at,last_at,ended_" \
  "at,cwd,prompt,ended_by_silence"

constexpr char kPut[] = "INSERT OR REPLACE INTO session(" GALDR_SESSION_COLUMNS
                        ")VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16)";
constexpr char kFind[] = "SELECT " GALDR_SESSION_COLUMNS " FROM session WHERE id=?1";
constexpr char kAll[] =
    "SELECT " GALDR_SESSION_COLUMNS
    " FROM session WHERE id NOT IN (SELECT child FROM subagent) ORDER BY started_at,session_id,agent";
constexpr char kExact[] = "SELECT " GALDR_SESSION_COLUMNS " FROM session WHERE session_id=?1 ORDER BY agent";
constexpr char kPrefix[] = "SELECT " GALDR_SESSION_COLUMNS
                           " FROM session WHERE substr(session_id,1,length(?1))=?1 ORDER BY session_id,agent";
constexpr char kLatest[] = "SELECT " GALDR_SESSION_COLUMNS " FROM session ORDER BY last_at DESC,id LIMIT 1";
constexpr char kSilent[] =
    "SELECT " GALDR_SESSION_COLUMNS " FROM session WHERE ended_at IS NULL AND last_at<?1 ORDER BY last_at,id";
constexpr char kFiles[] = "SELECT file,id,folded_bytes FROM session";
constexpr char kErase[] = "DELETE FROM session WHERE id=?1";
#undef GALDR_SESSION_COLUMNS

template <typename Value, typename Get>
std::optional<Value> nullable(const SQLite::Column& column, Get get) {
  if (column.isNull()) return std::nullopt;
  return get(column);
}

Session session_of(SQLite::Statement& row) {
  Session s;
  s.id = row.getColumn(0).getInt64();
  s.agent = row.getColumn(1).getString();
  s.session_id = row.getColumn(2).getString();
  s.file = row.getColumn(3).getString();
  s.folded_bytes = row.getColumn(4).getInt64();
  s.last_seq = row.getColumn(5).getInt64();
  s.events = row.getColumn(6).getInt64();
  s.calls = row.getColumn(7).getInt64();
  s.failures = row.getColumn(8).getInt64();
  s.skipped = row.getColumn(9).getInt64();
  s.started_at = row.getColumn(10).getInt64();
  s.last_at = row.getColumn(11).getInt64();
  const auto text = [](const SQLite::Column& c) { return c.getString(); };
  s.ended_at = nullable<Nanos>(row.getColumn(12), [](const SQLite::Column& c) { return c.getInt64(); });
  s.cwd = nullable<std::string>(row.getColumn(13), text);
  s.prompt = nullable<std::string>(row.getColumn(14), text);
  s.ended_by_silence = row.getColumn(15).getInt() != 0;
  return s;
}

std::vector<Session> rows_of(SQLite::Statement& select) {
  std::vector<Session> rows;
  while (select.executeStep()) rows.push_back(session_of(select));
  return rows;
}

std::optional<Session> first_of(SQLite::Statement& select) {
  if (!select.executeStep()) return std::nullopt;
  return session_of(select);
}

void bind_optional(SQLite::Statement& statement, int index, const std::optional<std::string>& value) {
  value ? statement.bind(index, *value) : statement.bind(index);
}

}  // namespace

std::int64_t session_key(std::string_view agent, std::string_view session_id) {
  const auto hash = sha256(std::string(agent) + '\0' + std::string(session_id));
  std::uint64_t key = 0;
  for (std::size_t i = 0; i < 8; ++i) key = key << 8 | hash[i];
  return static_cast<std::int64_t>(key >> 1);
}

Sessions::Sessions(SQLite::Database& db) : db_(db), put_(db, kPut), find_(db, kFind) {}

void Sessions::put(const Session& s) {
  put_.reset();
  put_.bind(1, s.id);
  put_.bind(2, s.agent);
  put_.bind(3, s.session_id);
  put_.bind(4, s.file);
  put_.bind(5, s.folded_bytes);
  put_.bind(6, s.last_seq);
  put_.bind(7, s.events);
  put_.bind(8, s.calls);
  put_.bind(9, s.failures);
  put_.bind(10, s.skipped);
  put_.bind(11, s.started_at);
  put_.bind(12, s.last_at);
  s.ended_at ? put_.bind(13, *s.ended_at) : put_.bind(13);
  bind_optional(put_, 14, s.cwd);
  bind_optional(put_, 15, s.prompt);
  put_.bind(16, s.ended_by_silence ? 1 : 0);
  put_.exec();
}

std::optional<Session> Sessions::find(std::int64_t id) {
  find_.reset();
  find_.bind(1, id);
  auto found = first_of(find_);
  find_.reset();
  return found;
}

std::vector<Session> Sessions::all() {
  SQLite::Statement select(db_, kAll);
  return rows_of(select);
}

std::unordered_map<std::string, KnownFile> Sessions::files() {
  std::unordered_map<std::string, KnownFile> known;
  for (SQLite::Statement row(db_, kFiles); row.executeStep();)
    known[row.getColumn(0).getString()] = {row.getColumn(1).getInt64(), row.getColumn(2).getInt64()};
  return known;
}

std::vector<Session> Sessions::matching(const std::string& text) {
  SQLite::Statement exact(db_, kExact);
  exact.bind(1, text);
  auto rows = rows_of(exact);
  if (!rows.empty() || text.empty()) return rows;
  SQLite::Statement prefix(db_, kPrefix);
  prefix.bind(1, text);
  return rows_of(prefix);
}

std::optional<Session> Sessions::latest() {
  SQLite::Statement select(db_, kLatest);
  return first_of(select);
}

std::vector<Session> Sessions::silent_since(Nanos before) {
  SQLite::Statement select(db_, kSilent);
  select.bind(1, before);
  return rows_of(select);
}

void Sessions::erase(std::int64_t id) {
  SQLite::Statement erase(db_, kErase);
  erase.bind(1, id);
  erase.exec();
}

}  // namespace galdr::store
