/// What normalise() has to know of each agent: tables of its names, and the few lines that a table cannot
/// say.
///
/// To add an agent: its file here (claude_code.cpp is the pattern), its row in adapters.cpp, its payloads in
/// tests/data/<agent>/. An agent without an adapter gets the generic one, which goes by common names.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/event/json_text.hpp"
#include "core/event/normalise.hpp"
#include "core/event/payload.hpp"

namespace galdr::event {

/// Several members for a column: the first that the payload has counts.
struct FieldName {
  Column column;
  std::string_view path;  ///< as for json_at
};

struct EventName {
  std::string_view name;
  Kind kind = Kind::other;
  Status status = Status::none;
  Closes closes = Closes::nothing;
};

/// A name in which each '*' stands for any letters.
struct ToolName {
  std::string_view name;
  std::string_view tool_class;
};

struct Adapter {
  std::string_view agent;  ///< as in --agent; empty: the generic one
  bool folded = false;     ///< its event names are compared as fold() makes them
  std::span<const FieldName> fields;
  std::span<const EventName> events;  ///< those that are not here are of kind `other`
  std::span<const ToolName> tools;    ///< those whose class class_of_common_tool() does not know
  /// Runs when the columns are filled; may be null.
  void (*refine)(Payload& payload, Normalised& out) = nullptr;
};

extern const Adapter kClaudeCode;
extern const Adapter kCodex;
extern const Adapter kCopilot;
extern const Adapter kCursor;
extern const Adapter kGeminiCli;
extern const Adapter kOpenCode;
extern const Adapter kWindsurf;
extern const Adapter kGeneric;

const Adapter& adapter_for(std::string_view agent);
/// Which agent sent this? A payload that bears another agent's marks is believed over the flag.
std::string_view agent_of(const Payload& payload, std::string_view flag);
/// Letters and digits of `name`, lower case: "preToolUse" and "pre_tool_use" are one.
std::string fold(std::string_view name);
/// The row of an event, or nullptr.
const EventName* find_event(const Adapter& adapter, std::string_view name);
std::string_view class_of_tool(const Adapter& adapter, std::string_view tool);
/// The class of a tool that many agents have under one name or another; "other" if it is none of these.
std::string_view class_of_common_tool(std::string_view tool);
/// Does `name` look like `pattern`, in which each '*' stands for any letters?
bool matches(std::string_view pattern, std::string_view name);

}  // namespace galdr::event
