/// What normalise() has to know of each agent: tables of its names, and the few lines that a table cannot
/// say.
///
/// To add an agent: its file here (claude_code.cpp is the pattern), its row in adapters.cpp, its payloads in
/// tests/data/<agent>/. An agent without an adapter gets the generic one, which goes by common names.
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/event/json_text.hpp"
#include "core/event/normalise.hpp"

namespace galdr::event {

constexpr std::size_t kMaxDepth = 512;  ///< of brackets in a payload; beyond it nobody downstream has to look

/// The members of a payload: each is taken by at most one column, what is left becomes `extra`.
class Payload {
 public:
  /// Borrows `json`, which rewrite_json made. Not an object: no members.
  explicit Payload(std::string_view json) : fields_(json_fields(json)), taken_(fields_.size(), false) {}

  /// A member's JSON text, taken or not; "" if there is none.
  std::string_view json(std::string_view name) const { return json_member(fields_, name); }
  const std::vector<JsonField>& fields() const { return fields_; }
  bool has(std::string_view name) const { return !json(name).empty(); }
  /// Leaves the first member of this name out of the rest.
  void take(std::string_view name);
  /// Adds a member of galdr's own to the rest. Another name is found where the payload has this one itself.
  void note(std::string_view name, std::string_view json);
  /// The object of what was not taken, then the notes; "" if it would be {}.
  std::string rest() const;

 private:
  std::vector<JsonField> fields_;
  std::vector<bool> taken_;
  std::string notes_;
};

/// Where a member of the payload goes. `weak_event`: names the event only if nothing else does.
enum class Column {
  session,
  event,
  weak_event,
  tool,
  input,
  output,
  call_id,
  parent_agent,
  cwd,
  error,
  prompt,
  duration
};

/// Several names for a column: the first that the payload has counts.
struct FieldName {
  Column column;
  std::string_view name;
};

struct EventName {
  std::string_view name;
  Kind kind = Kind::other;
  Status status = Status::none;
  Closes closes = Closes::nothing;
};

/// A name that ends in '*' stands for all that begin like it.
struct ToolName {
  std::string_view name;
  std::string_view tool_class;
};

struct Adapter {
  std::string_view agent;  ///< as in --agent; empty: the generic one
  bool folded = false;     ///< its event and tool names are compared as fold() makes them
  std::span<const FieldName> fields;
  std::span<const EventName> events;  ///< those that are not here are of kind `other`
  std::span<const ToolName> tools;    ///< those that are not here are of class `other`
  /// Runs when the columns are filled; may be null.
  void (*refine)(Payload& payload, Normalised& out) = nullptr;
};

extern const Adapter kClaudeCode;
extern const Adapter kGeneric;

const Adapter& adapter_for(std::string_view agent);
/// Which agent sent this? A payload that bears another agent's marks is believed over the flag.
std::string_view agent_of(const Payload& payload, std::string_view flag);
/// Letters and digits of `name`, lower case: "preToolUse" and "pre_tool_use" are one.
std::string fold(std::string_view name);
/// The row of an event, or nullptr.
const EventName* find_event(const Adapter& adapter, std::string_view name);
std::string_view class_of_tool(const Adapter& adapter, std::string_view tool);

}  // namespace galdr::event
