#include "core/event/event.hpp"

#include <array>
#include <charconv>
#include <span>

#include "core/event/adapters.hpp"
#include "core/event/json_text.hpp"

namespace galdr::event {
namespace {

constexpr std::array<std::string_view, 12> kKinds = {
    "session_start",  "session_end",  "prompt",  "tool_start",   "tool_end",   "turn_end",
    "subagent_start", "subagent_end", "compact", "notification", "permission", "other"};
constexpr std::array<std::string_view, 6> kStatuses = {"", "ok", "error", "cancelled", "denied", "unknown"};
constexpr std::array<std::string_view, 4> kSources = {"unknown", "transcript", "batch", "hook"};

template <typename T>
std::optional<T> named(std::span<const std::string_view> names, std::string_view name) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<T>(i);
  }
  return std::nullopt;
}

/// Writes the members of one line, in the order of its calls.
class LineWriter {
 public:
  explicit LineWriter(std::size_t size) { out_.reserve(size); }

  void json(std::string_view key, std::string_view json, std::string_view if_empty = "null") {
    name(key);
    out_ += json.empty() ? if_empty : json;
  }
  void text(std::string_view key, std::string_view text) {
    name(key);
    append_json_string(out_, text);
  }
  /// An empty text is null.
  void filled(std::string_view key, std::string_view value) {
    value.empty() ? json(key, "null") : text(key, value);
  }
  void optional(std::string_view key, const std::optional<std::string>& value) {
    value ? text(key, *value) : json(key, "null");
  }
  void number(std::string_view key, std::int64_t value) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    json(key, {digits.data(), static_cast<std::size_t>(end - digits.data())});
  }
  std::string end() { return out_ += '}', std::move(out_); }

 private:
  void name(std::string_view key) {
    out_ += out_.empty() ? "{\"" : ",\"";
    out_ += key;
    out_ += "\":";
  }

  std::string out_;
};

void write_origin(LineWriter& line, const Event& event) {
  line.json("v", "1");
  line.text("event_id", event.event_id);
  line.text("session_id", event.session_id);
  line.text("agent", event.agent);
  line.number("seq", event.seq);
  line.text("ts", format_utc(event.ts));
  line.number("boot_ns", event.boot_ns);
  line.text("kind", name_of(event.kind));
  line.text("source_event", event.source_event);
}

void write_call(LineWriter& line, const Event& event) {
  line.filled("call_id", event.call_id);
  line.filled("parent_agent", event.parent_agent);
  line.filled("cwd", event.cwd);
  line.filled("status", name_of(event.status));
  if (event.source != Source::hook) line.text("source", name_of(event.source));
  event.duration_ms ? line.number("duration_ms", *event.duration_ms) : line.json("duration_ms", "null");
  if (event.exit_code) line.number("exit_code", *event.exit_code);
  line.json("input", event.input);
  line.json("output", event.output);
}

void write_rest(LineWriter& line, const Event& event) {
  line.optional("error", event.error);
  line.optional("prompt", event.prompt);
  line.number("redactions", event.redactions);
  line.json("truncated", event.truncated ? "true" : "false");
  if (!event.amends.empty()) line.text("amends", event.amends);
  if (!event.duplicate_of.empty()) line.text("duplicate_of", event.duplicate_of);
  line.json("extra", event.extra, "{}");
}

std::string write_line(const Event& event, bool for_people) {
  LineWriter line(768 + event.input.size() + event.output.size() + event.extra.size());
  write_origin(line, event);
  line.filled("tool", event.tool);
  if (for_people) line.filled("tool_class", tool_class(event));
  write_call(line, event);
  write_rest(line, event);
  return line.end();
}

/// Reads the members of one line; remembers whether one was missing or of a wrong type.
class LineReader {
 public:
  explicit LineReader(std::string_view json) : fields_(json_fields(json)) {}

