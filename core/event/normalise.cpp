#include "core/event/normalise.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/base/hash.hpp"
#include "core/base/ulid.hpp"
#include "core/event/adapters.hpp"
#include "core/event/json_text.hpp"
#include "core/event/named_edit.hpp"
#include "core/event/recall.hpp"
#include "core/event/utf8.hpp"

namespace galdr::event {
namespace {

constexpr std::size_t kSessionIdBytes = 256;

std::string json_of(std::string_view text) {
  std::string json;
  append_json_string(json, text);
  return json;
}

std::string hex(std::uint64_t value) {
  std::string digits(16, '0');
  char buffer[16];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, 16).ptr;
  const auto size = static_cast<std::size_t>(end - buffer);
  return digits.replace(16 - size, size, buffer, size);
}

std::int64_t redact_text(std::string& text, const Redactor& redact) { return redact ? redact(text) : 0; }

void fill_columns(const Adapter& adapter, const RawEvent& raw, Payload& payload, Event& event) {
  for (const FieldName& field : adapter.fields) {
    if (field.column == Column::weak_event && event.source_event.empty()) event.source_event = raw.event;
    move_to(event, field.column, payload, field.path);
  }
  if (event.source_event.empty()) event.source_event = raw.event;
}

/// An id that is longer than any agent's keeps its front and a hash: it must stay the same for the same
/// session.
void settle_session(const RawEvent& raw, Event& event) {
  std::string& id = event.session_id;
  if (id.size() > kSessionIdBytes) id = std::string(utf8_head(id, kSessionIdBytes)) + '-' + hex(fnv1a64(id));
  if (!id.empty()) return;
  const std::string day = format_utc(raw.ts);
  id = "unknown-" + event.agent + '-' + day.substr(0, 4) + day.substr(5, 2) + day.substr(8, 2);
}

/// The hook's variables as an object; "" if there are none.
std::string env_object(std::string_view env, const Redactor& redact, std::int64_t& redactions) {
  std::string object;
  while (!env.empty()) {
    const std::string_view line = env.substr(0, env.find('\n'));
    env.remove_prefix(std::min(line.size() + 1, env.size()));
    const std::size_t equals = line.find('=');
    if (equals == line.npos || equals == 0) continue;
    std::string value = valid_utf8(line.substr(equals + 1));
    redactions += redact_text(value, redact);
    object += object.empty() ? '{' : ',';
    append_json_string(object, line.substr(0, equals));
    object += ':' + json_of(value);
  }
  return object.empty() ? object : object += '}';
}

std::string json_of(const Kept& kept) {
  return "{\"images\":" + std::to_string(kept.images) + ",\"cut\":" + std::to_string(kept.cut) + '}';
}

/// What galdr itself has to say of the event.
void note_circumstances(const RawEvent& raw, const Redactor& redact, const Kept& kept, Payload& payload,
                        Event& event) {
  const std::string env = env_object(raw.env, redact, event.redactions);
  if (!env.empty()) payload.note("env", env);
  if (event.truncated && raw.full_bytes > 0) payload.note("payload_bytes", std::to_string(raw.full_bytes));
  if (kept.images + kept.cut > 0) payload.note("kept", json_of(kept));
}

/// Why the payload cannot be an event of its agent's; "" if it can.
std::string_view fault_of(const RawEvent& raw, const JsonText& json, const Payload& payload) {
  if (raw.payload.find_first_not_of(" \t\r\n") == std::string::npos) return "empty";
  if (json.end == JsonEnd::malformed || json.text.empty()) return "not JSON";
  if (json.depth > kMaxDepth) return "too deep";
  if (!json.text.starts_with('{')) return "not an object";
  return json.end == JsonEnd::cut && payload.fields().empty() ? "cut too early" : "";
}

Event stamped(const RawEvent& raw) {
  Event event;
  event.event_id = raw.event_id;
  event.ts = raw.ts;
  event.boot_ns = raw.boot_ns;
  event.truncated = raw.truncated;
  return event;
}

/// An event of which only the text can be kept, in the session that it names if it does.
Event raw_event(const RawEvent& raw, const Redactor& redact, const Keep& keep, std::string&& text,
                std::string_view fault, const Event& named) {
  Event event = stamped(raw);
  event.agent = named.agent;
  event.session_id = named.session_id;
  event.cwd = named.cwd;
  event.source_event = named.source_event;
  event.tool = named.tool;  // what the user's policies go by
  Kept kept;
  if (raw.truncated) drop_torn_word(text);
  event.redactions = keeping(redact, keep, kept)(text);
  Payload nothing("");
  nothing.note("raw", json_of(text));
  nothing.note("reason", json_of(fault));
  note_circumstances(raw, redact, kept, nothing, event);
  event.extra = nothing.rest();
  return event;
}

void classify(const Adapter& adapter, Normalised& out) {
  const EventName* row = find_event(adapter, out.event.source_event);
  if (row == nullptr) return;
  out.event.kind = row->kind;
  out.event.status = row->status;
  out.closes = row->closes;
  // What ends a turn inside a subagent says nothing of the main thread, nor does the end of one without a
  // name.
  const bool of_subagent = !out.event.parent_agent.empty();
  const bool other_thread = of_subagent != (row->kind == Kind::subagent_end);
  if (other_thread && out.closes == Closes::own_thread) out.closes = Closes::nothing;
  if (of_subagent && row->kind == Kind::prompt) out.from_user = false;
}

}  // namespace

