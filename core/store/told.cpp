#include "core/store/told.hpp"

#include <algorithm>
#include <cstdlib>

#include "core/event/json_text.hpp"
#include "core/event/normalise.hpp"
#include "core/store/pairing.hpp"
#include "core/store/reader.hpp"

namespace galdr::store {
namespace {

using event::Event;
using event::Kind;
using event::Source;
using event::Status;

/// A transcript and a hook tell of the same thing within so much time.
constexpr Nanos kSameTime = 60 * kSecond;

bool is_call(Kind kind) { return kind == Kind::tool_start || kind == Kind::tool_end; }

bool is_told_better(int source) { return source >= static_cast<int>(Source::transcript); }

/// Does `told` say of the call's end what nobody has said yet?
bool adds_to_end(const Call& call, const Event& told) {
  if (call.end_source == static_cast<int>(Source::transcript)) return false;
  const bool status = call.status == "unknown" && told.status != Status::unknown;
  return status || (!call.duration_ms && told.duration_ms);
}

/// Only what an amendment is for: the line that it adds to has the rest.
Event amendment(Event told, const std::string& amends) {
  told.amends = amends;
  told.input.clear();
  told.output.clear();
  told.prompt.reset();
  told.extra.clear();
  return told;
}

}  // namespace

/// An end whose start nobody told may be that of a denied call.
bool ToldEvents::denies(Intake& intake, const Event& told) {
  if (intake.denies(told)) return true;
  if (told.kind != Kind::tool_end || !told.tool.empty()) return false;
  Session* session = intake.fold_.session(intake.key_of(told));
  if (session != nullptr && intake.fold_.calls().find(session->id, told.call_id)) return false;
  const bool has_own = told.cwd.starts_with('/') || session == nullptr;
  return intake.rules_.policy.watches(has_own ? told.cwd : session->cwd.value_or(""));
}

void ToldEvents::take(Event& told) {
  if (told.kind == Kind::tool_start) return take_start(told);  // also a known one: its end may be new
  if (intake_.fold_.knows(told.event_id)) return take_again(told);
  told.kind == Kind::tool_end ? take_end(told) : take_other(told);
}

/// The id under which the call is recorded; the transcript's own stays readable.
void ToldEvents::rename(Event& told, const std::string& call_id) const {
  if (told.call_id == call_id) return;
  std::string own;
  event::append_json_string(own, told.call_id);
  if (told.extra.empty()) told.extra = "{\"told_call_id\":" + own + "}";
  told.call_id = call_id;
}

void ToldEvents::take_start(Event& told) {
  auto call = recorded_call(intake_.fold_.calls(), session_.id, told, claimed_);
  const std::string& call_id = names_[told.call_id] = call ? call->call_id : told.call_id;
  claimed_.insert(call_id);
  rename(told, call_id);
  if (!call || !call->start_event) return intake_.append(told, session_);
  if (!call->parent_agent.empty() || told.parent_agent.empty()) return;
  Event added = amendment(std::move(told), *call->start_event);
  intake_.append(added, session_);
}

void ToldEvents::take_end(Event& told) {
  if (const auto name = names_.find(told.call_id); name != names_.end()) rename(told, name->second);
  const auto call = intake_.fold_.calls().find(session_.id, told.call_id);
  if (!call || !is_told_better(call->end_source)) {
    if (told.status == Status::unknown && call && call->end_event) return;  // that is known
    if (call) told.amends = call->start_event.value_or("");
    return intake_.append(told, session_);
  }
  if (!adds_to_end(*call, told)) return;
  Event added = amendment(std::move(told), *call->end_event);
  intake_.append(added, session_);
}

/// A hook that came later has taken the place of this line, and may know less.
void ToldEvents::take_again(Event& told) {
  if (told.kind != Kind::tool_end) return;
  if (const auto name = names_.find(told.call_id); name != names_.end()) told.call_id = name->second;
  const auto call = intake_.fold_.calls().find(session_.id, told.call_id);
  if (!call || !call->end_event || call->end_event == told.event_id || !adds_to_end(*call, told)) return;
  told.event_id = event::derived_id(told.event_id, "again", told.call_id);
  if (intake_.fold_.knows(told.event_id)) return;
  Event added = amendment(std::move(told), *call->end_event);
  intake_.append(added, session_);
}

void ToldEvents::read_recorded() {
  recorded_.emplace();
  read_events(intake_.catalog_, session_, {}, [this](const Event& event) {
    if (!is_call(event.kind) && event.source == Source::hook) recorded_->push_back(event);
  });
}

/// Takes the nearest recorded event of its kind out of those that can still be matched.
bool ToldEvents::is_recorded(const Event& told) {
  if (!recorded_) read_recorded();
  auto nearest = recorded_->end();
  for (auto at = recorded_->begin(); at != recorded_->end(); ++at) {
    if (at->kind != told.kind || at->parent_agent != told.parent_agent || at->prompt != told.prompt) continue;
    if (nearest == recorded_->end() || std::abs(at->ts - told.ts) < std::abs(nearest->ts - told.ts))
      nearest = at;
  }
  if (nearest == recorded_->end()) return false;
  if (!told.prompt && std::abs(nearest->ts - told.ts) > kSameTime) return false;
  recorded_->erase(nearest);
  return true;
}

void ToldEvents::take_other(Event& told) {
  if (!is_recorded(told)) intake_.append(told, session_);
}

std::int64_t Intake::take_told(std::vector<Event>&& told, bool calls_only) {
  const std::int64_t before = lines_;
  Session* session = nullptr;
  std::optional<ToldEvents> events;
  for (Event& event : told) {
    if ((calls_only && !is_call(event.kind)) || ToldEvents::denies(*this, event)) continue;
    Session& of_event = session_of(event);
    if (&of_event != session) events.emplace(*this, *(session = &of_event));
    events->take(event);
  }
  return lines_ - before;
}

}  // namespace galdr::store
