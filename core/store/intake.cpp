#include "core/store/intake.hpp"

#include <algorithm>

#include "core/base/ulid.hpp"
#include "core/event/json_text.hpp"
#include "core/event/transcript.hpp"
#include "core/store/pairing.hpp"
#include "core/store/reader.hpp"

namespace galdr::store {
namespace {

using event::Closes;
using event::Event;
using event::Kind;
using event::Source;
using event::Status;

constexpr std::int64_t kRecalled = 32;  ///< lines: more than come within the time of two deliveries

/// An event that `source` tells of: same time, same session, its own id.
Event derived_from(const Event& source, std::string_view role, const std::string& call_id, Kind kind,
                   Source told_by) {
  Event event;
  event.event_id = event::derived_id(source.event_id, role, call_id);
  event.session_id = source.session_id;
  event.agent = source.agent;
  event.ts = source.ts;
  event.boot_ns = source.boot_ns;
  event.kind = kind;
  event.source_event = source.source_event;
  event.call_id = call_id;
  event.parent_agent = source.parent_agent;
  event.cwd = source.cwd;
  event.source = told_by;
  return event;
}

bool is_call(const Event& event) { return event.kind == Kind::tool_start || event.kind == Kind::tool_end; }

/// After these a transcript has something to tell, or it is known by then where it lies.
bool is_turning_point(Kind kind) {
  return kind == Kind::prompt || kind == Kind::turn_end || kind == Kind::session_start ||
         kind == Kind::session_end || kind == Kind::subagent_start || kind == Kind::subagent_end;
}

/// A session that starts again leaves its open calls behind; one that goes on after a compaction does not.
bool starts_anew(const Event& event) {
  if (event.kind != Kind::session_start || !event.parent_agent.empty()) return false;
  return event::json_member(event::json_fields(event.extra), "source") != "\"compact\"";
}

}  // namespace

Intake::Intake(Catalog& catalog, const Root& root, IntakeRules& rules)
    : catalog_(catalog),
      rules_(rules),
      fold_(catalog.db()),
      batch_(catalog.spans()),
      binder_(catalog.db(), root) {
  rules_.policy.begin_batch();
}

Taken Intake::take(const event::RawEvent& raw) {
  event::Normalised normalised = event::normalise(raw, rules_.redact, rules_.keep);
  Event& event = normalised.event;
  adopt(normalised);
  if (fold_.knows(event.event_id)) return note_transcript(event), Taken::known;
  if (denies(event)) return Taken::denied;
  Session& session = session_of(event);
  if (fold_.knows(event.event_id))  // its session's file held it, ahead of the catalog
    return note_transcript(event), Taken::known;
  for (const auto& listed : normalised.listed) append_listed(event, listed, session);
  close_calls(event, starts_anew(event) ? Closes::whole_session : normalised.closes, session);
  identify(event, session);
  note_transcript(event);
  append(event, session);
  binder_.see(event);
  return Taken::added;
}

/// Many events do not name their folder: their session's counts then.
bool Intake::denies(const Event& event) {
  const Session* session = event.cwd.starts_with('/') ? nullptr : fold_.session(key_of(event));
  return rules_.policy.denies(event, session != nullptr ? session->cwd.value_or("") : "");
}

/// A subagent whose events name a session of their own is told in the session that started it.
void Intake::adopt(event::Normalised& normalised) {
  Event& event = normalised.event;
  const auto parent = fold_.session_of_subagent(key_of(event));
  const Session* session = parent ? fold_.session(*parent) : nullptr;
  if (session == nullptr) return;
  if (event.parent_agent.empty()) event.parent_agent = event.session_id;
  event.session_id = session->session_id;
  normalised.from_user = false;
  if (normalised.closes == Closes::whole_session) normalised.closes = Closes::own_thread;
}

std::int64_t Intake::key_of(const Event& event) {
  const auto [key, is_new] = keys_.try_emplace(event.agent + '\0' + event.session_id);
  if (is_new) key->second = session_key(event.agent, event.session_id);
  return key->second;
}

Session& Intake::session_of(const Event& event) {
  const auto id = key_of(event);
  Session* session = fold_.session(id);
  if (session != nullptr && !caught_up_.insert(id).second) return *session;
  const std::string file =
      session != nullptr ? session->file : catalog_.spans().locate(event.agent, event.session_id, event.ts);
  Healed healed;
  std::int64_t end = session != nullptr ? session->folded_bytes : 0;
  if (catalog_.spans().size(file) != end) {
    end = catalog_.catch_up(fold_, file, session, healed);
    session = fold_.session(id);
  }
  caught_up_.insert(id);
  if (session != nullptr) return *session;
  Session& added = fold_.add_session(event, file);
  added.folded_bytes = end;  // not 0 where the file holds lines that this program cannot read
  added.skipped = healed.skipped;
  return added;
}

void Intake::append(Event& event, Session& session) {
  if (fold_.knows(event.event_id)) return;  // derived again from the same source
  event.seq = session.last_seq + 1;
  const std::string line = event::to_line(event);
  const auto offset = batch_.add(session.file, session.folded_bytes, line);
  const auto length = static_cast<std::int64_t>(line.size());
  fold_.add(event, session, {offset, length});
  session.folded_bytes = offset + length + 1;
  ++lines_;
}

void Intake::append_listed(const Event& source, const event::ListedCall& listed, Session& session) {
  if (listed.call_id.empty()) return;
  Event start = derived_from(source, "start", listed.call_id, Kind::tool_start, Source::batch);
  start.tool = listed.tool;
  start.input = listed.input;
  if (denies(start)) return;
  const auto call = fold_.calls().find(session.id, listed.call_id);
  if (!call || !call->start_event) append(start, session);
  if (call && call->end_event && call->end_source >= static_cast<int>(Source::batch)) return;
  Event end = derived_from(source, "end", listed.call_id, Kind::tool_end, Source::batch);
  end.tool = listed.tool;
  end.input = listed.input;
  end.output = listed.output;
  end.status = listed.status;
  end.error = listed.error;
  append(end, session);
}

void Intake::close_calls(const Event& source, Closes closes, Session& session) {
  if (closes == Closes::nothing) return;
  const bool all = closes == Closes::whole_session;
  for (const auto& call :
       fold_.calls().open_calls(session.id, all ? std::nullopt : std::optional(source.parent_agent))) {
    Event end = derived_from(source, "close", call.call_id, Kind::tool_end, Source::unknown);
    end.tool = call.tool;
    end.parent_agent = call.parent_agent;
    end.status = Status::unknown;
    end.amends = call.start_event.value_or("");
    append(end, session);
  }
}

/// Names the call that the event is part of, and the event that it repeats.
void Intake::identify(Event& event, const Session& session) {
  if (!event.call_id.empty()) return mark_duplicate(event, session);
  if (rules_.recent.begins(session.id)) recall(session);
  event.duplicate_of = rules_.recent.first_delivery(event);
  if (is_call(event) && !event.tool.empty() && event.duplicate_of.empty())
    give_call_id(fold_.calls(), session.id, event);
}

/// What another drain wrote last of this session.
void Intake::recall(const Session& session) {
  if (session.last_seq == 0) return;
  Slice last;
  last.from_seq = session.last_seq - kRecalled;
  read_events(catalog_, session, last, [this](const Event& event) { rules_.recent.first_delivery(event); });
}

/// Also of an event that is known: its drain may have died before it remembered the transcript.
void Intake::note_transcript(const Event& event) {
  if (!is_turning_point(event.kind)) return;
  std::string path = event::transcript_of(event);
  if (!path.empty())
    transcripts_.try_emplace(std::move(path), NamedTranscript{event.agent, event.session_id});
}

void Intake::end_silent(const Session& silent) {
  Event end;
  end.session_id = silent.session_id;
  end.agent = silent.agent;
  end.ts = silent.last_at;
  end.event_id = event::derived_id(std::string(make_ulid(silent.last_at, {}).view()),
                                   silent.agent + '\0' + silent.session_id, std::to_string(silent.last_seq));
  end.kind = Kind::session_end;
  end.source_event = "silence";
  end.source = Source::unknown;
  Session& session = session_of(end);
  if (session.last_seq != silent.last_seq) return;  // its file knew more
  close_calls(end, Closes::whole_session, session);
  note_transcript(end);
  append(end, session);
}

void Intake::mark_duplicate(Event& event, const Session& session) {
  if (!is_call(event)) return;
  const auto call = fold_.calls().find(session.id, event.call_id);
  if (!call) return;
  const bool start = event.kind == Kind::tool_start;
  const auto& first = start ? call->start_event : call->end_event;
  const int told_by = start ? call->start_source : call->end_source;
  if (first && told_by == static_cast<int>(Source::hook) && event.source == Source::hook)
    event.duplicate_of = *first;
}

void Intake::write() {
  batch_.write();
  binder_.save_bound();
  fold_.flush();
}

}  // namespace galdr::store
