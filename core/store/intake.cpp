#include "core/store/intake.hpp"

#include "core/event/transcript.hpp"

namespace galdr::store {
namespace {

using event::Closes;
using event::Event;
using event::Kind;
using event::Source;
using event::Status;

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

bool is_call(const Event& event) {
  return (event.kind == Kind::tool_start || event.kind == Kind::tool_end) && !event.call_id.empty();
}

}  // namespace

Intake::Intake(Catalog& catalog, const Root& root, const event::Redactor& redact)
    : catalog_(catalog),
      redact_(redact),
      fold_(catalog.db()),
      batch_(catalog.spans()),
      binder_(catalog.db(), root) {}

bool Intake::take(const event::RawEvent& raw) {
  if (fold_.knows(raw.event_id)) return false;
  return take(event::normalise(raw, redact_));
}

bool Intake::take(event::Normalised&& normalised) {
  Event& event = normalised.event;
  if (fold_.knows(event.event_id)) return false;
  Session& session = session_of(event);
  if (fold_.knows(event.event_id)) return false;  // its session's file held it, ahead of the catalog
  for (const auto& listed : normalised.listed) append_listed(event, listed, session);
  close_calls(event, normalised.closes, session);
  mark_duplicate(event, session);
  append(event, session);
  binder_.see(event);
  return true;
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
  const auto call = fold_.calls().find(session.id, listed.call_id);
  if (!call || !call->start_event) {
    Event start = derived_from(source, "start", listed.call_id, Kind::tool_start, Source::batch);
    start.tool = listed.tool;
    start.input = listed.input;
    append(start, session);
  }
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
    std::string transcript = event::transcript_named(source, call.parent_agent);
    if (!transcript.empty()) closed_.push_back({std::move(end), std::move(transcript)});
  }
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
