#include "core/store/reader.hpp"

#include "core/base/error.hpp"
#include "core/store/sql.hpp"

namespace galdr::store {
namespace {

constexpr char kOfSession[] =
    "SELECT place,length FROM event WHERE session=?1 AND seq BETWEEN ?2 AND ?3 AND superseded<=?4 ORDER BY "
    "seq,event_id";
constexpr char kOfAll[] =
    "SELECT s.file,e.place,e.length FROM event e JOIN session s ON s.id=e.session WHERE e.superseded<=?1"
    " ORDER BY e.ts,e.seq,e.event_id";
constexpr char kById[] =
    "SELECT s.file,e.place,e.length FROM event e JOIN session s ON s.id=e.session WHERE e.event_id=?1";
constexpr char kCount[] =
    "SELECT count(*) FROM event WHERE session=?1 AND seq BETWEEN ?2 AND ?3 AND superseded<=?4";

void bind_slice(SQLite::Statement& statement, std::int64_t session, const Slice& slice) {
  statement.bind(1, session);
  statement.bind(2, slice.from_seq);
  statement.bind(3, slice.to_seq);
  statement.bind(4, slice.superseded ? 1 : 0);
}

void read_one(const SpanLog& spans, const std::string& file, std::int64_t place, std::int64_t length,
              const UseEvent& use) {
  const auto event = event::from_line(spans.read_at(file, place, length));
  if (event) use(*event);
}

}  // namespace

void read_events(Catalog& catalog, const Session& session, const Slice& slice, const UseEvent& use) {
  try {
    SQLite::Statement select(catalog.db(), kOfSession);
    bind_slice(select, session.id, slice);
    while (select.executeStep())
      read_one(catalog.spans(), session.file, select.getColumn(0).getInt64(), select.getColumn(1).getInt64(),
               use);
  } catch (const SQLite::Exception& e) {
    throw translate(e, "catalog.db");
  }
}

void read_all_events(Catalog& catalog, bool superseded, const UseEvent& use) {
  try {
    SQLite::Statement select(catalog.db(), kOfAll);
    select.bind(1, superseded ? 1 : 0);
    while (select.executeStep())
      read_one(catalog.spans(), select.getColumn(0).getString(), select.getColumn(1).getInt64(),
               select.getColumn(2).getInt64(), use);
  } catch (const SQLite::Exception& e) {
    throw translate(e, "catalog.db");
  }
}

std::optional<event::Event> find_event(Catalog& catalog, const std::string& event_id) {
  SQLite::Statement select(catalog.db(), kById);
  select.bind(1, event_id);
  std::optional<event::Event> found;
  if (select.executeStep())
    read_one(catalog.spans(), select.getColumn(0).getString(), select.getColumn(1).getInt64(),
             select.getColumn(2).getInt64(), [&](const event::Event& e) { found = e; });
  return found;
}

std::int64_t count_events(Catalog& catalog, std::int64_t session, const Slice& slice) {
  SQLite::Statement count(catalog.db(), kCount);
  bind_slice(count, session, slice);
  return count.executeStep() ? count.getColumn(0).getInt64() : 0;
}

}  // namespace galdr::store
