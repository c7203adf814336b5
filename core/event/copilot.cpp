/// Copilot CLI, by the payloads of 1.0.102 (tests/data/copilot, tests/data/copilot-pascalcase). Its hooks
/// reference: https://docs.github.com/en/copilot/reference/hooks-reference
///
/// Events that are configured in PascalCase get names like Claude's, though not all of them. In camelCase the
/// payload does not name its event. Neither has ids of calls, but for MCP's preMcpToolCall.
#include "core/event/adapters.hpp"
#include "core/event/response.hpp"

namespace galdr::event {
namespace {

constexpr FieldName kFields[] = {
    {Column::session, "sessionId"},
    {Column::session, "session_id"},
    {Column::event, "hook_event_name"},
    {Column::event, "hookName"},
    {Column::tool, "toolName"},
    {Column::tool, "tool_name"},
    {Column::input, "toolArgs"},
    {Column::input, "tool_input"},
    {Column::input, "toolInput"},
    {Column::input, "arguments"},
    {Column::output, "toolResult"},
    {Column::output, "tool_result"},
    {Column::call_id, "toolCallId"},
    {Column::call_id, "tool_call_id"},
    {Column::parent_agent, "agentId"},
    {Column::parent_agent, "agent_id"},
    {Column::cwd, "cwd"},
    {Column::error, "error"},
    {Column::prompt, "prompt"},
};

constexpr EventName kEvents[] = {
    {"pretooluse", Kind::tool_start},
    {"posttooluse", Kind::tool_end, Status::unknown},
    {"posttoolusefailure", Kind::tool_end, Status::error},
    {"userpromptsubmitted", Kind::prompt, Status::none, Closes::own_thread},
    {"userpromptsubmit", Kind::prompt, Status::none, Closes::own_thread},
    {"agentstop", Kind::turn_end, Status::none, Closes::own_thread},
    {"stop", Kind::turn_end, Status::none, Closes::own_thread},
    {"subagentstart", Kind::subagent_start},
    {"subagentstop", Kind::subagent_end, Status::none, Closes::own_thread},
    {"sessionstart", Kind::session_start},
    {"sessionend", Kind::session_end, Status::none, Closes::whole_session},
    {"precompact", Kind::compact},
    {"notification", Kind::notification},
    {"erroroccurred", Kind::notification},
    {"permissionrequest", Kind::permission},
};

constexpr ToolName kTools[] = {
    {"*-*", "mcp"},  // server-tool in a call's events, server/tool where a permission is asked for
    {"*/*", "mcp"},
};

struct Result {
  std::string_view type;
  Status status;
};

constexpr Result kResults[] = {
    {"success", Status::ok},          {"failure", Status::error}, {"error", Status::error},
    {"timeout", Status::error},       {"denied", Status::denied}, {"rejected", Status::denied},
    {"cancelled", Status::cancelled},
};

Status status_of(std::string_view type) {
  for (const Result& result : kResults) {
    if (result.type == type) return result.status;
  }
  return Status::unknown;
}

void end_by_result(Event& event) {
  event.status =
      status_of(json_string(json_at_any(event.output, {"resultType", "result_type"})).value_or(""));
  const auto text = json_string(json_at_any(event.output, {"textResultForLlm", "text_result_for_llm"}));
  if (!text) return;
  if (event.status != Status::ok && event.status != Status::unknown && !event.error) event.error = text;
  if (class_of_tool(kCopilot, event.tool) != "shell") return;
  std::string_view rest = *text;  // a command that failed is a success of its tool
  const auto code = number_at_end(pop_line(rest), "<", " exit code ", ">");
  if (code) end_with(event, *code);
}

void refine(Payload& payload, Normalised& out) {
  Event& event = out.event;
  payload.unpack(event.input);
  if (event.kind == Kind::tool_end && !event.output.empty()) end_by_result(event);
  if (!event.error) event.error = message_of(payload.json("error"));
}

}  // namespace

constinit const Adapter kCopilot = {"copilot", true, kFields, kEvents, kTools, refine};

}  // namespace galdr::event
