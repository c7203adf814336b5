#include "core/store/fold.hpp"

#include <algorithm>

namespace galdr::store {
namespace {

constexpr char kKnows[] = "SELECT 1 FROM event WHERE event_id=?1";
constexpr char kInsert[] =
    "INSERT OR IGNORE INTO "
    "event(event_id,session,seq,ts,kind,superseded,place,length)VALUES(?1,?2,?3,?4,?5,?6,?7,?8)";
constexpr char kSupersede[] = "UPDATE event SET superseded=1 WHERE event_id=?1 AND superseded=0";
constexpr char kMarkAmended[] = "UPDATE event SET amended=1 WHERE event_id=?1";
constexpr char kAmend[] = "INSERT INTO amendment(event_id,place,length,session)VALUES(?1,?2,?3,?4)";
constexpr char kSubagent[] = "SELECT min(session) FROM subagent WHERE child=?1";
constexpr char kAddSubagent[] = "INSERT OR IGNORE INTO subagent(child,session)VALUES(?1,?2)";
constexpr char kErase[] = "DELETE FROM event WHERE session=?1";
constexpr char kEraseSubagents[] = "DELETE FROM subagent WHERE session=?1";
constexpr char kEraseAmendments[] = "DELETE FROM amendment WHERE session=?1";
constexpr std::size_t kPromptBytes = 400;

/// The first `most` bytes, cut where a UTF-8 sequence begins.
std::string head(const std::string& text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  return text.substr(0, most);
}

/// A session goes on when it starts again, and, where galdr took its silence for an end, with any event.
void fold_ending(const event::Event& event, Session& session) {
  if (!event.parent_agent.empty()) return;  // a subagent's end is not its session's
  if (event.kind == event::Kind::session_end) {
    session.ended_at = event.ts;
    session.ended_by_silence = event.source == event::Source::unknown;
  } else if (event.kind == event::Kind::session_start ||
             (session.ended_by_silence && event.source == event::Source::hook)) {
    session.ended_at.reset();
    session.ended_by_silence = false;
  }
}

void fold_into_session(const event::Event& event, Session& session) {
  session.started_at =
      session.events == 0 && session.last_seq == 0 ? event.ts : std::min(session.started_at, event.ts);
  session.last_at = std::max(session.last_at, event.ts);
  session.last_seq = std::max(session.last_seq, event.seq);
  if (!session.cwd && !event.cwd.empty()) session.cwd = event.cwd;
  fold_ending(event, session);
  if (!session.prompt && event.kind == event::Kind::prompt && is_from_user(event))
    session.prompt = head(*event.prompt, kPromptBytes);
}

}  // namespace

bool is_from_user(const event::Event& prompt) {
  return prompt.prompt && prompt.parent_agent.empty() && !prompt.prompt->starts_with("<task-notification>");
}

Fold::Fold(SQLite::Database& db)
    : db_(db),
      sessions_(db),
      calls_(db),
      loads_(db),
      knows_(db, kKnows),
      insert_(db, kInsert),
      supersede_(db, kSupersede),
      subagent_(db, kSubagent) {}

bool Fold::knows(const std::string& event_id) {
  if (event_id == unknown_) return false;
  knows_.reset();
  knows_.bindNoCopy(1, event_id);
  const bool known = knows_.executeStep();
  knows_.reset();
  if (!known) unknown_ = event_id;
  return known;
}

Session* Fold::session(std::int64_t id) {
  if (const auto found = changed_.find(id); found != changed_.end()) return &found->second;
  auto stored = sessions_.find(id);
  if (!stored) return nullptr;
  return &changed_.emplace(id, std::move(*stored)).first->second;
}

Session& Fold::add_session(const event::Event& first, const std::string& file) {
  Session session;
  session.id = session_key(first.agent, first.session_id);
  session.agent = first.agent;
  session.session_id = first.session_id;
  session.file = file;
  return changed_.insert_or_assign(session.id, std::move(session)).first->second;
}

CallChange Fold::fold_into_call(const event::Event& event, const Session& session) {
  const bool is_call = event.kind == event::Kind::tool_start || event.kind == event::Kind::tool_end;
  CallChange change;
  if (!event.duplicate_of.empty()) {
    change.superseded = true;
  } else if (is_call && !event.call_id.empty()) {
    change = fold_call(calls_, session.id, event);
  }
  return change;
}

bool Fold::add(const event::Event& event, Session& session, Place place) {
  if (knows(event.event_id)) return false;
  const CallChange change = fold_into_call(event, session);
  insert(event, session, place, change.superseded);
  loads_.add(event, session.id);
  if (change.supersedes) {
    supersede_.reset();
    supersede_.bind(1, *change.supersedes);
    session.events -= supersede_.exec();
  }
  if (change.amends) note_amendment(*change.amends, session, place);
  if (event.kind == event::Kind::subagent_start) note_subagent(event, session);
  fold_into_session(event, session);
  session.events += change.superseded ? 0 : 1;
  session.calls += change.first ? 1 : 0;
  session.failures += change.failures;
  return true;
}

void Fold::insert(const event::Event& event, const Session& session, Place place, bool superseded) {
  const std::string kind(event::name_of(event.kind));
  unknown_.clear();
  insert_.reset();
  insert_.bindNoCopy(1, event.event_id);
  insert_.bind(2, session.id);
  insert_.bind(3, event.seq);
  insert_.bind(4, event.ts);
  insert_.bindNoCopy(5, kind);
  insert_.bind(6, superseded ? 1 : 0);
  insert_.bind(7, place.offset);
  insert_.bind(8, place.length);
  insert_.exec();
}

void Fold::note_amendment(const std::string& event_id, const Session& session, Place place) {
  SQLite::Statement mark(db_, kMarkAmended), add(db_, kAmend);
  mark.bind(1, event_id);
  mark.exec();
  add.bind(1, event_id);
  add.bind(2, place.offset);
  add.bind(3, place.length);
  add.bind(4, session.id);
  add.exec();
}

void Fold::note_subagent(const event::Event& event, const Session& session) {
  if (event.parent_agent.empty() || event.parent_agent == session.session_id) return;
  SQLite::Statement add(db_, kAddSubagent);
  add.bind(1, session_key(event.agent, event.parent_agent));
  add.bind(2, session.id);
  add.exec();
  parents_.clear();
}

std::optional<std::int64_t> Fold::session_of_subagent(std::int64_t child) {
  const auto [known, is_new] = parents_.try_emplace(child);
  if (!is_new) return known->second;
  subagent_.reset();
  subagent_.bind(1, child);
  if (subagent_.executeStep() && !subagent_.getColumn(0).isNull())
    known->second = subagent_.getColumn(0).getInt64();
  subagent_.reset();
  return known->second;
}

void Fold::flush() {
  for (const auto& [id, session] : changed_)
    if (session.last_seq > 0 || session.folded_bytes > 0)
      sessions_.put(session);  // no line tells of the others
  changed_.clear();
}

void Fold::erase(std::int64_t session) {
  for (const char* statement : {kErase, kEraseSubagents, kEraseAmendments}) {
    SQLite::Statement erase(db_, statement);
    erase.bind(1, session);
    erase.exec();
  }
  calls_.erase_session(session);
  loads_.erase_session(session);
  sessions_.erase(session);
  changed_.erase(session);
  parents_.clear();
}

}  // namespace galdr::store
