#include "core/store/reader.hpp"

#include "core/base/error.hpp"
#include "core/store/sql.hpp"

namespace galdr::store {
namespace {

#define GALDR_PLACE "s.file,e.session,e.place,e.length,e.amended"
#define GALDR_FROM " FROM event e JOIN session s ON s.id=e.session WHERE "

constexpr char kOfSession[] = "SELECT " GALDR_PLACE GALDR_FROM
                              "e.session=?1 AND e.seq BETWEEN ?2 AND ?3 AND e.superseded<=?4 ORDER BY "
                              "e.seq,e.event_id";
constexpr char kOfAll[] = "SELECT " GALDR_PLACE GALDR_FROM "e.superseded<=?1 ORDER BY e.ts,e.seq,e.event_id";
constexpr char kById[] = "SELECT " GALDR_PLACE GALDR_FROM "e.event_id=?1";
#undef GALDR_FROM
#undef GALDR_PLACE
constexpr char kAmendments[] = "SELECT place,length FROM amendment WHERE event_id=?1 ORDER BY place";
constexpr char kCount[] =
    "SELECT count(*) FROM event WHERE session=?1 AND seq BETWEEN ?2 AND ?3 AND superseded<=?4";

void bind_slice(SQLite::Statement& statement, std::int64_t session, const Slice& slice) {
  statement.bind(1, session);
  statement.bind(2, slice.from_seq);
  statement.bind(3, slice.to_seq);
  statement.bind(4, slice.superseded ? 1 : 0);
}

/// Makes events of the rows that `select` yields.
class RowReader {
 public:
  explicit RowReader(Catalog& catalog)
      : spans_(catalog.spans()), calls_(catalog.db()), amendments_(catalog.db(), kAmendments) {}

  void read(SQLite::Statement& select, const UseEvent& use) {
    while (select.executeStep()) {
      const std::string file = select.getColumn(0).getString();
      auto event = line_at(file, select, 2);
      if (!event) continue;
      if (select.getColumn(4).getInt() != 0) amend(*event, file);
      fill_from_call(*event, select.getColumn(1).getInt64());
      use(*event);
    }
  }

 private:
  std::optional<event::Event> line_at(const std::string& file, SQLite::Statement& row, int column) const {
    return event::from_line(
        spans_.read_at(file, row.getColumn(column).getInt64(), row.getColumn(column + 1).getInt64()));
  }

  void amend(event::Event& event, const std::string& file) {
    amendments_.reset();
    amendments_.bind(1, event.event_id);
    while (amendments_.executeStep())
      if (const auto told = line_at(file, amendments_, 0)) event = amended(std::move(event), *told);
  }

  /// The time between the hooks, where the agent tells none; the subagent, which a transcript may tell of the
  /// start alone.
  void fill_from_call(event::Event& event, std::int64_t session) {
    const bool is_end = event.kind == event::Kind::tool_end;
    if ((!is_end && event.kind != event::Kind::tool_start) || event.call_id.empty()) return;
    if (!event.parent_agent.empty() && (!is_end || event.duration_ms)) return;
    const auto call = calls_.find(session, event.call_id);
    if (!call) return;
    if (event.parent_agent.empty()) event.parent_agent = call->parent_agent;
    if (is_end && !event.duration_ms && call->end_event == event.event_id)
      event.duration_ms = call->duration_ms;
  }

  const SpanLog& spans_;
  Calls calls_;
  SQLite::Statement amendments_;
};

}  // namespace

void read_events(Catalog& catalog, const Session& session, const Slice& slice, const UseEvent& use) {
  try {
    SQLite::Statement select(catalog.db(), kOfSession);
    bind_slice(select, session.id, slice);
    RowReader(catalog).read(select, use);
  } catch (const SQLite::Exception& e) {
    throw translate(e, "catalog.db");
  }
}

void read_all_events(Catalog& catalog, bool superseded, const UseEvent& use) {
  try {
    SQLite::Statement select(catalog.db(), kOfAll);
    select.bind(1, superseded ? 1 : 0);
    RowReader(catalog).read(select, use);
  } catch (const SQLite::Exception& e) {
    throw translate(e, "catalog.db");
  }
}

std::optional<event::Event> find_event(Catalog& catalog, const std::string& event_id) {
  SQLite::Statement select(catalog.db(), kById);
  select.bind(1, event_id);
  std::optional<event::Event> found;
  RowReader(catalog).read(select, [&](const event::Event& e) { found = e; });
  return found;
}

std::int64_t count_events(Catalog& catalog, std::int64_t session, const Slice& slice) {
  SQLite::Statement count(catalog.db(), kCount);
  bind_slice(count, session, slice);
  return count.executeStep() ? count.getColumn(0).getInt64() : 0;
}

}  // namespace galdr::store