Normalised normalise(const RawEvent& raw, const Redactor& redact, const Keep& keep) {
  Kept kept;
  Recall recall(redact);
  const StringEdit looked_on = recall.edit();
  const StringEdit edit = keeping(looked_on, keep, kept);
  JsonText json = rewrite_json(raw.payload, edit);
  Payload payload(json.text, edit);
  Normalised out;
  Event& event = out.event = stamped(raw);
  event.agent = agent_of(payload, raw.agent);
  event.redactions = json.edits;
  event.truncated = raw.truncated || json.end == JsonEnd::cut;
  const Adapter& adapter = adapter_for(event.agent);
  fill_columns(adapter, raw, payload, event);
  settle_session(raw, event);
  if (const std::string_view fault = fault_of(raw, json, payload); !fault.empty()) {
    // What is JSON has its strings decoded and redacted; escapes would hide them from `redact`.
    std::string text = fault == "too deep" ? std::move(json.text) : valid_utf8(raw.payload);
    Event kept_raw = raw_event(raw, redact, keep, std::move(text), fault, event);
    if (fault == "too deep") kept_raw.redactions += json.edits;
    recall.spread(kept_raw);
    return {std::move(kept_raw), {}, Closes::nothing, true};
  }
  classify(adapter, out);
  if (adapter.refine != nullptr) adapter.refine(payload, out);
  event.redactions += payload.edits();
  note_circumstances(raw, looked_on, kept, payload, event);
  event.extra = payload.rest();
  recall.spread(event);
  return out;
}

std::string redacted(std::string_view payload, const Redactor& redact) {
  JsonText json = rewrite_json(payload, redact);
  std::string text = json.end == JsonEnd::whole ? std::move(json.text) : std::string(payload);
  if (json.end == JsonEnd::cut) drop_torn_word(text);
  redact(text);
  return text;
}

std::string derived_id(std::string_view source_id, std::string_view role, std::string_view call_id) {
  std::array<std::uint8_t, 10> bits{};
  for (std::size_t half = 0; half < 2; ++half) {
    std::uint64_t hash = fnv1a64(half == 0 ? "galdr-a" : "galdr-b");
    for (const std::string_view part : {source_id, role, call_id})
      hash = fnv1a64({"", 1}, fnv1a64(part, hash));
    hash ^= hash >> 32;  // FNV's last bytes reach its low bits best
    for (std::size_t i = 0; i < 5; ++i) bits[half * 5 + i] = static_cast<std::uint8_t>(hash >> (8 * i));
  }
  std::string id(make_ulid(0, bits).view());
  if (is_ulid(source_id)) id.replace(0, 10, source_id.substr(0, 10));
  return id;
}

}  // namespace galdr::event
