#include "core/event/normalise.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/base/hash.hpp"
#include "core/base/ulid.hpp"
#include "core/event/adapters.hpp"
#include "core/event/json_text.hpp"
#include "core/event/utf8.hpp"

namespace galdr::event {
namespace {

constexpr std::size_t kSessionIdBytes = 256;
constexpr std::size_t kRawBytes = std::size_t{64} << 10;

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

/// Text of a string or of an integer; nothing of an empty one, so that it stays where it is.
std::optional<std::string> text_of(std::string_view json) {
  if (json_integer(json)) return std::string(json);
  auto text = json_string(json);
  return text && text->empty() ? std::nullopt : text;
}

bool put_text(std::string& column, std::string_view json) {
  auto text = column.empty() ? text_of(json) : std::nullopt;
  if (text) column = std::move(*text);
  return text.has_value();
}

bool put_string(std::optional<std::string>& column, std::string_view json) {
  if (!column) return (column = json_string(json)).has_value();
  return false;
}

bool put_json(std::string& column, std::string_view json) {
  if (!column.empty()) return false;
  if (json != "null") column = json;
  return true;
}

/// Puts a member into its column. False where the column cannot take it: has one already, or is of another
/// type.
bool put(Event& event, Column column, std::string_view json) {
  switch (column) {
    case Column::session:
      return put_text(event.session_id, json);
    case Column::event:
    case Column::weak_event:
      return put_text(event.source_event, json);
    case Column::tool:
      return put_text(event.tool, json);
    case Column::input:
      return put_json(event.input, json);
    case Column::output:
      return put_json(event.output, json);
    case Column::call_id:
      return put_text(event.call_id, json);
    case Column::parent_agent:
      return put_text(event.parent_agent, json);
    case Column::cwd:
      return put_text(event.cwd, json);
    case Column::error:
      return put_string(event.error, json);
    case Column::prompt:
      return put_string(event.prompt, json);
    case Column::duration:
      return !event.duration_ms && (event.duration_ms = json_integer(json)).has_value();
  }
  return false;
}

void fill_columns(const Adapter& adapter, const RawEvent& raw, Payload& payload, Event& event) {
  for (const FieldName& field : adapter.fields) {
    if (field.column == Column::weak_event && event.source_event.empty()) event.source_event = raw.event;
    const std::string_view json = payload.json(field.name);
    if (!json.empty() && put(event, field.column, json)) payload.take(field.name);
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

/// What galdr itself has to say of the event.
void note_circumstances(const RawEvent& raw, const Redactor& redact, Payload& payload, Event& event) {
  const std::string env = env_object(raw.env, redact, event.redactions);
  if (!env.empty()) payload.note("env", env);
  if (event.truncated && raw.full_bytes > 0) payload.note("payload_bytes", std::to_string(raw.full_bytes));
}

/// Why the payload cannot be an event of its agent's; "" if it can.
std::string_view fault_of(const RawEvent& raw, const JsonText& json, const Payload& payload) {
  if (raw.payload.find_first_not_of(" \t\r\n") == std::string::npos) return "empty";
  if (json.end == JsonEnd::malformed || json.text.empty()) return "not JSON";
  if (json.depth > kMaxDepth) return "too deep";
  if (!json.text.starts_with('{')) return "not an object";
  return json.end == JsonEnd::cut && payload.fields().empty() ? "cut too early" : "";
}

/// Head and tail of a text that is too long to keep.
std::string shortened(const std::string& text) {
  if (text.size() <= kRawBytes) return text;
  const std::string_view head = utf8_head(text, kRawBytes / 4 * 3);
  const std::string_view tail = std::string_view(text).substr(text.size() - kRawBytes / 4);
  const std::size_t left_out = text.size() - head.size() - tail.size();
  return valid_utf8(std::string(head) + "[… " + std::to_string(left_out) + " bytes left out …]" +
                    std::string(tail));
}

/// An event of which only the text can be kept, in the session that it names if it does.
void keep_raw(const RawEvent& raw, const Redactor& redact, JsonText& json, std::string_view fault,
              Event& event) {
  std::string text = fault == "too deep" ? std::move(json.text) : valid_utf8(raw.payload);
  event.redactions += redact_text(text, redact);
  Payload nothing("");
  nothing.note("raw", json_of(shortened(text)));
  nothing.note("reason", json_of(fault));
  note_circumstances(raw, redact, nothing, event);
  event.extra = nothing.rest();
}

void classify(const Adapter& adapter, Normalised& out) {
  const EventName* row = find_event(adapter, out.event.source_event);
  if (row == nullptr) return;
  out.event.kind = row->kind;
  out.event.status = row->status;
  out.closes = row->closes;
  // What ends a turn inside a subagent says nothing of the main thread.
  const bool of_subagent = !out.event.parent_agent.empty() && row->kind != Kind::subagent_end;
  if (of_subagent && out.closes == Closes::own_thread) out.closes = Closes::nothing;
}

Event stamped(const RawEvent& raw) {
  Event event;
  event.event_id = raw.event_id;
  event.ts = raw.ts;
  event.boot_ns = raw.boot_ns;
  event.truncated = raw.truncated;
  return event;
}

}  // namespace

Normalised normalise(const RawEvent& raw, const Redactor& redact, const Keep&) {
  JsonText json = rewrite_json(raw.payload, redact);
  Payload payload(json.text);
  Normalised out;
  Event& event = out.event = stamped(raw);
  event.agent = agent_of(payload, raw.agent);
  event.redactions = json.edits;
  event.truncated = raw.truncated || json.end == JsonEnd::cut;
  const Adapter& adapter = adapter_for(event.agent);
  fill_columns(adapter, raw, payload, event);
  settle_session(raw, event);
  if (const std::string_view fault = fault_of(raw, json, payload); !fault.empty()) {
    Event kept = stamped(raw);
    kept.agent = event.agent;
    kept.session_id = event.session_id;
    kept.cwd = event.cwd;
    kept.source_event = event.source_event;
    if (fault == "too deep") kept.redactions = json.edits;
    keep_raw(raw, redact, json, fault, kept);
    return {std::move(kept), {}, Closes::nothing, true};
  }
  classify(adapter, out);
  if (adapter.refine != nullptr) adapter.refine(payload, out);
  note_circumstances(raw, redact, payload, event);
  event.extra = payload.rest();
  return out;
}

std::string redacted(std::string_view payload, const Redactor& redact) {
  JsonText json = rewrite_json(payload, redact);
  std::string text = json.end == JsonEnd::whole ? std::move(json.text) : std::string(payload);
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
