#include "core/store/past_calls.hpp"

#include "core/store/sql.hpp"

namespace galdr::store {
namespace {

constexpr char kPast[] =
    "SELECT 1,b.ts AS ts,b.seq AS seq,b.place,b.length,coalesce(e.seq,b.seq),coalesce(e.ts,b.ts) FROM call c"
    " JOIN event b ON b.event_id=coalesce(c.start_event,c.end_event)"
    " LEFT JOIN event e ON e.event_id=c.end_event WHERE c.session=?1 AND c.status IN('ok','unknown')"
    " UNION ALL SELECT 0,ts,seq,place,length,seq,ts FROM event"
    " WHERE session=?1 AND kind='prompt' AND superseded=0 ORDER BY ts,seq";

// Agents put messages of their own where prompts are told; a command of theirs is no request either.
bool is_request(const event::Event& event) {
  if (!is_from_user(event)) return false;
  const std::size_t begin = event.prompt->find_first_not_of(" \t\r\n");
  return begin != std::string::npos && (*event.prompt)[begin] != '<' && (*event.prompt)[begin] != '/';
}

}  // namespace

PastReader::PastReader(Catalog& catalog) : spans_(catalog.spans()), select_(catalog.db(), kPast) {}

void PastReader::read(const Session& session, const UsePast& use) {
  try {
    select_.reset();
    select_.bind(1, session.id);
    while (select_.executeStep()) {
      auto event = event::from_line(
          spans_.read_at(session.file, select_.getColumn(3).getInt64(), select_.getColumn(4).getInt64()));
      if (!event) continue;
      if (select_.getColumn(0).getInt() != 0)
        use.call({std::move(*event), select_.getColumn(5).getInt64(), select_.getColumn(6).getInt64()});
      else if (is_request(*event))
        use.prompt(*event);
    }
  } catch (const SQLite::Exception& e) {
    throw translate(e, "catalog.db");
  }
}

}  // namespace galdr::store
