/// Claude Code, by the payloads of 2.1.329 and 2.1.197 (tests/data/claude-code). Its hooks reference:
/// https://code.claude.com/docs/en/hooks
#include "core/event/claude_code.hpp"

#include "core/event/adapters.hpp"
#include "core/event/response.hpp"

namespace galdr::event {
namespace {

constexpr FieldName kFields[] = {
    {Column::session, "session_id"},    {Column::event, "hook_event_name"},
    {Column::tool, "tool_name"},        {Column::input, "tool_input"},
    {Column::output, "tool_response"},  {Column::call_id, "tool_use_id"},
    {Column::parent_agent, "agent_id"}, {Column::cwd, "cwd"},
    {Column::error, "error"},           {Column::prompt, "prompt"},
    {Column::duration, "duration_ms"},
};

constexpr EventName kEvents[] = {
    {"PreToolUse", Kind::tool_start},
    {"PostToolUse", Kind::tool_end, Status::ok},
    {"PostToolUseFailure", Kind::tool_end, Status::error},
    {"UserPromptSubmit", Kind::prompt, Status::none, Closes::own_thread},
    {"Stop", Kind::turn_end, Status::none, Closes::own_thread},
    {"StopFailure", Kind::turn_end, Status::none, Closes::own_thread},
    {"SubagentStart", Kind::subagent_start},
    {"SubagentStop", Kind::subagent_end, Status::none, Closes::own_thread},
    {"SessionStart", Kind::session_start},
    {"SessionEnd", Kind::session_end, Status::none, Closes::whole_session},
    {"PreCompact", Kind::compact},
    {"PostCompact", Kind::compact},
    {"Notification", Kind::notification},
    {"Elicitation", Kind::notification},
    {"ElicitationResult", Kind::notification},
    {"PermissionRequest", Kind::permission},
    {"PermissionDenied", Kind::permission},
};

constexpr std::string_view kToolError = "<tool_use_error>";
constexpr std::string_view kToolErrorEnd = "</tool_use_error>";
constexpr std::string_view kExitCode = "Exit code ";

bool is_denial(std::string_view text) {
  const std::string_view head = text.substr(0, 8192);
  const auto holds = [head](std::string_view words) { return head.find(words) != head.npos; };
  return (head.starts_with("Permission to use ") && holds(" has been denied")) ||
         (head.starts_with("Claude requested permissions to ") && holds("haven't granted")) ||
         head.starts_with("The user doesn't want to proceed");
}

ListedCall read_call(const std::vector<JsonField>& fields) {
  ListedCall call;
  call.tool = json_string(json_member(fields, "tool_name")).value_or("");
  call.call_id = json_string(json_member(fields, "tool_use_id")).value_or("");
  call.input = json_member(fields, "tool_input");
  call.output = json_member(fields, "tool_response");
  judge_claude_text(first_text(call.output), call.status, call.error);  // a batch does not say it otherwise
  return call;
}

/// The call without what `listed` holds of it already: its id leads there.
std::string reference(const std::vector<JsonField>& fields) {
  std::string object = "{";
  for (const JsonField& field : fields) {
    if (field.key == "tool_input" || field.key == "tool_response") continue;
    append_json_string(object, field.key);
    object.append(":").append(field.value).append(",");
  }
  return object += "\"listed\":true}";
}

void list_calls(Payload& payload, Normalised& out) {
  std::string references;
  for (const std::string_view element : json_elements(payload.json("tool_calls"))) {
    const auto fields = json_fields(element);
    ListedCall call = read_call(fields);
    references += references.empty() ? "[" : ",";
    if (call.call_id.empty() || call.tool.empty()) {  // nobody could find it again
      references += element;
      continue;
    }
    references += reference(fields);
    out.listed.push_back(std::move(call));
  }
  if (out.listed.empty()) return;
  payload.take("tool_calls");
  payload.note("tool_calls", references += ']');
}

bool was_interrupted(const Payload& payload, const Event& event) {
  if (event.status == Status::error) return payload.json("is_interrupt") == "true";
  return event.tool == "Bash" && json_member(json_fields(event.output), "interrupted") == "true";
}

void refine(Payload& payload, Normalised& out) {
  Event& event = out.event;
  if (event.status == Status::error) event.exit_code = number_at_start(event.error.value_or(""), kExitCode);
  if (event.kind == Kind::tool_end && was_interrupted(payload, event)) event.status = Status::cancelled;
  if (event.source_event == "PostToolBatch") list_calls(payload, out);
  if (event.prompt && event.prompt->starts_with("<task-notification>")) out.from_user = false;
}

}  // namespace

void judge_claude_text(std::string text, Status& status, std::optional<std::string>& error) {
  if (text.starts_with(kToolError)) {
    status = Status::error;
    text.erase(0, kToolError.size());
    if (text.ends_with(kToolErrorEnd)) text.resize(text.size() - kToolErrorEnd.size());
  } else if (is_denial(text)) {
    status = Status::denied;
  } else if (number_at_start(text, kExitCode).value_or(0) != 0) {
    status = Status::error;
  } else {
    return;
  }
  error = std::move(text);
}

constinit const Adapter kClaudeCode = {"claude-code", false, kFields, kEvents, {}, refine};

}  // namespace galdr::event