  bool good() const { return good_; }
  std::string_view json(std::string_view key) const {
    const std::string_view value = json_member(fields_, key);
    return value == "null" ? std::string_view{} : value;
  }
  /// Nothing where it is null or missing.
  std::optional<std::string> text(std::string_view key) {
    const std::string_view value = json(key);
    auto read = json_string(value);
    require(value.empty() || read);
    return read;
  }
  std::string text_or_empty(std::string_view key) { return text(key).value_or(""); }
  std::string needed_text(std::string_view key) {
    auto read = text(key);
    require(read && !read->empty());
    return read.value_or("");
  }
  std::optional<std::int64_t> number(std::string_view key) {
    const std::string_view value = json(key);
    const auto read = json_integer(value);
    require(value.empty() || read);
    return read;
  }
  template <typename T>
  T required(const std::optional<T>& value) {
    require(value.has_value());
    return value.value_or(T{});
  }
  void require(bool condition) { good_ = good_ && condition; }

 private:
  std::vector<JsonField> fields_;
  bool good_ = true;
};

void read_origin(LineReader& line, Event& event) {
  line.require(line.json("v") == "1");
  event.event_id = line.needed_text("event_id");
  event.session_id = line.needed_text("session_id");
  event.agent = line.text_or_empty("agent");
  event.seq = line.number("seq").value_or(0);
  event.ts = line.required(parse_utc(line.text_or_empty("ts")));
  event.boot_ns = line.number("boot_ns").value_or(0);
  event.kind = line.required(kind_named(line.text_or_empty("kind")));
  event.source_event = line.text_or_empty("source_event");
}

void read_call(LineReader& line, Event& event) {
  event.tool = line.text_or_empty("tool");
  event.call_id = line.text_or_empty("call_id");
  event.parent_agent = line.text_or_empty("parent_agent");
  event.cwd = line.text_or_empty("cwd");
  event.status = line.required(status_named(line.text_or_empty("status")));
  event.source = line.required(source_named(line.text("source").value_or("hook")));
  event.duration_ms = line.number("duration_ms");
  event.exit_code = line.number("exit_code");
  event.input = line.json("input");
  event.output = line.json("output");
}

void read_rest(LineReader& line, Event& event) {
  event.error = line.text("error");
  event.prompt = line.text("prompt");
  event.redactions = line.number("redactions").value_or(0);
  event.truncated = line.json("truncated") == "true";
  event.amends = line.text_or_empty("amends");
  event.duplicate_of = line.text_or_empty("duplicate_of");
  if (const auto extra = line.json("extra"); extra != "{}") event.extra = extra;
}

}  // namespace

std::string_view name_of(Kind kind) { return kKinds[static_cast<std::size_t>(kind)]; }
std::string_view name_of(Status status) { return kStatuses[static_cast<std::size_t>(status)]; }
std::string_view name_of(Source source) { return kSources[static_cast<std::size_t>(source)]; }
std::optional<Kind> kind_named(std::string_view name) { return named<Kind>(kKinds, name); }
std::optional<Status> status_named(std::string_view name) { return named<Status>(kStatuses, name); }
std::optional<Source> source_named(std::string_view name) { return named<Source>(kSources, name); }

std::string to_line(const Event& event) { return write_line(event, false); }
std::string to_public_line(const Event& event) { return write_line(event, true); }

std::optional<Event> from_line(std::string_view line) {
  const JsonText json = rewrite_json(line);
  if (json.end != JsonEnd::whole || json.depth > kMaxDepth + 1) return std::nullopt;
  LineReader reader(json.text);
  Event event;
  read_origin(reader, event);
  read_call(reader, event);
  read_rest(reader, event);
  if (!reader.good()) return std::nullopt;
  return event;
}

std::string_view tool_class(const Event& event) {
  return event.tool.empty() ? std::string_view{} : class_of_tool(adapter_for(event.agent), event.tool);
}

}  // namespace galdr::event
