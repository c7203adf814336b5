/// Cursor, by its documentation alone (tests/data/cursor): nobody has run it here. Its hooks reference:
/// https://cursor.com/docs/hooks
///
/// It tells a call twice: preToolUse and postToolUse(Failure) for every tool, with an id, and events of their
/// own for shell, MCP and files, without one. The first pair is the call here; the others are what asks for
/// permission (before…) or kind `other` (after…), so that nothing is counted twice.
/// It also runs the hooks that were installed for Claude Code, whose names fold to the same ones.
#include <cmath>
#include <cstdlib>

#include "core/event/adapters.hpp"
#include "core/event/response.hpp"

namespace galdr::event {
namespace {

constexpr FieldName kFields[] = {
    {Column::session, "parent_conversation_id"},
    {Column::session, "conversation_id"},
    {Column::session, "session_id"},
    {Column::event, "hook_event_name"},
    {Column::tool, "tool_name"},
    {Column::input, "tool_input"},
    {Column::input, "command"},
    {Column::input, "file_path"},
    {Column::output, "tool_output"},
    {Column::output, "tool_response"},
    {Column::output, "result_json"},
    {Column::output, "output"},
    {Column::call_id, "tool_use_id"},
    {Column::parent_agent, "subagent_id"},
    {Column::cwd, "cwd"},
    {Column::error, "error_message"},
    {Column::prompt, "prompt"},
    {Column::duration, "duration"},
    {Column::duration, "duration_ms"},
};

constexpr EventName kEvents[] = {
    {"pretooluse", Kind::tool_start},
    {"posttooluse", Kind::tool_end, Status::ok},
    {"posttoolusefailure", Kind::tool_end, Status::error},
    {"beforeshellexecution", Kind::permission},
    {"beforemcpexecution", Kind::permission},
    {"beforereadfile", Kind::permission},
    {"beforesubmitprompt", Kind::prompt, Status::none, Closes::own_thread},
    {"userpromptsubmit", Kind::prompt, Status::none, Closes::own_thread},
    {"stop", Kind::turn_end, Status::none, Closes::own_thread},
    {"subagentstart", Kind::subagent_start},
    {"subagentstop", Kind::subagent_end, Status::none, Closes::own_thread},
    {"sessionstart", Kind::session_start},
    {"sessionend", Kind::session_end, Status::none, Closes::whole_session},
    {"precompact", Kind::compact},
};

/// The tool of an event that has its name from it, as the generic events call it.
struct ToolOfEvent {
  std::string_view event, tool;
};

constexpr ToolOfEvent kToolsOfEvents[] = {
    {"beforeShellExecution", "Shell"},
    {"afterShellExecution", "Shell"},
    {"beforeReadFile", "Read"},
    {"afterFileEdit", "Write"},
};

Status failure_of(const Payload& payload) {
  if (payload.json("is_interrupt") == "true") return Status::cancelled;
  const bool denied = json_string(payload.json("failure_type")) == "permission_denied";
  return denied ? Status::denied : Status::error;
}

void judge_end(const Payload& payload, Event& event) {
  if (event.status == Status::error) event.status = failure_of(payload);
  end_by_mcp_result(event);
  const auto code = json_integer(json_at_any(event.output, {"exitCode", "exit_code"}));
  if (code) end_with(event, *code);
}

/// Milliseconds may come with a fraction: the column has whole ones, the member itself stays in extra.
void round_duration(const Payload& payload, Event& event) {
  const std::string told(payload.json("duration"));
  if (event.duration_ms || told.empty() || told.front() < '0' || told.front() > '9') return;
  const double milliseconds = std::strtod(told.c_str(), nullptr);
  if (milliseconds < 1e15) event.duration_ms = std::llround(milliseconds);
}

void refine(Payload& payload, Normalised& out) {
  Event& event = out.event;
  for (const auto& [name, tool] : kToolsOfEvents) {
    if (event.source_event == name && event.tool.empty()) event.tool = tool;
  }
  payload.unpack(event.input);
  payload.unpack(event.output);
  round_duration(payload, event);
  if (event.kind == Kind::tool_end) judge_end(payload, event);
  const auto roots = json_elements(payload.json("workspace_roots"));
  if (!roots.empty()) put(event, Column::cwd, roots.front());
}

}  // namespace

constinit const Adapter kCursor = {"cursor", true, kFields, kEvents, {}, refine};

}  // namespace galdr::event
