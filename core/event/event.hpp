/// The normalised event: what every agent's hook payload becomes, and one line of spans/*.jsonl.
///
/// Writer of lines: the drain. Readers: everything else. Fields as in `galdr events --json`.
/// JSON-valued fields are kept as JSON text, so that nobody who only passes them on has to parse them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/clock.hpp"

namespace galdr::event {

enum class Kind {
  session_start,
  session_end,
  prompt,
  tool_start,
  tool_end,
  turn_end,
  subagent_start,
  subagent_end,
  compact,
  notification,
  permission,
  other,
};

/// How a call ended. `none`: not an end.
enum class Status { none, ok, error, cancelled, denied, unknown };

/// Who told of it; of two ends of one call the higher one counts.
enum class Source {
  unknown,     ///< nobody: galdr closed an open call
  transcript,  ///< the agent's own record, read later
  batch,       ///< a summary event of the agent's that lists calls
  hook,        ///< the call's own hook event
};

struct Event {
  std::string event_id;    ///< ULID, given by the hook or derived from its source
  std::string session_id;  ///< the agent's own; never empty in a line
  std::string agent;       ///< "claude-code", …
  std::int64_t seq = 0;    ///< order of append within the session, from 1, for ever
  Nanos ts = 0;            ///< when the hook was called, UTC
  Nanos boot_ns = 0;       ///< the same since boot, for order within one boot; 0 where unknown
  Kind kind = Kind::other;
  std::string source_event;  ///< the agent's own name of it: "PostToolUse"
  std::string tool;          ///< the agent's own name of the tool; empty where there is none
  std::string call_id;       ///< pairs a call's start and end; empty where the agent sends none
  std::string parent_agent;  ///< the subagent it happened in; empty in the main thread
  std::string cwd;
  Status status = Status::none;
  Source source = Source::hook;
  std::optional<std::int64_t> duration_ms;
  std::optional<std::int64_t> exit_code;  ///< of a command, where the agent tells it
  std::string input;   ///< JSON text; empty is null
  std::string output;  ///< JSON text; empty is null
  std::string
      extra;  ///< JSON text of an object: every field of the payload that no column takes; empty is {}
  std::optional<std::string> error;
  std::optional<std::string> prompt;
  std::int64_t redactions = 0;
  bool truncated = false;    ///< the payload was cut at the hook, by size or deadline
  std::string amends;        ///< event_id of the line that this one corrects or closes; empty as a rule
  std::string duplicate_of;  ///< event_id of the first delivery of the same event; empty as a rule

  friend bool operator==(const Event&, const Event&) = default;
};

std::string_view name_of(Kind kind);
std::string_view name_of(Status status);  ///< "" for none
std::string_view name_of(Source source);
std::optional<Kind> kind_named(std::string_view name);
std::optional<Status> status_named(std::string_view name);
std::optional<Source> source_named(std::string_view name);

/// One line of JSON, without the newline, keys in a fixed order, valid UTF-8 whatever the fields hold.
std::string to_line(const Event& event);
/// The inverse. Nothing if `line` is no such object (torn, not JSON, a version that this program does not
/// know).
std::optional<Event> from_line(std::string_view line);

/// The same event for people and other programs: to_line plus galdr's own `tool_class`.
std::string to_public_line(const Event& event);
/// shell, read, write, edit, search, web, mcp, agent or other. "" for an event without a tool.
std::string_view tool_class(const Event& event);

}  // namespace galdr::event
