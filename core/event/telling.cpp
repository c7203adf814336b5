#include "core/event/telling.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "core/base/hash.hpp"
#include "core/base/ulid.hpp"
#include "core/event/json_text.hpp"
#include "core/event/recall.hpp"
#include "core/event/utf8.hpp"

namespace galdr::event {

namespace {

constexpr std::size_t kRoom = std::size_t{64} << 20;

std::size_t footprint(const Event& event) {
  return sizeof(OpenCall) + event.session_id.size() + event.parent_agent.size() + event.cwd.size() +
         event.tool.size() + event.call_id.size() + event.input.size() + event.output.size() +
         event.extra.size() + event.error.value_or("").size() + event.prompt.value_or("").size();
}

void clean_text(Event& event, std::string& text, const StringEdit& edit) {
  if (edit && !text.empty()) event.redactions += edit(text);
}

void clean_json(Event& event, std::string& json, const StringEdit& edit) {
  if (!edit || json.empty()) return;
  JsonText clean = rewrite_json(json, edit);
  json = std::move(clean.text);
  event.redactions += clean.edits;
}

}  // namespace

Telling::Telling(std::string_view agent, const TranscriptText& transcript, const Redactor& redact)
    : redact_(redact), room_(kRoom + 4 * transcript.text.size()) {
  line.agent = agent;
  line.session_id = transcript.session_id;
  line.source = Source::transcript;
}

void Telling::stamp(std::optional<Nanos> ts, std::string_view source_event) {
  untimed_ = !ts;
  if (ts) line.ts = *ts;
  line.source_event = source_event;
}

/// All events of a transcript have a copy of these: one line must not make them large.
void Telling::bound() {
  const auto shorten = [](std::string& text, std::size_t most) {
    if (text.size() > most) text.resize(utf8_head(text, most).size());
  };
  shorten(line.session_id, 256);
  shorten(line.parent_agent, 256);
  shorten(line.cwd, 4096);
  shorten(line.source_event, 64);
}

Event Telling::event(Kind kind) {
  bound();
  Event event = line;
  event.kind = kind;
  return event;
}

bool Telling::has_room(const Event& event, std::size_t copies) {
  const std::size_t wanted = footprint(event) * copies;
  if (wanted > room_) {
    if (room_ > 0) ++skipped;
    room_ = 0;
    return false;
  }
  room_ -= wanted;
  return true;
}

void Telling::clean(Event& event) const {
  Recall recall(redact_);
  const StringEdit edit = recall.edit();
  for (std::string* text : {&event.session_id, &event.tool, &event.call_id, &event.parent_agent, &event.cwd})
    clean_text(event, *text, edit);
  if (event.prompt) clean_text(event, *event.prompt, edit);
  clean_json(event, event.input, edit);
  clean_json(event, event.extra, edit);
  recall.spread(event);
}

void Telling::put(Event&& event, std::string_view role, std::string_view key) {
  const std::string place = key.empty() ? '@' + std::to_string(at) : std::string();
  event.event_id = told_id(untimed_ ? 0 : event.ts, {line.agent, line.session_id, role, event.parent_agent,
                                                     key.empty() ? place : key});
  if (event.session_id.empty() || !ids_.insert(event.event_id).second || !has_room(event, 1)) return;
  told_.events.push_back(std::move(event));
}

void Telling::tell(Event&& event, std::string_view key) {
  if (quiet || room_ == 0) return;
  clean(event);
  const std::string_view role = name_of(event.kind);
  put(std::move(event), role, key);
}

void Telling::begin(std::string_view call_id, std::string_view tool, std::string_view input, bool silent) {
  if (quiet || call_id.empty() || room_ == 0) return;
  OpenCall call{event(Kind::tool_start), calls_++, at, silent, {}};
  call.start.tool = tool;
  call.start.call_id = call_id;
  call.start.input = input == "null" ? std::string_view() : input;
  if (!has_room(call.start, 1)) return;
  clean(call.start);
  Event start = call.start;
  if (!open_[line.parent_agent].emplace(call_id, std::move(call)).second || silent) return;
  put(std::move(start), "start", call_id);
}

OpenCall* Telling::open(std::string_view call_id) {
  bound();
  const auto thread = open_.find(line.parent_agent);
  if (thread == open_.end()) return nullptr;
  const auto call = thread->second.find(std::string(call_id));
  return call == thread->second.end() ? nullptr : &call->second;
}

void Telling::put_end(const OpenCall& call, CallEnd&& end, std::string_view role) {
  Event event = call.start;
  const std::string key = event.call_id;
  event.kind = Kind::tool_end;
  event.ts = line.ts;
  event.source_event = line.source_event;
  event.status = end.status;
  event.output = end.output == "null" ? std::string() : std::move(end.output);
  event.extra = std::move(end.extra);
  event.error = std::move(end.error);
  event.duration_ms = end.duration_ms;
  event.exit_code = end.exit_code;
  Recall recall(redact_);
  const StringEdit edit = recall.edit();
  clean_json(event, event.output, edit);
  clean_json(event, event.extra, edit);
  if (event.error) clean_text(event, *event.error, edit);
  recall.spread(event);
  put(std::move(event), role, key);
}

void Telling::end(std::string_view call_id, CallEnd&& end) {
  if (quiet || call_id.empty() || room_ == 0) return;
  OpenCall* known = open(call_id);
  if (known == nullptr) {
    OpenCall unseen{event(Kind::tool_start), 0, at, false, {}};
    unseen.start.call_id = call_id;
    clean(unseen.start);
    return put_end(unseen, std::move(end), "end");
  }
  if (known->silent) put(Event(known->start), "start", call_id);
  put_end(*known, std::move(end), "end");
  ended_.emplace_back(known->at, at);
  forget(call_id);
}

void Telling::forget(std::string_view call_id) {
  const auto thread = open_.find(line.parent_agent);
  if (thread != open_.end()) thread->second.erase(std::string(call_id));
}

void Telling::leave(Calls&& calls, Status status) {
  std::vector<OpenCall*> left;
  for (auto& [id, call] : calls) {
    if (!call.silent) left.push_back(&call);
  }
  std::sort(left.begin(), left.end(), [](const auto* a, const auto* b) { return a->order < b->order; });
  for (OpenCall* call : left) {
    call->end.status = status;
    put_end(*call, std::move(call->end), "left");
    ended_.emplace_back(call->at, at);
  }
}

void Telling::leave(Status status) {
  bound();
  if (auto thread = open_.extract(line.parent_agent)) leave(std::move(thread.mapped()), status);
}

void Telling::leave_all(Status status) {
  for (auto& [thread, calls] : std::exchange(open_, {})) leave(std::move(calls), status);
}

Told Telling::finish(std::size_t readable) && {
  told_.settled = readable;
  for (const auto& [thread, calls] : open_) {
    for (const auto& [id, call] : calls) told_.settled = std::min(told_.settled, call.at);
  }
  // Nor may the end of another call be read again without its start. They stand in the order of their ends.
  for (auto call = ended_.rbegin(); call != ended_.rend() && call->second >= told_.settled; ++call)
    told_.settled = std::min(told_.settled, call->first);
  told_.skipped = skipped;
  return std::move(told_);
}

std::string told_id(Nanos ts, std::initializer_list<std::string_view> parts) {
  std::array<std::uint8_t, 10> bits{};
  for (std::size_t half = 0; half < 2; ++half) {
    std::uint64_t hash = fnv1a64(half == 0 ? "galdr-told-a" : "galdr-told-b");
    for (const std::string_view part : parts) hash = fnv1a64({"", 1}, fnv1a64(part, hash));
    hash ^= hash >> 32;  // FNV's last bytes reach its low bits best
    for (std::size_t i = 0; i < 5; ++i) bits[half * 5 + i] = static_cast<std::uint8_t>(hash >> (8 * i));
  }
  return std::string(make_ulid(std::max<Nanos>(ts, 0), bits).view());
}

}  // namespace galdr::event
